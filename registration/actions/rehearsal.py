"""What registration drops of a rehearsal: people who took part, delegations, doors, and the key of their badges."""

from django.db.models import F

from common.rehearsals import Dropped
from congress.models import Congress
from payments.actions import rehearsal as payments
from payments.models import Book
from registration.models import (
    AddOn,
    BadgeKey,
    Category,
    Counter,
    Delegation,
    Device,
    DeviceCode,
    Registration,
    Scan,
    Terms,
)


def books_of(congress: Congress) -> list[Book]:
    """The books of a congress's rehearsal; more than one where its own book was exchanged meanwhile."""
    return list(Book.objects.filter(is_rehearsal=True, scope=congress.scope).order_by("pk"))


def lock(congress: Congress) -> None:
    """Waits for money that is being booked; orders come first in the lock order."""
    for book in books_of(congress):
        payments.lock_orders(book)


def lock_people(congress: Congress) -> None:
    """Waits for whoever is changing a registration; after the experiences in the lock order."""
    rows = Registration.objects.select_for_update().filter(congress=congress)
    list(rows.order_by("pk").values_list("pk", flat=True))


def drop(congress: Congress) -> Dropped:
    """Deletes registrations, delegations, scans, devices and the rehearsal's key and books; places return to zero.

    Categories, fees, points and terms stay, and the change number of the doors goes on. Whatever the rooms above keep
    of registrations has to be gone.
    """
    rows = Registration.objects.filter(congress=congress)
    groups = Delegation.objects.filter(congress=congress)
    dropped = Dropped(
        people=set(rows.values_list("person", flat=True)) | set(groups.values_list("head", flat=True)),
        files=set(rows.exclude(proof=None).values_list("proof", flat=True)),
        made={Registration._meta.label: set(rows.values_list("pk", flat=True))},
    )
    counts = {"registrations": rows.count(), "delegations": groups.count()}
    counts["scans"] = Scan.objects.filter(congress=congress).delete()[0]
    counts["devices"] = Device.objects.filter(congress=congress).count()
    Device.objects.filter(congress=congress).delete()
    DeviceCode.objects.filter(congress=congress).delete()
    rows.delete()
    groups.delete()
    BadgeKey.objects.filter(congress=congress, is_rehearsal=True).delete()
    counts |= _drop_books(congress)
    _reset(congress)
    dropped.counts = counts
    return dropped


def _drop_books(congress: Congress) -> dict[str, int]:
    Terms.objects.filter(congress=congress).update(rehearsal_book=None)
    sums: dict[str, int] = {"orders": 0}
    for book in books_of(congress):
        sums["orders"] += payments.drop_book(book=book)["orders"]
    return sums


def _reset(congress: Congress) -> None:
    """No place is taken any more; whoever asks for changes learns that there are some."""
    for model in (Terms, Category, AddOn):
        model._default_manager.filter(congress=congress).exclude(taken=0).update(taken=0)
    Counter.objects.filter(congress=congress).update(last_change=F("last_change") + 1)
