"""What a country suggests: its time zones, its money, its languages (CLDR through Babel)."""

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

# Where a country has several zones: the one that most of its people live in (tz database, zone.tab).
MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}


def canonical_zones() -> list[str]:
    """The zones of the world by their own IANA names, without the aliases under which they were known before."""
    return sorted(zone for zone in get_global("zone_territories") if not zone.startswith("Etc/"))


def aliases_of(zone: str) -> list[str]:
    """The other names of a zone; texts about it may stand under one of them."""
    return sorted(alias for alias, name in get_global("zone_aliases").items() if name == zone)


def zones_of(country: str) -> list[str]:
    """The IANA zones of a country, the one of most people first; [] for none known."""
    found = sorted(zone for zone, where in get_global("zone_territories").items() if where == country)
    main = MAIN_ZONES.get(country)
    return [main, *(zone for zone in found if zone != main)] if main in found and main else found


def currency_of(country: str) -> str:
    """The ISO 4217 code of a country's money; EUR where none is known."""
    found = get_territory_currencies(country) if country else []
    return str(found[0]) if found else "EUR"


def currencies() -> list[str]:
    """The ISO 4217 codes of every money in use."""
    found = {code for country in get_global("territory_currencies") for code in get_territory_currencies(country)}
    return sorted(str(code) for code in found)


def spoken_in(country: str) -> list[str]:
    """The languages of a whole country, those of most people first, three at most; [] for none known."""
    if not country:
        return []
    found = get_official_languages(country) or get_official_languages(country, de_facto=True)
    return list(dict.fromkeys(str(code).split("_")[0] for code in found))[:3]


def languages_of(country: str) -> list[str]:
    """The official languages of a country and of its regions, those of the whole country first."""
    if not country:
        return []
    found = [*get_official_languages(country, de_facto=True), *get_official_languages(country, regional=True)]
    return list(dict.fromkeys(str(code).split("_")[0] for code in found))
