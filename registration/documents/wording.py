"""What stands on a registration's badge, in the registration's language."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from common import formats
from common.fields import pick
from common.paper import fonts
from registration.documents.badge import Badge
from registration.models import Registration


def of(row: Registration, token: str) -> Badge:
    """The badge of a registration; what cannot be printed is seen to when it is drawn."""
    language = row.language if row.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    congress, organisation = row.congress, row.organisation
    with translation.override(language):
        when = formats.days(congress.starts_on, congress.ends_on, language)
        place = pick(congress.venue, language)
        return Badge(
            code=row.code,
            token=token,
            names=_names(row),
            position=fonts.clean(row.person.position),
            city=fonts.clean(pick(organisation.name, language)) if organisation else "",
            country=formats.country(organisation.country, language) if organisation else "",
            languages=tuple(str(code).upper()[:5] for code in row.badge_languages[:8]),
            category=fonts.clean(pick(row.category.name, language)),
            colour=row.category.colour,
            congress=fonts.clean(pick(congress.name, language)),
            dates=fonts.clean(", ".join(part for part in (when, place) if part)),
            unprintable=_("The name needs letters that cannot be printed here. Please ask the desk."),
            rehearsal=_("not valid at the door") if congress.is_rehearsing else "",
        )


def _names(row: Registration) -> tuple[str, ...]:
    person = row.person
    chosen = [row.badge_name] if row.badge_name.strip() else [person.given_name, person.family_name]
    return tuple(text for text in map(fonts.clean, chosen) if text) or (row.code,)
