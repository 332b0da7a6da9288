"""Whether places, states, money, stamps and scans of a congress's registrations agree, counted from the rows.

Everything is aggregated by the database, so that a million registrations cost no memory.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from common.checking import Check, check, untranslated
from common.models import AuditEntry
from congress.models import Congress
from payments.enums import OrderState
from payments.models import PaymentException, Refund
from payments.models.refund import RESERVING
from registration.enums import HOLDING, Outcome, State
from registration.models import AddOn, Category, ChosenAddOn, Counter, Point, Registration, Scan, Terms
from registration.rules.states import TRANSITIONS

CHUNK = 2000
PAID = (OrderState.PAID, OrderState.OVERPAID)
# A registration begins in one of these.
FIRST = frozenset({State.AWAITING_APPROVAL, State.AWAITING_PAYMENT, State.CONFIRMED, State.WAITLISTED, State.SECURED})


def checks(congress: Congress) -> list[Check]:
    return [places(congress), states(congress), steps(congress), paid(congress), stamps(congress), scans(congress),
            languages(congress)]  # fmt: skip


def places(congress: Congress) -> Check:
    """`taken` of congress, categories and add-ons is the number of registrations that hold a place there."""
    rows = _place_rows(congress)
    over = [row for row in rows if row["places"] is not None and row["held"] > row["places"]]
    wrong = [f"{row['kind']} {row['code']}" for row in rows if row["taken"] != row["held"] or row in over]
    return check("places", wrong, {"places": rows})


def _place_rows(congress: Congress) -> list[dict[str, Any]]:
    holding = Registration.objects.filter(congress=congress, state__in=sorted(HOLDING)).order_by()
    by_category = dict(holding.values_list("category").annotate(n=Count("pk")))
    chosen = ChosenAddOn.objects.filter(registration__congress=congress, registration__state__in=sorted(HOLDING))
    by_extra = dict(chosen.order_by().values_list("add_on").annotate(n=Count("pk")))
    rows = [
        {
            "kind": "congress",
            "code": congress.slug,
            "places": row.places,
            "taken": row.taken,
            "held": sum(by_category.values()),
        }
        for row in Terms.objects.filter(congress=congress)
    ]
    for kind, things, held in (
        ("category", Category.objects.filter(congress=congress), by_category),
        ("add_on", AddOn.objects.filter(congress=congress), by_extra),
    ):
        columns = things.values_list("pk", "code", "places", "taken")
        rows += [
            {"kind": kind, "code": code, "places": limit, "taken": taken, "held": held.get(pk, 0)}
            for pk, code, limit, taken in columns
        ]
    return rows


def states(congress: Congress) -> Check:
    """No state that the table does not know, and each row has what its state asks for."""
    rows = Registration.objects.filter(congress=congress)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    wrong = (
        ~Q(state__in=State.values)
        | Q(state=State.AWAITING_PAYMENT, order__isnull=True)
        | Q(state=State.CONFIRMED, confirmed_at__isnull=True)
        | Q(state__in=[State.CANCELLED, State.EXPIRED, State.REFUSED], closed_at__isnull=True)
        | ~Q(state=State.AWAITING_PAYMENT) & Q(hold_expires_at__isnull=False)
        | ~Q(category__congress=congress)
    )
    codes = rows.filter(wrong).order_by("pk").values_list("code", flat=True).iterator(CHUNK)
    return check("registration_states", codes, {"by_state": counts, "registrations": sum(counts.values())})


def steps(congress: Congress) -> Check:
    """Every step in the audit trail of a registration is one that its table allows."""
    entries = AuditEntry.objects.filter(scope=congress.scope, subject_kind="registration", after__has_key="state")
    taken = entries.order_by().values_list("before__state", "after__state").annotate(n=Count("pk"))
    rows = [(before, after, n) for before, after, n in taken]
    wrong = [f"{before or 'new'} to {after}: {n}" for before, after, n in rows if not _is_allowed(before, after)]
    return check("registration_steps", wrong, {"steps": sum(n for _before, _after, n in rows)})


def _is_allowed(before: str | None, after: str | None) -> bool:
    if before is None:
        return after in FIRST
    return before == after or after in TRANSITIONS.get(before, frozenset())


def paid(congress: Congress) -> Check:
    """Nobody has paid and is not confirmed; an expired place that was paid for is refunded, or somebody is told."""
    rows = Registration.objects.filter(congress=congress, order__state__in=PAID)
    refunded = Exists(Refund.objects.filter(order=OuterRef("order"), state__in=RESERVING))
    noticed = Exists(PaymentException.objects.filter(order=OuterRef("order")))
    waiting = Q(state__in=[State.AWAITING_PAYMENT, State.AWAITING_APPROVAL, State.SECURED])
    wrong = rows.filter(waiting | Q(state=State.EXPIRED) & ~refunded & ~noticed).order_by("pk")
    unpaid = Registration.objects.filter(
        congress=congress, state=State.AWAITING_PAYMENT, order__state__in=[OrderState.EXPIRED, OrderState.CANCELLED]
    ).order_by("pk")

    def codes() -> Iterator[str]:
        yield from wrong.values_list("code", flat=True).iterator(CHUNK)
        yield from (f"{code}: order is over" for code in unpaid.values_list("code", flat=True).iterator(CHUNK))

    confirmed = rows.filter(state=State.CONFIRMED).count()
    return check("paid", codes(), {"paid": rows.count(), "paid_and_confirmed": confirmed})


def stamps(congress: Congress) -> Check:
    """Every registration has a badge number and a change number that the counter has reached."""
    last = Counter.objects.filter(congress=congress).values_list("last_change", flat=True).first() or 0
    rows = Registration.objects.filter(congress=congress)
    wrong = rows.filter(Q(number__isnull=True) | Q(changed=0) | Q(changed__gt=last)).order_by("pk")
    return check("stamps", wrong.values_list("code", flat=True).iterator(CHUNK), {"last_change": last})


def scans(congress: Congress) -> Check:
    """Every scan that a device handed in has its answer and its settled outcome; counted by device."""
    rows = Scan.objects.filter(congress=congress)
    known = Registration.objects.filter(congress=congress, number=OuterRef("number"))
    genuine = ~Q(outcome__in=[Outcome.FORGED, Outcome.UNKNOWN])
    lost = (
        ~Q(outcome__in=Outcome.values)
        | ~Q(settled__in=Outcome.values)
        | ~Q(judged__in=Outcome.values)
        | ~Q(device__congress=congress)
        | Q(registration__isnull=True, number__isnull=False) & genuine & Exists(known)
    )
    by_device = rows.order_by("device_id").values_list("device_id", "device__pending").annotate(n=Count("pk"))
    devices = [{"device": pk, "scans": n, "still_on_the_device": pending} for pk, pending, n in by_device]
    wrong = (f"scan {pk}" for pk in rows.filter(lost).order_by("pk").values_list("pk", flat=True).iterator(CHUNK))
    settled = dict(rows.order_by().values_list("settled").annotate(n=Count("pk")))
    return check("scans", wrong, {"scans": sum(settled.values()), "by_device": devices, "settled": settled})


def languages(congress: Congress) -> Check:
    """Names of categories, add-ons and points in all the languages of the congress; descriptions if there are any."""
    wrong: list[str] = []
    for kind, model in (("category", Category), ("add_on", AddOn), ("point", Point)):
        rows = model.objects.filter(congress=congress).values_list("code", "name")
        named = ((f"{kind} {code}", name) for code, name in rows)
        wrong += untranslated(named, congress.languages, required=True)
    for kind, model in (("category", Category), ("add_on", AddOn)):
        rows = model.objects.filter(congress=congress).values_list("code", "description")
        wrong += untranslated(((f"{kind} {code} description", text) for code, text in rows), congress.languages)
    return check("registration_languages", wrong)
