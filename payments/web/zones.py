"""The name by which readers know a time zone."""

from babel.dates import get_timezone_location
from django.utils.translation import get_language

from common.formats import locale


def city_of(zone: str) -> str:
    """The city of an IANA zone in the active language ("Madrid"), "UTC" for none."""
    if "/" not in zone:
        return zone
    return get_timezone_location(zone, locale=locale(get_language()), return_city=True)
