"""Reminding members of the committee of what they have not read: by the rule of a round, or because a chair asks."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Invalid
from congress.actions.hold import hold
from congress.enums import CongressState, SubmissionState
from congress.models import Assignment, Call, ReviewReminder, Round, Submission
from congress.notifications.team import reviews_due
from congress.queries.readers import seated_members
from congress.queries.rounds import WAITING, place_of
from congress.rules.rounds import days_left, due_reminder


def remind_by_rule(*, now: datetime) -> int:
    """Reminds whoever has something to read of the rounds that end in as many days as they say. Returns the letters.

    Once for each member, round and number of days, whatever goes wrong in between.
    """
    live = Round.objects.filter(closes_at__gt=now).exclude(remind_days=[])
    rows = live.exclude(call__congress__state=CongressState.ARCHIVED).select_related("call__congress")
    return sum(
        _remind_round(row, now) for row in rows.order_by("pk") if place_of(row, row.call.congress, now) == "open"
    )


def _remind_round(row: Round, now: datetime) -> int:
    waiting = waiting_of(row)
    sent: defaultdict[int, list[int]] = defaultdict(list)
    known = ReviewReminder.objects.filter(call=row.call, round=row.number, asked_by="")
    for reader, before in known.values_list("member", "days"):
        sent[reader].append(before)
    letters = 0
    for member in seated_members(row.call.congress, now).filter(pk__in=waiting):
        days = due_reminder(now, row.closes_at, row.remind_days, sent[member.pk])
        if days is None:
            continue
        with transaction.atomic():
            # The constraint lets one row in; whoever comes second sends nothing.
            _kept, made = ReviewReminder.objects.get_or_create(
                call=row.call, round=row.number, member=member, days=days, asked_by="", defaults={"sent_at": now}
            )
            if made:
                reviews_due(member, row, waiting[member.pk], str(days), now)
                letters += 1
    if letters:
        by, subject = Actor.system("reminders"), ("round", row.pk, f"{row.call.code} {row.number}")
        after = {"letters": letters}
        audit.record(
            verb="readers_reminded", subject=subject, by=by, now=now, scope=row.call.congress.scope, after=after
        )
    return letters


def remind_members(
    *,
    round: Round,
    members: Collection[int],
    submissions: QuerySet[Submission],
    by: Actor,
    now: datetime,
) -> int:
    """Reminds the chosen members of a round that have something to read, once a day each. Returns the letters.

    `submissions` are those that the chair may see: who reads anything else alone is not reminded, so that the number
    of letters tells nothing of it. Raises Invalid.
    """
    call = round.call
    if not members:
        raise Invalid(_("Please choose whom to remind."))
    today = now.astimezone(call.congress.zone).date()
    with transaction.atomic():
        hold(call.congress)
        Call.objects.select_for_update().get(pk=call.pk)
        waiting, seen = waiting_of(round), waiting_of(round, submissions)
        rows = seated_members(call.congress, now).filter(pk__in=[pk for pk in members if pk in seen])
        reminded = _reminded_on(call, round.number, now, today)
        told = [member for member in rows if member.pk not in reminded]
        left = days_left(now, round.closes_at)
        ReviewReminder.objects.bulk_create(
            ReviewReminder(
                call=call, round=round.number, member=member, days=left, sent_at=now, asked_by=f"{by.kind}:{by.id}"[:90]
            )
            for member in told
        )
        for member in told:
            reviews_due(member, round, waiting[member.pk], f"asked:{today.isoformat()}", now)
        after = {"letters": len(told)}
        audit.record(verb="readers_reminded", subject=call, by=by, now=now, scope=call.congress.scope, after=after)
    return len(told)


def _reminded_on(call: Call, number: int, now: datetime, today: object) -> set[int]:
    rows = ReviewReminder.objects.filter(call=call, round=number).exclude(asked_by="")
    pairs = rows.values_list("member", "sent_at")
    return {member for member, at in pairs if at.astimezone(call.congress.zone).date() == today}


def waiting_of(round: Round, submissions: QuerySet[Submission] | None = None) -> dict[int, int]:
    """member → how many experiences of the round they have not reviewed, among those given."""
    rows = Assignment.objects.filter(
        submission__call=round.call_id,
        submission__state=SubmissionState.SUBMITTED,
        round=round.number,
        state__in=WAITING,
    )
    if submissions is not None:
        rows = rows.filter(submission__in=submissions.values("pk"))
    return dict(rows.values_list("member").annotate(n=Count("pk")).order_by())


def last_reminders(call: Call, number: int) -> dict[int, ReviewReminder]:
    """member → the last reminder of a round that they were sent."""
    return {row.member_id: row for row in ReviewReminder.objects.filter(call=call, round=number).order_by("sent_at")}
