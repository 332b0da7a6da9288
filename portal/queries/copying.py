"""What a copy would take, and where its dates would fall: asked before anything is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from common.transfer.shift import Shift
from common.transfer.values import moved_within
from common.transfer.writing import Gathering
from congress.models import Congress
from portal.queries import edition
from registration.models import AddOn, Category, Terms
from registration.queries.fees import periods
from registration.rules import policy
from registration.rules.fees import fee_faults
from visits.models import Departure

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A date that moves: a code of what it is, the name of whose it is (by language), before and after."""

    code: str
    name: dict[str, str]
    before: Moment
    after: Moment
    is_past: bool


@dataclass(frozen=True, slots=True)
class Prospect:
    """`counts` are rows by table, and "refund_rules"; `layout` says what of the look there is; `faults` are
    (code, name) of rules about money that no longer fit once moved."""

    counts: dict[str, int]
    layout: list[str]
    moves: list[Move]
    faults: list[tuple[str, dict[str, str]]]

    @property
    def past(self) -> list[Move]:
        return [move for move in self.moves if move.is_past]


def prospect(source: Congress, shift: Shift, now: datetime) -> Prospect:
    """Reads only. Raises DateOutOfReach."""
    gathering = Gathering(edition.copying(), source, word=source.slug, lived=False)
    terms = Terms.objects.filter(congress=source).first()
    priced = _priced(source)
    counts = gathering.counts() | {"refund_rules": len(terms.refund_rules) if terms else 0}
    layout = ["colours", *(name for name in ("logo", "header_image") if getattr(source, f"{name}_id"))]
    moves = list(_moves(source, terms, priced, shift, now))
    return Prospect(counts, layout, moves, _faults(terms, priced, shift))


def _priced(source: Congress) -> list[Category | AddOn]:
    return [
        *Category.objects.filter(congress=source).prefetch_related("fees"),
        *AddOn.objects.filter(congress=source).prefetch_related("fees"),
    ]


def _moves(
    source: Congress, terms: Terms | None, priced: list[Category | AddOn], shift: Shift, now: datetime
) -> Iterator[Move]:
    today = now.astimezone(shift.after).date()
    for code, name, before in sorted(_dates(source, terms, priced), key=lambda one: _order(one[2], shift)):
        after = shift.moved(before)
        is_past = after < now if isinstance(after, datetime) else after < today
        yield Move(code, name, before, after, is_past)


def _order(moment: Moment, shift: Shift) -> tuple[date, bool]:
    """By day; a whole day before the hours of it."""
    is_instant = isinstance(moment, datetime)
    return moment.astimezone(shift.before).date() if isinstance(moment, datetime) else moment, is_instant


def _dates(
    source: Congress, terms: Terms | None, priced: list[Category | AddOn]
) -> Iterator[tuple[str, dict[str, str], Moment]]:
    """(code, name, day or instant) of what is worth showing; rows that share a date share a line."""
    yield "starts_on", {}, source.starts_on
    if source.ends_on != source.starts_on:
        yield "ends_on", {}, source.ends_on
    for call in source.calls.all():
        yield "call_opens", call.title, call.opens_at
        yield "call_closes", call.title, call.closes_at
        if call.standing_on:
            yield "standing_on", call.title, call.standing_on
    windows: list[tuple[str, str, Iterable[Category | AddOn | Terms]]] = [
        ("registration_opens", "registration_closes", [terms] if terms else []),
        ("offer_opens", "offer_closes", priced),
    ]
    for opens, closes, things in windows:
        yield from _distinct(opens, (thing.opens_at for thing in things))
        yield from _distinct(closes, (thing.closes_at for thing in things))
    yield from _distinct("fee_changes", (fee.ends_at or fee.starts_at for thing in priced for fee in thing.fees.all()))
    for rule in terms.refund_rules if terms else ():
        if rule.get("until"):
            yield "refund_until", {}, datetime.fromisoformat(rule["until"])
    yield from _of_visits(source)
    due = list(source.milestones.order_by("due_on").values_list("due_on", flat=True))
    yield from _span("milestones", due)


def _of_visits(source: Congress) -> Iterator[tuple[str, dict[str, str], Moment]]:
    rows = list(Departure.objects.filter(visit__congress=source).order_by("held_on"))
    yield from _span("visits", [row.held_on for row in rows])
    yield from _distinct("booking_opens", (row.opens_at for row in rows))
    yield from _distinct("booking_closes", (row.closes_at for row in rows))


def _distinct(code: str, moments: Iterable[datetime | None]) -> Iterator[tuple[str, dict[str, str], Moment]]:
    for moment in sorted({moment for moment in moments if moment is not None}):
        yield code, {}, moment


def _span(code: str, days: list[date]) -> Iterator[tuple[str, dict[str, str], Moment]]:
    """The first and the last of many days."""
    if days:
        yield f"{code}_first", {}, days[0]
    if days and days[-1] != days[0]:
        yield f"{code}_last", {}, days[-1]


def _faults(terms: Terms | None, priced: list[Category | AddOn], shift: Shift) -> list[tuple[str, dict[str, str]]]:
    """What the house's own checks of fees and refunds say of the moved dates."""
    found: list[tuple[str, dict[str, str]]] = []
    for thing in priced:
        moved = [
            replace(one, starts_at=shift.moved(one.starts_at), ends_at=shift.moved(one.ends_at))
            for one in periods(thing.fees.all())
        ]
        if fee_faults(moved):
            found.append(("fees", thing.name))
    rules = moved_within(terms.refund_rules, "until", shift) if terms else []
    opens_on = shift.moved(terms.congress.starts_on) if terms else None
    if rules and opens_on and policy.faults(rules, opens_on, shift.after):
        found.append(("refunds", {}))
    return found
