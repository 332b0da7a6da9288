"""What registration forgets of a person: what they wrote, their badge's name, every secret of theirs.

The row stays as a number in the statistics (category, city, state), without anything that leads to the person.
"""

from datetime import datetime

from accounts.models import Person
from common.actors import Actor
from common.tokens import digest, new_secret
from payments.actions import erasure as payments
from payments.models import Order
from registration.actions import changes
from registration.actions.manage import cancel
from registration.enums import State
from registration.models import Delegation, Registration, Scan
from registration.rules.folding import fold
from registration.rules.states import may_follow

BY = Actor.system("erasure")


def orders_of(person: Person) -> tuple[set[int], set[int]]:
    """(orders that carry the person's address or pay for them, those of them that nobody else pays)."""
    rows = Registration.objects.filter(person=person, order__isnull=False)
    own = set(rows.filter(delegation__isnull=True).values_list("order_id", flat=True))
    headed = set(Delegation.objects.filter(head=person, order__isnull=False).values_list("order_id", flat=True))
    carried = (
        set(Order.objects.filter(payer_email__iexact=person.email).values_list("pk", flat=True))
        if person.email
        else set()
    )
    of_city = set(rows.filter(delegation__isnull=False).values_list("order_id", flat=True))
    colleagues = set(
        Registration.objects.filter(order__in=carried).exclude(person=person).values_list("order_id", flat=True)
    )
    return own | headed | of_city | (carried - colleagues), own


def forget(*, person: str, now: datetime) -> None:
    """Ends what is still to come, then empties the rows, inside the caller's transaction. A repeat is harmless.

    A registration for a congress that is not over is cancelled: its place and its seats go to others. The payments
    room keeps what the law asks for.
    """
    who = Person.objects.filter(ref=person).first()
    if who is None:
        return
    for row in Registration.objects.filter(person=who).select_related("congress").order_by("order_id", "pk"):
        is_over = row.congress.is_archived or row.congress.ends_on < now.astimezone(row.congress.zone).date()
        if not is_over and may_follow(row.state, State.CANCELLED):
            cancel(registration=row, by=BY, now=now)
    orders, own = orders_of(who)
    payments.forget_payer(orders=orders, own=own, email=who.email, now=now)
    Delegation.objects.filter(head=who).update(link_hash="")
    Scan.objects.filter(registration__person=who).exclude(override="").update(override="…")
    touched: dict[int, list[int]] = {}
    for row in Registration.objects.select_for_update(of=("self",)).filter(person=who).order_by("pk"):
        _empty(row)
        touched.setdefault(row.congress_id, []).append(row.pk)
    for congress_id in sorted(touched):
        changes.stamp(congress_id=congress_id, registration_ids=touched[congress_id])


def _empty(row: Registration) -> None:
    row.badge_name, row.badge_languages, row.answers = "", [], {}
    row.search = fold(row.code)
    row.fingerprint = digest(new_secret("erased"))  # a digest of name and address could be guessed
    row.token_hash = row.link_hash = ""
    row.save(
        update_fields=["badge_name", "badge_languages", "answers", "search", "fingerprint", "token_hash", "link_hash"]
    )
