"""A person's registration for a congress."""

from django.db import models
from django.db.models import Q

from congress.models import Congress
from registration.enums import LIVE, State
from registration.models.category import AddOn, Category


class Registration(models.Model):
    """One person at one congress, in one category.

    `code` identifies and never authorises. `token_hash` is of the "plr_" token given to whoever registered and
    emptied once the address is proven; `link_hash` of the secret in the letter. `fingerprint` is a digest of
    address and name: the same twice is the same person pressing twice. `changed` is the change number under
    which door devices learn of this row.
    """

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="registrations")
    code = models.CharField(max_length=8, unique=True)
    number = models.PositiveIntegerField(null=True)  # uint32 in the QR, unique in the congress; set when stamped
    serial = models.PositiveSmallIntegerField(default=1)  # uint16 in the QR; a higher one voids the lower
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="registrations")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    delegation = models.ForeignKey(
        "registration.Delegation", on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    order = models.ForeignKey("payments.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=18, choices=State.choices)
    language = models.CharField(max_length=8)
    badge_name = models.CharField(max_length=240, blank=True)
    badge_languages = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    proof = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fingerprint = models.CharField(max_length=64)
    search = models.CharField(max_length=500, blank=True)  # folded names, address, city, code
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)
    access_version = models.PositiveSmallIntegerField(default=1)
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # cancelled, expired or refused
    changed = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="registration_number_once"),
            models.UniqueConstraint(
                fields=["congress", "fingerprint"], condition=Q(state__in=sorted(LIVE)), name="registration_live_once"
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "state", "id"]),
            models.Index(fields=["congress", "changed"]),
            models.Index(fields=["category", "state", "created_at"]),
            models.Index(fields=["state", "hold_expires_at"]),
        ]

    def __str__(self) -> str:
        return self.code


class ChosenAddOn(models.Model):
    """An add-on of a registration. It holds a place as long as its registration does."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="chosen_add_ons")
    add_on = models.ForeignKey(AddOn, on_delete=models.PROTECT, related_name="chosen")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "add_on"], name="add_on_chosen_once")]


class Consent(models.Model):
    """What a person agreed to, in which version, when."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="consents")
    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "code", "version"], name="consent_once")]
