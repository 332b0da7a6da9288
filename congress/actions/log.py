"""Adding to the sealed log of a call. Nothing else writes it, and nothing changes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from common.actors import Actor
from congress.models import Assignment, Call, Congress, Decision, LogEntry, guards
from congress.queries.log import actor, assignment_content, decision_content, scores_at
from congress.rules.log import digest_of

BATCH = 500


def record(*, call: Call, kind: str, content: dict[str, Any], now: datetime) -> LogEntry:
    """Appends one link inside the caller's transaction, as its last lock. Content: codes and digests, no names.

    Raises TypeError for content that could be written in two ways (fractions, instants).
    """
    return record_all(call=call, entries=[(kind, content)], now=now)[0]


def record_all(*, call: Call, entries: Sequence[tuple[str, dict[str, Any]]], now: datetime) -> list[LogEntry]:
    """Appends links in their order; the call's row is held, so that the numbers have no gap and no twin."""
    if not entries:
        return []
    with transaction.atomic():
        held_call(call.pk)
        rows = LogEntry.objects.filter(call_id=call.pk).order_by("-number")
        number, previous = rows.values_list("number", "digest").first() or (0, "")
        made = []
        for kind, content in entries:
            number += 1
            digest = digest_of(number=number, at=now, kind=kind, content=content, previous=previous)
            made.append(
                LogEntry(
                    call_id=call.pk,
                    number=number,
                    kind=kind,
                    content=content,
                    at=now,
                    previous=previous,
                    digest=digest,
                )
            )
            previous = digest
        return LogEntry.objects.bulk_create(made, batch_size=BATCH)


def seal_decisions(*, call: Call, decisions: Sequence[Decision], by: Actor, now: datetime) -> None:
    """Appends decisions that were taken or changed, with the scores as they are now; their submissions are at hand."""
    scores = scores_at(call, [row.submission for row in decisions])
    entries = [("decision", decision_content(row, scores.get(row.submission_id, []), by)) for row in decisions]
    record_all(call=call, entries=entries, now=now)


def seal_assignments(
    *, call: Call, rows: Sequence[Assignment], act: str, by: Actor, now: datetime, reason: str = ""
) -> None:
    """Appends readings that were "given", "taken_back" or "recused"; their submissions and members are at hand."""
    entries = [("assignment", assignment_content(row, act, by, reason)) for row in rows]
    record_all(call=call, entries=entries, now=now)


def seal_loaded(*, call: Call, decisions: Sequence[Decision], by: Actor, release_at: datetime | None) -> None:
    """Appends decisions that were brought in with many others, and their release where they are known already."""
    if not decisions:
        return
    seal_decisions(call=call, decisions=decisions, by=by, now=max(row.decided_at for row in decisions))
    if release_at is not None:
        told = [
            {"submission": row.submission.code, "outcome": row.outcome, "version": row.version, "letter": None}
            for row in decisions
        ]
        entries = [("release", {**one, "by": actor(call, by)}) for one in told]
        record_all(call=call, entries=entries, now=release_at)


def held_call(call_id: int) -> None:
    """Holds the call's row until the transaction ends; authors who write meanwhile are not kept waiting."""
    list(Call.objects.select_for_update(no_key=True).filter(pk=call_id).order_by().values_list("pk"))


def drop_logs(congress: Congress) -> int:
    """Drops the logs of a congress that goes, or of its rehearsal, inside the caller's transaction."""
    with guards.lifted(connection):
        return LogEntry.objects.filter(call__congress=congress).delete()[0]
