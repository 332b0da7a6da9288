"""What of the money goes along when an edition is copied, exported or imported: its book, and with people all in it."""

from typing import Any

from django.db import models

from common.rehearsals import scope_of
from common.tokens import digest, new_secret, seal
from common.transfer.tables import Pointer, Table
from common.transfer.values import free_text
from payments.models import (
    Attempt,
    Book,
    Entry,
    Issuer,
    Order,
    OrderLine,
    PaymentException,
    Refund,
    WebhookEvent,
)


def _code(reading: Any, book: Book, given: set[str]) -> str:
    """The new edition's word, marked where the book is a rehearsal's, numbered where it is taken."""
    base = f"{reading.word}-test" if book.is_rehearsal else reading.word
    return free_text(base, given, 60, lambda code: not Book.objects.filter(code=code).exists())


def _give_secret(_reading: Any, order: Order) -> None:
    """The payer's old link ends with the old place; letters from here carry this one."""
    secret = new_secret("ply")
    order.secret_digest, order.secret_sealed = digest(secret), seal(secret)


SET_UP: tuple[Table, ...] = (
    Table(Issuer, natural="code", kept="code legal_name address country tax_id iban bic"),
    Table(
        Book,
        kept="issuer currency is_live is_rehearsal order_prefix transfer_days",
        begun={
            "name": lambda reading, _book: dict(reading.title),
            "timezone": lambda reading, _book: reading.shift.after.key,
        },
        lived={"closed_at": None},
        local={"scope": lambda reading, book: scope_of(reading.word, is_rehearsal=book.is_rehearsal)},
        unique={"code": _code},
        last="closed_at",  # a closed book takes no orders
    ),
)
PEOPLE: tuple[Table, ...] = (
    Table(
        Order,
        of="book",
        kept="is_rehearsal state currency charged_minor received_minor refunded_minor rounding_minor language "
        "payer_name payer_email payer_address payer_country payer_tax_id payer_codes methods transfer_days opened_at "
        "expires_at lengthened_at transfer_chosen_at paid_at",
        never="secret_digest secret_sealed",
        unique={"code": None, "reference": None, "key": None},
        finish=_give_secret,
    ),
    Table(
        OrderLine,
        of="order",
        kept="position key text quantity gross_minor net_minor tax_minor tax_rate exemption",
    ),
    Table(
        Entry,
        of="order",
        kept="kind amount_minor method bank_reference booked_on at by_kind by_id by_label details",
        unique={"reference": None},
    ),
    Table(
        Attempt,
        of="order",
        kept="state amount_minor currency is_live language payment_intent created_at expires_at",
        never="url",
        unique={"ref": None, "session_id": None},
    ),
    Table(
        Refund,
        of="order",
        kept="state method payment_reference amount_minor currency reason requested_at done_at tries next_try_at error "
        "by_kind by_id by_label",
        unique={"ref": None, "provider_id": None},
    ),
    Table(
        PaymentException,
        of="book",
        kept="order entity kind amount_minor currency reference details created_at resolved_at resolved_by_kind "
        "resolved_by_id resolved_by_label resolution",
    ),
)
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {
    WebhookEvent: "what a provider told this installation, word for word; what followed from it stands in the entries",
}
