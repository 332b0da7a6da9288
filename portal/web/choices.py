"""Lists to choose from, in the reader's language: hosts, zones, currencies, languages, countries."""

from collections.abc import Iterable

from babel.core import Locale
from babel.numbers import get_currency_name
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import formats
from common.fields import pick
from common.web.context import NATIVE
from network.models import Organisation
from network.rules.search import fold
from portal.rules.places import aliases_of, canonical_zones, currencies, languages_of, spoken_in, zones_of

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]
REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic Ocean"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific Ocean"),
}

MOST = 6  # languages of a country that are offered before all others


def hosts(rows: QuerySet[Organisation]) -> list[Choice | Group]:
    """Organisations under their countries, both in the order of the reader's language; an empty choice first."""
    groups: dict[str, list[Choice]] = {}
    for slug, name, country in rows.filter(is_active=True).values_list("slug", "name", "country"):
        groups.setdefault(formats.country(country), []).append((slug, pick(name)))
    ordered = sorted(groups.items(), key=lambda group: fold(group[0]))
    return [("", "–"), *((country, sorted(rows, key=lambda row: fold(row[1]))) for country, rows in ordered)]


def zones(country: str = "", current: str = "") -> list[Group]:
    """Time zones by region, each once, those of the host's country before all others, and UTC last.

    A zone goes by the name of its city in the reader's language. The current one is among them, under an old name too.
    """
    here, near = formats.locale(get_language()), zones_of(country)
    groups: list[Group] = [(formats.country(country), [_zone(name, here) for name in near])] if near else []
    found: dict[str, list[Choice]] = {}
    for name in {*canonical_zones(), current} - {*near, "", "UTC"}:
        region = name.partition("/")[0]
        found.setdefault(str(REGIONS.get(region, region)), []).append(_zone(name, here))
    for region in sorted(found, key=fold):
        groups.append((region, sorted(found[region], key=lambda row: (fold(row[1]), row[0]))))
    return [*groups, ("UTC", [("UTC", "UTC")])]


def _zone(name: str, here: Locale) -> Choice:
    names = [here.time_zones.get(known) for known in (name, *aliases_of(name))]
    city = next((one["city"] for one in names if one and "city" in one), "")
    city = city or name.partition("/")[2].replace("_", " ").replace("/", ", ")
    return name, f"{city} ({name})" if city else name


def money(current: str = "") -> list[Choice]:
    """Currencies in use, by code: "EUR – euro"."""
    here = formats.locale(get_language())
    return [
        (code, f"{code} – {get_currency_name(code, locale=here)}") for code in sorted({*currencies(), current} - {""})
    ]


def likely_languages(country: str, chosen: Iterable[str] = ()) -> list[Choice]:
    """The interface's languages, the host country's and those chosen already, named in the reader's language."""
    codes = dict.fromkeys([*NATIVE, *(code for code in languages_of(country)[:MOST] if code in _known()), *chosen])
    return [(code, _named(code)) for code in codes]


def other_languages() -> list[Choice]:
    """Every language in which content may be written."""
    return [("", "–"), *formats.languages(get_language() or "en")]


def proposed_languages(country: str, host: Organisation | None = None) -> list[str]:
    """What a congress there is likely to be written in: the country's languages, and those of its regions in which
    the host city's own name is written; the reader's where none is known."""
    regional = [code for code in languages_of(country) if host is not None and code in host.name and code not in NATIVE]
    found = dict.fromkeys(code for code in [*spoken_in(country), *regional] if code in _known())
    return list(found) or [get_language() or "en"]


def countries() -> list[Choice]:
    return [("", _("Please choose")), *formats.countries(get_language() or "en")]


def _known() -> dict[str, str]:
    return dict(formats.languages("en"))


def _named(code: str) -> str:
    """Catalan (Català); without the second where both are the same."""
    name, own = formats.language_name(code), formats.autonym(code)
    name = name[:1].upper() + name[1:]
    return name if name == own else f"{name} ({own})"
