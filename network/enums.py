"""Stable codes of the network."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    CITY = "city", _("City")
    BODY = "body", _("Other organisation")


class Standing(models.TextChoices):
    GOOD = "good", _("In good standing")
    ARREARS = "arrears", _("Dues outstanding")
    SUSPENDED = "suspended", _("Suspended")


class Problem(models.TextChoices):
    """What can be wrong with one row of an imported table."""

    SLUG_MISSING = "slug_missing", _("The short name (slug) is missing.")
    SLUG_MALFORMED = "slug_malformed", _("The short name may hold small letters a–z, digits and hyphens only.")
    SLUG_TWICE = "slug_twice", _("The same short name stands in another row of this file.")
    SAME_TWICE = "same_twice", _("Two rows of this file would change the same city.")
    NAME_MISSING = "name_missing", _("The name is missing.")
    COUNTRY_UNKNOWN = "country_unknown", _("This is not a country code of two letters (ISO 3166).")
    NETWORK_UNKNOWN = "network_unknown", _("There is no territorial network with this code.")
    KIND_UNKNOWN = "kind_unknown", _("The kind must be city or body.")
    STANDING_UNKNOWN = "standing_unknown", _("The standing must be good, arrears or suspended.")
    DATE_UNREADABLE = "date_unreadable", _("This is not a date. Write it as 2026-05-26.")
    DATES_REVERSED = "dates_reversed", _("The membership ends before it starts.")
    START_MISSING = "start_missing", _("A membership needs the day on which it starts.")
    OVERLAPS = "overlaps", _("This membership overlaps another one of the same city.")
    TOO_LONG = "too_long", _("This text is too long.")
    FORMULA = "formula", _("This cell holds a formula. Please put the value itself.")
    CHOICE_MISSING = "choice_missing", _("Please choose whether this is the same city.")
    CHOICE_UNKNOWN = "choice_unknown", _("This choice is not possible.")
