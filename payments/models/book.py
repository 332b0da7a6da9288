"""Who is paid, and under which terms."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from common.fields import TranslatedField, pick


class Issuer(models.Model):
    """A legal entity with a bank account; its `code` names its Stripe keys in the environment."""

    code = models.SlugField(max_length=40, unique=True)
    legal_name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    tax_id = models.CharField(max_length=40, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)

    def __str__(self) -> str:
        return self.legal_name


class Book(models.Model):
    """The accounts of one undertaking: one currency, one legal entity, test or live.

    `name` is what payers and treasurers read, in their language. `scope` is an opaque word of whoever keeps the
    book; it is copied to audit entries and letters, so that their readers find them. The book of a rehearsal is
    dropped whole (`actions.books.drop_book`) and is never live. A closed book takes neither orders nor entries. The
    database holds both to it: `guards.py`.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = TranslatedField()
    scope = models.CharField(max_length=80, blank=True)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="books")
    currency = models.CharField(max_length=3)
    is_live = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    order_prefix = models.CharField(max_length=8, blank=True)
    transfer_days = models.PositiveSmallIntegerField(default=14)
    timezone = models.CharField(max_length=60, default="UTC")

    class Meta:
        # Django makes view_book itself; both are answered by an authentication backend, per book.
        permissions = [("manage_book", "May book money in a book")]
        constraints = [
            models.CheckConstraint(condition=Q(is_rehearsal=False) | Q(is_live=False), name="book_rehearsal_not_live")
        ]

    def __str__(self) -> str:
        return pick(self.name) or self.code

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
