"""Whoever speaks for a city lets a draft take the place of an experience that was handed in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.permissions import speaks_for
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid, NotFound
from congress import notifications
from congress.actions.content import checked_content
from congress.actions.hold import hold
from congress.actions.late_codes import give_back
from congress.actions.rights import take_place
from congress.actions.submission import window_refusal
from congress.models import Decision, Submission
from congress.queries.presenters import presenter_of
from congress.queries.submission import terms_of
from congress.rules.content import Content
from congress.rules.submission import following


class ExchangeImpossible(Conflict):
    code = "exchange_impossible"
    message = _("One of the two was changed in the meantime. Please look at the page again.")


class DraftIncomplete(Conflict):
    code = "draft_incomplete"
    message = _("“{title}” cannot be handed in yet: {faults} Its author has to complete it first.")


def exchange(*, out: Submission, into: Submission, person: Person, by: Actor, now: datetime) -> Submission:
    """Hands the draft `into` in; what was handed in (`out`) becomes a draft again. Returns what is handed in now.

    Both are of one city and call. Both authors are told. Raises NotFound to whoever does not speak for the city,
    CallNotOpenYet, CallClosed, ExchangeImpossible, DraftIncomplete, and what a refused `submit` raises.
    """
    with transaction.atomic():
        hold(out.call.congress)
        rows = _held(out, into)
        given, taken = rows[out.pk], rows[into.pk]
        if (given.call_id, given.organisation_id) != (taken.call_id, taken.organisation_id):
            raise ExchangeImpossible()
        if not speaks_for(person, given.organisation, now.date()):
            raise NotFound()
        place = given.call.place(now)
        if place != "open":
            raise window_refusal(given.call, place)
        _give_way(given, now)
        _take_over(taken, now)
        for row, other in ((given, taken), (taken, given)):
            _audit(row, other, by, now)
            notifications.exchanged(row, other, now)
    return taken


def _held(*wanted: Submission) -> dict[int, Submission]:
    """Both rows as they are now, locked in the order of their numbers."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "call__congress", "call__form", "organisation", "author", "axis", "format", "answer_set", "endorsement"
    )
    found = {row.pk: row for row in rows.filter(pk__in=[row.pk for row in wanted]).order_by("pk")}
    if len(found) != len(wanted):
        raise ExchangeImpossible()
    return found


def _give_way(row: Submission, now: datetime) -> None:
    state = following(row.state, "give_way")
    if state is None:
        raise ExchangeImpossible()
    give_back(row)
    row.state, row.submitted_at, row.late_code, row.updated_at = state, None, None, now
    row.save(update_fields=["state", "submitted_at", "late_code", "updated_at"])
    Decision.objects.filter(submission=row, released_at__isnull=True).delete()


def _take_over(row: Submission, now: datetime) -> None:
    """The draft as it was last saved is handed in, if it is complete and its city may."""
    state = following(row.state, "submit")
    if state is None:
        raise ExchangeImpossible()
    try:
        checked_content(
            row.call,
            _content(row),
            terms_of(row.call),
            complete=True,
            has_endorsement=row.endorsement_id is not None,
            kept=row.answer_set,
        )
    except Invalid as error:
        faults = " ".join(str(text) for texts in error.fields.values() for text in texts)
        raise DraftIncomplete(title=row.title.get(row.language, row.code), faults=faults) from None
    take_place(row, now)
    row.state, row.submitted_at, row.late_code, row.updated_at = state, now, None, now
    row.save(update_fields=["state", "submitted_at", "late_code", "updated_at"])


def _content(row: Submission) -> Content:
    """What the draft holds, as its author last saved it."""
    return Content(
        language=row.language,
        title=row.title,
        summary=row.summary,
        axis=row.axis.code if row.axis else "",
        format=row.format.code if row.format else "",
        answers=row.answer_set.answers if row.answer_set else {},
        co_presenters=tuple(presenter_of(one) for one in row.co_presenters.all()),
        may_publish=row.may_publish,
    )


def _audit(row: Submission, other: Submission, by: Actor, now: datetime) -> None:
    audit.record(
        verb="submission_exchanged",
        subject=row,
        by=by,
        now=now,
        scope=row.call.congress.scope,
        after={"state": row.state, "other": other.code},
        person=row.author.ref,
    )
