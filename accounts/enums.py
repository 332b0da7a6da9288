"""Stable codes of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressState(models.TextChoices):
    CLAIMED = "claimed", _("Not confirmed yet")
    PROVEN = "proven", _("Confirmed")


class NetworkRoleKind(models.TextChoices):
    SECRETARIAT = "secretariat", _("Network secretariat")
    TERRITORIAL = "territorial", _("Territorial coordinator")


class Scope(models.TextChoices):
    """What a personal API token may do; it never may do more than its person."""

    READ = "read", _("Read what I may read")
    WRITE = "write", _("Make changes on my behalf")
