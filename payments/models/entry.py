"""The ledger: entries are added, never changed or taken away."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from common.money import Money
from payments.enums import SIGNS, EntryKind
from payments.models.order import Order


class AppendOnly(TypeError):
    """Somebody tried to change or delete an entry."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """A ledger cannot be rewritten in bulk either."""

    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnly("entries are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("entries are never deleted")


def _signs() -> Q:
    """Which sign each kind of entry has, as a condition for the database."""
    kinds: dict[int | None, list[str]] = {}
    for kind, sign in SIGNS.items():
        kinds.setdefault(sign, []).append(kind.value)
    return (
        Q(kind__in=kinds[1], amount_minor__gte=0)
        | Q(kind__in=kinds[-1], amount_minor__lte=0)
        | Q(kind__in=kinds[0], amount_minor=0)
        | Q(kind__in=kinds[None])
    )


class Entry(models.Model):
    """One fact about an order's account.

    `amount_minor` is signed, in minor units of the order's currency: positive raises what the payer owes.
    `reference` is the provider's or the bank's own name of a movement and keeps it from being booked twice;
    `booked_on` is the day of the movement, `at` the instant we learnt of it. Who acted is a value.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in EntryKind])
    amount_minor = models.BigIntegerField(default=0)
    method = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=160, unique=True, null=True, blank=True)
    bank_reference = models.CharField(max_length=140, blank=True)
    booked_on = models.DateField()
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=20)
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(condition=_signs(), name="entry_sign_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("entries are never deleted")

    @property
    def amount(self) -> Money:
        """The signed amount; needs the order, so lists select it."""
        return Money(self.amount_minor, self.order.currency)
