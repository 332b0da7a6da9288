"""Erasing a person who asked for it (GDPR, article 17), in every room at once.

Kept, and said: orders for which money moved, with the payer's name and address, as long as bookkeeping law asks
(GDPR, article 17 (3) (b)); experiences handed in, which are their city's; the audit trail, whose names can no longer
be read once the person's key is gone; numbers and codes without a name.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from common import erasure
from common.actions import audit
from common.actors import Actor
from common.errors import NotFound
from common.models import AuditEntry, QueuedMail, StoredFile
from congress.models import Submission
from payments.actions.erasure import kept_by_law
from programme.models import SessionPerson
from registration.actions.erasure import orders_of
from registration.models import Registration


class PersonUnknown(NotFound):
    code = "person_unknown"
    message = _("There is no person {ref}.")


def erase_person(*, ref: str, by: Actor, now: datetime, dry_run: bool = False) -> dict[str, Any]:
    """Erases a person by reference (a UUID); returns what was found, by room, in counts and codes.

    One transaction; the list of erasures is written before it is committed, so that a restore erases again. With
    `dry_run` nothing is written. A repeat is harmless. Raises PersonUnknown.
    """
    with transaction.atomic():
        person = Person.objects.filter(ref=ref).first()
        if person is None:
            raise PersonUnknown(ref=ref)
        found = _found(person)
        if not dry_run:
            audit.record(
                verb="person_erased",
                subject=("person", person.ref, ""),
                by=by,
                now=now,
                after={"registrations": found["registrations"], "orders_kept_by_law": found["orders_kept_by_law"]},
            )
            erasure.erase(person=str(person.ref), now=now)
    return {**found, "erased": not dry_run}


def _found(person: Person) -> dict[str, Any]:
    orders, _own = orders_of(person)
    return {
        "person": str(person.ref),
        "registrations": sorted(Registration.objects.filter(person=person).values_list("code", flat=True)),
        "orders": len(orders),
        "orders_kept_by_law": kept_by_law(orders=orders),
        "submissions": Submission.objects.filter(author=person).count(),
        "sessions": SessionPerson.objects.filter(person=person).count(),
        "letters": QueuedMail.objects.filter(person=person.ref).count(),
        "files": StoredFile.objects.filter(person=person.ref).count(),
        "audit_entries": AuditEntry.objects.filter(person=person.ref).count(),
        "signs_in": User.objects.filter(person=person).exists(),
    }
