"""What a certificate says, in its reader's language."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import formats
from common.fields import pick
from common.rehearsals import TEST
from congress.enums import CongressKind
from congress.models import Congress
from programme.documents.certificate import Page
from programme.models import Certificate
from programme.queries.certificates import grouped, spoken_facts

# After the person's name, each with the article that its kind of meeting takes.
ATTENDED = {
    CongressKind.FULL: gettext_lazy("attended the congress “%(congress)s”, %(dates)s, %(place)s."),
    CongressKind.MEETING: gettext_lazy("attended the network meeting “%(congress)s”, %(dates)s, %(place)s."),
    CongressKind.CAFE: gettext_lazy("attended the online café “%(congress)s”, %(dates)s, %(place)s."),
    CongressKind.YOUTH: gettext_lazy("attended the youth forum “%(congress)s”, %(dates)s, %(place)s."),
    CongressKind.EXCHANGE: gettext_lazy("took part in the visit “%(congress)s”, %(dates)s, %(place)s."),
}


def of(row: Certificate, language: str) -> Page:
    """The page of a certificate in one of the interface's languages."""
    congress, registration = row.congress, row.registration
    city = registration.organisation
    with translation.override(language):
        dates = formats.days(congress.starts_on, congress.ends_on, language)
        path = reverse("programme-certificate-verify", args=[row.code])
        return Page(
            heading=_("Certificate of attendance"),
            intro=_("This is to certify that"),
            name=registration.person.full_name or registration.badge_name or registration.code,
            city=pick(city.name, language) if city else "",
            text=ATTENDED[congress.kind]
            % {"congress": pick(congress.name, language), "dates": dates, "place": _place(congress, language)},
            details=said_facts(row, language),
            issued=_issued(row, language),
            congress=pick(congress.name, language),
            dates=dates,
            colour=congress.primary_colour,
            verify=_("Verify this certificate: %(code)s") % {"code": grouped(row.code)},
            address=f"{settings.PUBLIC_URL}{path}",
            test=TEST if congress.is_rehearsing else "",
            **_signature(congress, language),
        )


def _place(congress: Congress, language: str) -> str:
    """The venue and its town; the host's name where its town is not known."""
    venue, host = pick(congress.venue, language), congress.host
    town = (host.locality or pick(host.name, language)) if host else ""
    return ", ".join(part for part in (venue, "" if town and town in venue else town) if part)


def _issued(row: Certificate, language: str) -> str:
    congress = row.congress
    day = formats.day(row.issued_at.astimezone(congress.zone).date(), language)
    institution = _institution(congress, language)
    if not institution:
        return _("Date: %(day)s") % {"day": day}
    # No article fits every name, so the name stands alone.
    return _("Issuer: %(institution)s · Date: %(day)s") % {"institution": institution, "day": day}


def _institution(congress: Congress, language: str) -> str:
    """For whom the certificate speaks: the institution of whoever signs, else the host."""
    signatory = getattr(congress, "signatory", None)
    own = pick(signatory.institution, language) if signatory else ""
    return own or (pick(congress.host.name, language) if congress.host else "")


def _signature(congress: Congress, language: str) -> dict[str, str]:
    signatory = getattr(congress, "signatory", None)
    if signatory is None:
        return {}
    return {
        "signer": signatory.name,
        "office": pick(signatory.office, language),
        "institution": _institution(congress, language),
    }


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
