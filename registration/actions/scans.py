"""Taking in what door devices have scanned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from common.actions import audit
from common.actors import Actor
from common.models import AuditEntry
from congress.actions.hold import hold
from registration.enums import Outcome
from registration.models import Device, Point, Scan
from registration.queries import door
from registration.rules import scan as reading
from registration.rules.badge_token import Parsed, Problem, is_genuine, parse
from registration.rules.door import PointRules, judge, point_rules, windows
from registration.rules.scan import FUTURE_THAT_COUNTS, Report
from registration.rules.settle import Fact, Settled, settle

# A withdrawn device deletes its list this long after its last contact; until then it may hand in what it has.
HAND_IN = timedelta(hours=36)


@dataclass
class Taken:
    """A new scan on its way into the database."""

    report: Report
    row: Scan
    parsed: Parsed | None = None
    rules: PointRules | None = None


@dataclass
class Batch:
    """What one request brings, and what it needs to be judged."""

    device: Device
    ahead: timedelta | None
    now: datetime
    points: dict[str, Point]
    taken: list[Taken] = field(default_factory=list)


def take(*, device: Device, sent_at: Any, scans: Sequence[Any], pending: Any, now: datetime) -> list[dict[str, Any]]:
    """Takes in up to 1,000 scans in one transaction and answers each, in their order.

    Repeatable: an id that came before gets its first answer, whatever happened since; the same id with other
    content is refused and changes nothing. Late scans settle history anew (`Scan.settled`), never an answer.
    Whatever is wrong with one scan is its result. `sent_at` is the device's clock at sending.
    """
    reports = [reading.read(raw) for raw in scans]
    ahead = reading.skew(sent_at, now)
    batch = Batch(device, ahead, now, {point.code: point for point in device.points.all()})
    parsed = _verify(reports, device)
    with transaction.atomic():
        hold(device.congress)
        Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        known = {row.scan_id: row for row in door.known_scans(device, [r.id for r in reports if r.id])}
        _collect(batch, reports, parsed, known)
        if batch.taken:
            _judge(batch)
            _settle(batch)
            _append([taken.row for taken in batch.taken])
            _audit_overrides(batch)
        _note_contact(batch, pending)
    fresh = {taken.row.scan_id: taken.row for taken in batch.taken}
    return [_answer(report, known, fresh) for report in reports]


def _verify(reports: Iterable[Report], device: Device) -> dict[UUID | None, Parsed | tuple[Outcome, str]]:
    """What each text is, by scan id: a genuine badge of this congress, or the outcome that it has at once."""
    read = {report.id: parse(report.token) for report in reports if report.id and not report.problem}
    ours = device.congress.number
    keys = door.public_keys({ours} | {found.congress for found in read.values() if isinstance(found, Parsed)})
    return {ident: _genuine(found, ours, keys) for ident, found in read.items()}


def _genuine(found: Parsed | Problem, ours: int, keys: dict[int, dict[int, str]]) -> Parsed | tuple[Outcome, str]:
    if found is Problem.IMPOSSIBLE:
        return Outcome.FORGED, "unreadable"
    if isinstance(found, Problem):
        return Outcome.REFUSED, str(found)
    if not is_genuine(found, keys.get(found.congress, {})):
        return Outcome.FORGED, ""
    return found if found.congress == ours else (Outcome.REFUSED, "other_congress")


def _collect(
    batch: Batch,
    reports: Iterable[Report],
    parsed: dict[UUID | None, Parsed | tuple[Outcome, str]],
    known: dict[UUID, Scan],
) -> None:
    """Makes a row for each new id; what cannot be judged has its outcome already."""
    seen: set[UUID] = set()
    for report in reports:
        if report.id is None or report.id in known or report.id in seen:
            continue
        seen.add(report.id)
        row = _row(batch, report, report.id)
        taken = Taken(report, row)
        found = parsed.get(report.id)
        if report.problem:
            row.judged, row.reason = Outcome.REFUSED, report.problem
        elif row.point is None:
            row.judged, row.reason = Outcome.REFUSED, "unknown_point"
        elif "after_revocation" in row.flags and row.happened_at >= (batch.device.revoked_at or batch.now) + HAND_IN:
            row.judged, row.reason = Outcome.REFUSED, "device_revoked"
        elif isinstance(found, Parsed):
            taken.parsed, row.number, row.serial = found, found.number, found.serial
        elif found is not None:
            row.judged, row.reason = found
        batch.taken.append(taken)


def _row(batch: Batch, report: Report, ident: UUID) -> Scan:
    scanned_at = report.scanned_at or batch.now
    happened_at = reading.happened(scanned_at, batch.ahead)
    flags = []
    if happened_at > batch.now + FUTURE_THAT_COUNTS:
        flags.append("future")
    if happened_at < batch.device.created_at - FUTURE_THAT_COUNTS:
        flags.append("before_set_up")
    if batch.device.revoked_at is not None:
        flags.append("after_revocation")
    return Scan(
        congress_id=batch.device.congress_id,
        device=batch.device,
        scan_id=ident,
        point=batch.points.get(report.point),
        point_code=report.point,
        content_digest=report.digest,
        scanned_at=scanned_at,
        happened_at=happened_at,
        received_at=batch.now,
        is_offline=report.is_offline,
        direction=report.direction,
        override=report.override,
        flags=flags,
    )


def _judge(batch: Batch) -> None:
    """Judges each genuine badge alone; its registration is locked, so that a second batch waits for this one."""
    genuine = [(taken.row, taken.parsed) for taken in batch.taken if taken.parsed is not None]
    numbers = {parsed.number for _row, parsed in genuine}
    listed = door.listed(batch.device.congress_id, numbers, batch.points.values())
    for row, parsed in genuine:
        person = listed.get(parsed.number)
        rules = point_rules(row.point.rules if row.point else {})
        row.registration_id = person.pk if person else None
        row.judged = judge(
            serial=parsed.serial,
            listed=(person.state, person.serial) if person else None,
            passes=[]
            if person is None
            else windows(
                rules,
                category=person.category,
                add_ons=person.add_ons,
                entitlements=person.entitlements.get(row.point_id or 0, ()),
            ),
            direction=row.direction,
            at=row.happened_at,
        )
        row.reason = "not_listed" if row.judged == Outcome.UNKNOWN else ""


def _settle(batch: Batch) -> None:
    """Settles every point of the batch with what was known before; older scans follow, answers do not."""
    zone = batch.device.congress.zone
    history = door.history(batch.points.values(), {taken.row.number for taken in batch.taken if taken.row.number})
    moved: dict[str, list[int]] = {}
    for point in batch.points.values():
        fresh = [taken.row for taken in batch.taken if taken.row.point_id == point.pk]
        if not fresh:
            continue
        past = {row.pk: row for row in history if row.point_id == point.pk}
        named: dict[Any, Scan] = {**past, **{row.scan_id: row for row in fresh}}
        facts = [_fact(key, row) for key, row in named.items()]
        rules = point_rules(point.rules)
        for key, result in settle(facts, once=rules.once, zone=zone, capacity=point.capacity).items():
            row = named[key]
            if key in past:
                if row.settled != result.outcome:
                    moved.setdefault(result.outcome, []).append(row.pk)
            else:
                _give(row, result, named)
    for taken in batch.taken:
        if not taken.row.outcome:
            taken.row.outcome = taken.row.settled = taken.row.judged
    for outcome, ids in moved.items():
        Scan.objects.filter(pk__in=ids).update(settled=outcome)


def _fact(key: Any, row: Scan) -> Fact:
    return Fact(
        key=key,
        at=row.happened_at,
        scan_id=str(row.scan_id),
        device=row.device_id,
        who=row.number,
        judged=row.judged,
        has_override=bool(row.override),
    )


def _give(row: Scan, result: Settled, named: dict[Any, Scan]) -> None:
    row.outcome = row.settled = result.outcome
    if result.outcome == Outcome.ADMITTED and row.override:
        row.reason = "override"
    first = named.get(result.first)
    if first is not None:
        row.first_scan = {
            "at": stamp(first.happened_at),
            "point": first.point_code,
            "device": first.device.name,
        }


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _append(rows: list[Scan]) -> None:
    """Inserts all rows by one statement, which `bulk_create` does not on SQLite (999 parameters at once)."""
    fields = [column for column in Scan._meta.concrete_fields if not column.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(column.column)) for column in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(Scan._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - own names
    values = [[column.get_db_prep_save(getattr(row, column.attname), connection) for column in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _audit_overrides(batch: Batch) -> None:
    """A steward's reason is reported; the reason itself may name a person and stays with the scan."""
    actor = Actor("device", str(batch.device.pk), f"device {batch.device.pk}")
    rows = [taken.row for taken in batch.taken if taken.row.reason == "override"]
    if not rows:
        return
    AuditEntry.objects.bulk_create(
        AuditEntry(
            **audit.entry_values(
                verb="admitted_by_override",
                subject=("registration", row.registration_id or "", ""),
                by=actor,
                now=batch.now,
                scope=batch.device.congress.scope,
            ),
            before={"judged": row.judged},
            after={"point": row.point_code, "scan": str(row.scan_id)},
        )
        for row in rows
    )


def _note_contact(batch: Batch, pending: Any) -> None:
    values: dict[str, Any] = {"last_seen_at": batch.now}
    if batch.ahead is not None:
        milliseconds = int(batch.ahead / timedelta(milliseconds=1))
        values["skew_ms"] = max(-(2**31), min(2**31 - 1, milliseconds))
    if isinstance(pending, int) and not isinstance(pending, bool) and 0 <= pending < 2**31:
        values["pending"] = pending
    Device.objects.filter(pk=batch.device.pk).update(**values)


def _answer(report: Report, known: dict[UUID, Scan], fresh: dict[UUID, Scan]) -> dict[str, Any]:
    if report.id is None:
        return {"id": report.echo, "outcome": Outcome.REFUSED, "reason": report.problem, "first_scan": None}
    row = known.get(report.id) or fresh[report.id]
    if row.content_digest != report.digest:
        return {"id": report.echo, "outcome": Outcome.REFUSED, "reason": "changed_content", "first_scan": None}
    return {"id": report.echo, "outcome": row.outcome, "reason": row.reason or None, "first_scan": row.first_scan}
