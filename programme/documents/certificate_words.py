"""What a certificate says, in its reader's language."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import formats
from common.fields import pick
from common.rehearsals import TEST
from programme.documents.certificate import Page
from programme.models import Certificate
from programme.queries.certificates import grouped, spoken_facts


def of(row: Certificate, language: str) -> Page:
    """The page of a certificate in one of the interface's languages."""
    congress, registration = row.congress, row.registration
    city = registration.organisation
    with translation.override(language):
        dates = formats.days(congress.starts_on, congress.ends_on, language)
        path = reverse("programme-certificate-verify", args=[row.code])
        place = [pick(congress.venue, language), pick(congress.host.name, language) if congress.host else ""]
        return Page(
            heading=_("Certificate of attendance"),
            intro=_("This is to certify that"),
            name=registration.person.full_name or registration.badge_name or registration.code,
            city=pick(city.name, language) if city else "",
            text=_("attended %(congress)s, %(dates)s, %(place)s.")
            % {"congress": pick(congress.name, language), "dates": dates, "place": ", ".join(p for p in place if p)},
            details=said_facts(row, language),
            congress=pick(congress.name, language),
            dates=dates,
            colour=congress.primary_colour,
            verify=_("Verify this certificate: %(code)s") % {"code": grouped(row.code)},
            address=f"{settings.PUBLIC_URL}{path}",
            test=TEST if congress.is_rehearsing else "",
        )


def said_facts(row: Certificate, language: str) -> str:
    """ "Present on 3 days (…); 16 hours of the programme.", in a language."""
    facts = spoken_facts(row)
    days: list[Any] = facts["days"]
    with translation.override(language):
        names = formats.listing([formats.day(day, language) for day in days], language)
        text = ngettext("Present on %(number)s day: %(days)s.", "Present on %(number)s days: %(days)s.", len(days))
        said = text % {"number": len(days), "days": names}
        hours = facts["minutes"] / 60
        if facts["minutes"]:
            amount = formats.number(round(hours, 1) if hours % 1 else int(hours), language)
            said += " " + _("Hours of the programme: %(hours)s.") % {"hours": amount}
    return said
