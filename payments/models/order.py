"""An order is an account: lines say what for, entries say what happened."""

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField, pick
from common.money import Money
from payments.enums import Method, OrderState
from payments.models.book import Book
from payments.rules.reference import grouped
from payments.rules.states import PAYABLE, WAITING


class OrderQuerySet(models.QuerySet["Order"]):
    """Filters over orders."""

    def waiting(self) -> "OrderQuerySet":
        return self.filter(state__in=WAITING)

    def due_to_expire(self, now: object) -> "OrderQuerySet":
        """Orders that the clock may end; a delayed debit on its way holds the order."""
        return self.filter(state=OrderState.OPEN, expires_at__lte=now)


class Order(models.Model):
    """One payer's account in a book.

    `state`, `charged_minor`, `received_minor` and `refunded_minor` are what the entries fold to, kept for
    lists and written under the order's lock only. `key` is whatever the caller recognises the order by.
    `is_rehearsal` is what the caller meant: the database takes the order into a book of that kind only.
    The secret of the payer's link lies as a digest (to be found) and sealed (to be written again).
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="orders")
    is_rehearsal = models.BooleanField(default=False)
    code = models.CharField(max_length=8, unique=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in OrderState], default=OrderState.OPEN)
    currency = models.CharField(max_length=3)
    charged_minor = models.BigIntegerField(default=0)
    received_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    rounding_minor = models.SmallIntegerField(default=0)
    language = models.CharField(max_length=8, default="en")
    payer_name = models.CharField(max_length=200)
    payer_email = models.EmailField(blank=True)
    payer_address = models.TextField(blank=True)
    payer_country = models.CharField(max_length=2, blank=True)
    payer_tax_id = models.CharField(max_length=40, blank=True)
    payer_codes = models.JSONField(default=dict, blank=True)
    reference = models.CharField(max_length=25, unique=True)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    methods = models.JSONField(default=list)
    transfer_days = models.PositiveSmallIntegerField()
    secret_digest = models.CharField(max_length=64, unique=True)
    secret_sealed = models.TextField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    lengthened_at = models.DateTimeField(null=True, blank=True)
    transfer_chosen_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["book", "state", "-opened_at"]),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="order_open_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(charged_minor__gte=0) & Q(received_minor__gte=0) & Q(refunded_minor__gte=0),
                name="order_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=F("received_minor")), name="order_refunds_within_received"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def total(self) -> Money:
        """What is charged in all, tax included."""
        return Money(self.charged_minor, self.currency)

    @property
    def received(self) -> Money:
        return Money(self.received_minor, self.currency)

    @property
    def refunded(self) -> Money:
        return Money(self.refunded_minor, self.currency)

    @property
    def kept(self) -> Money:
        """Money of the payer that we hold."""
        return Money(self.received_minor - self.refunded_minor, self.currency)

    @property
    def missing(self) -> Money:
        """What was charged and has not come in, whatever the state."""
        return Money(max(self.charged_minor - self.kept.minor, 0), self.currency)

    @property
    def due(self) -> Money:
        """What is still to be paid; nothing once the order has expired."""
        return Money(0, self.currency) if self.state == OrderState.EXPIRED else self.missing

    @property
    def rounding(self) -> Money:
        """What the price has beyond net and tax (BT-114)."""
        return Money(self.rounding_minor, self.currency)

    @property
    def is_payable(self) -> bool:
        return self.state in PAYABLE and self.due.minor > 0

    @property
    def takes_card(self) -> bool:
        return Method.CARD in self.methods

    @property
    def takes_transfer(self) -> bool:
        return Method.TRANSFER in self.methods

    @property
    def grouped_reference(self) -> str:
        return grouped(self.reference)


class OrderLine(models.Model):
    """What is charged. `gross_minor` is the price of the whole line, tax included; net and tax are its share
    of what EN 16931 computes once per rate on the sum."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120, blank=True)
    text = TranslatedField()
    quantity = models.PositiveIntegerField()
    gross_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    exemption = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_quantity"),
            models.CheckConstraint(condition=Q(gross_minor__gte=0), name="order_line_gross_not_negative"),
        ]

    def __str__(self) -> str:
        return pick(self.text)
