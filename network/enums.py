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


class DuesState(models.TextChoices):
    DUE = "due", _("To be paid")
    DECLARED = "declared", _("Declared as paid")
    PAID = "paid", _("Paid")
    WAIVED = "waived", _("Waived")


class SeatKind(models.TextChoices):
    PILOT = "pilot", _("Pilot city")
    MEMBER = "member", _("Member city")


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
    DUES_YEAR_UNREADABLE = "dues_year_unreadable", _("This is not a year. Write it as 2026.")
    DUES_YEAR_MISSING = "dues_year_missing", _("The state of dues needs their year.")
    DUES_STATE_UNKNOWN = "dues_state_unknown", _("The state of dues must be due, declared, paid or waived.")
    DUES_STEP = "dues_step", _("Dues of this year that are paid or waived stay so.")
    DUES_WITHOUT_MEMBERSHIP = "dues_without_membership", _("The city was no member in the year of these dues.")
    OVERLAPS = "overlaps", _("This membership overlaps another one of the same city.")
    TOO_LONG = "too_long", _("This text is too long.")
    FORMULA = "formula", _("This cell holds a formula. Please put the value itself.")
    CHOICE_MISSING = "choice_missing", _("Please choose whether this is the same city.")
    CHOICE_UNKNOWN = "choice_unknown", _("This choice is not possible.")


class Verb(models.TextChoices):
    """What the audit trail says of the network."""

    ORGANISATION_CREATED = "organisation_created", _("A city or organisation was added")
    ORGANISATION_CHANGED = "organisation_changed", _("A city or organisation was changed")
    MEMBERSHIP_STARTED = "membership_started", _("A membership was added")
    MEMBERSHIP_CHANGED = "membership_changed", _("A membership was changed")
    TERRITORIAL_NETWORK_CREATED = "territorial_network_created", _("A territorial network was added")
    INVOICE_IDENTITY_CHANGED = "invoice_identity_changed", _("Whom invoices are made out to was changed")
    DUES_ASKED = "dues_asked", _("Dues of a year were asked for")
    DUES_DECLARED = "dues_declared", _("Dues were declared as paid")
    DUES_CONFIRMED = "dues_confirmed", _("Dues were confirmed as paid")
    DUES_HANDED_BACK = "dues_handed_back", _("A declaration of dues was handed back")
    DUES_WAIVED = "dues_waived", _("Dues were waived")
    CLUSTER_CREATED = "cluster_created", _("A cluster was added")
    CLUSTER_CHANGED = "cluster_changed", _("A cluster was changed")
    SEAT_GIVEN = "seat_given", _("A city was given a seat in a cluster")
    SEAT_ENDED = "seat_ended", _("A city’s seat in a cluster was ended")
