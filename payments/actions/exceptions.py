"""What a treasurer must look at, and that somebody did."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from common.money import Money
from payments.enums import ExceptionKind
from payments.models import Order, PaymentException


class ResolutionMissing(Invalid):
    """An exception was to be closed without a word."""

    code = "resolution_missing"


def raise_exception(
    *, order: Order, kind: ExceptionKind, amount: Money, reference: str, details: dict[str, Any], now: datetime
) -> None:
    """Note, inside the caller's transaction, that a movement of this order needs a person; once per movement."""
    note(
        PaymentException(
            book=order.book,
            order=order,
            entity=order.book.issuer.code,
            kind=kind,
            amount_minor=amount.minor,
            currency=amount.currency,
            reference=reference,
            details=details,
            created_at=now,
        )
    )


def note(exception: PaymentException) -> None:
    """Insert an exception unless the same one was raised before."""
    PaymentException.objects.bulk_create([exception], ignore_conflicts=True)


def resolve_exception(*, exception: PaymentException, resolution: str, by: Actor, now: datetime) -> PaymentException:
    """Close an exception with a sentence on what was done; a repeat changes nothing."""
    if not resolution.strip():
        raise ResolutionMissing(fields={"resolution": [_("Please write what was done.")]})
    with transaction.atomic():
        moved = PaymentException.objects.filter(pk=exception.pk, resolved_at=None).update(
            resolved_at=now,
            resolved_by_kind=by.kind,
            resolved_by_id=by.id[:64],
            resolved_by_label=by.label[:120],
            resolution=resolution.strip(),
        )
        if moved:
            scope = exception.book.scope if exception.book else ""
            audit.record(
                verb="payment_exception.resolved", subject=exception, by=by, now=now, scope=scope,
                before={"kind": exception.kind},
            )  # fmt: skip
    exception.refresh_from_db()
    return exception
