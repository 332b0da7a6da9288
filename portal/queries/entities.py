"""Legal entities that a congress may choose from, and whether it shares its own."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from congress.enums import Role
from congress.models import Congress
from congress.queries.team import held_by
from payments.models import Issuer
from registration.models import Terms


def choosable(event: Congress, user: Any, *, everything: bool, now: datetime) -> list[Issuer]:
    """Its own and those of the other congresses that the user owns today; all of them for `everything`."""
    if everything:
        return list(Issuer.objects.order_by("legal_name", "pk"))
    owned = [row.congress_id for row in held_by(user, now) if row.role == Role.OWNER]
    books = Terms.objects.filter(Q(congress__in=owned) | Q(congress=event)).values("book")
    return list(Issuer.objects.filter(books__in=books).distinct().order_by("legal_name", "pk"))


def is_shared(issuer: Issuer, event: Congress) -> bool:
    """Whether books of other congresses, too, are kept for this legal entity."""
    return Terms.objects.filter(book__issuer=issuer).exclude(congress=event).exists()
