"""A human being, as the congresses know them."""

import uuid

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext

from accounts.enums import AddressState


class Person(models.Model):
    """One human. An address is a mailbox that colleagues may share: it identifies nobody by itself.

    Two rows are the same person when a key says so, never because their addresses are alike.
    """

    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    email_state = models.CharField(max_length=8, choices=AddressState.choices, default=AddressState.CLAIMED)
    language = models.CharField(max_length=8, default="en")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    position = models.CharField(max_length=160, blank=True)  # the person's function, in their own words
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(Lower("email"), name="person_email_lower")]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    @property
    def known_name(self) -> str:
        """The name, or in words that there is none yet: for lists and sentences."""
        return self.full_name or gettext("(no name yet)")

    @property
    def name_or_address(self) -> str:
        """As `known_name`, but the address stands in: for readers who may see it."""
        return self.full_name or self.email or self.known_name
