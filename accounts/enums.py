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


class Verb(models.TextChoices):
    """What the audit trail says of people."""

    USER_CREATED = "user_created", _("A sign-in was made")
    PERSON_NAMED = "person_named", _("A name or a function was changed")
    PASSWORD_SET = "password_set", _("A password was set")
    PASSWORD_REMOVED = "password_removed", _("A password was removed")
    API_TOKEN_CREATED = "api_token_created", _("A personal token was made")
    API_TOKEN_REVOKED = "api_token_revoked", _("A personal token was withdrawn")
    NETWORK_ROLE_GRANTED = "network_role_granted", _("A role in the network was given")
    NETWORK_ROLE_WITHDRAWN = "network_role_withdrawn", _("A role in the network was ended")
    LIAISON_NAMED = "liaison_named", _("A liaison was named")
    LIAISON_CONFIRMED = "liaison_confirmed", _("A liaison was confirmed")
    LIAISON_DECLINED = "liaison_declined", _("A liaison was declined")
    LIAISON_TAKEN_BACK = "liaison_taken_back", _("A proposal of a liaison was taken back")
    LIAISON_ENDED = "liaison_ended", _("A liaison was ended")
