"""Ending a rehearsal, and what comes after: publishing, opening, finishing, archiving and taking that back."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.rehearsal import drop_untied
from common import formats
from common.actions import rehearsal as ground
from common.actors import Actor
from common.errors import Conflict
from common.rehearsals import Dropped
from congress.actions import rehearsal as papers
from congress.actions import stage
from congress.models import Congress
from congress.rules.publishing import following
from payments.actions.books import close_book, reopen_book
from payments.actions.issuers import make_live
from payments.models import Book
from portal.actions.baselines import keep_baselines
from portal.queries.checklist import missing
from portal.queries.openings import has_opened
from programme.actions import rehearsal as programme
from registration.actions import rehearsal as people
from registration.models import Terms
from visits.actions import rehearsal as visits

# The upper rooms first: they point to the rows of the lower ones.
ROOMS: tuple[Callable[[Congress], Dropped], ...] = (programme.drop, visits.drop, people.drop, papers.drop)


class NotReady(Conflict):
    code = "not_ready_to_publish"
    message = _("This congress cannot be published yet. Still to be done: {items}.")


class StillToCome(Conflict):
    code = "congress_still_to_come"
    message = _("This congress lasts until {day}. Confirm that it is to be finished before.")


def publish(*, congress: Congress, by: Actor, now: datetime) -> Congress:
    """Ends the rehearsal: drops all that people did in it, keeps what was set up, and opens the congress to the public.

    What opens at once is open in the same moment: the state says so.
    One transaction: whoever is registering, paying or booking at this moment is waited for and dropped with the rest,
    or refused afterwards. One line of the trail says how much went. Raises NotReady with what is missing,
    StageRefused when it is published already.
    """
    with transaction.atomic():
        row = stage.locked(congress)
        stage.check_step(row, "publish")
        keep_baselines(congress=row, now=now)
        if lacking := missing(row, now):
            raise NotReady(items=formats.listing(item.label for item in lacking))
        gone = drop_rehearsal(row)
        if not settings.LOOPBACK and (book := _book(row)):
            make_live(book=book, by=by, now=now)
        stage.take_step(row, "publish", verb="congress_published", by=by, now=now, counts=gone)
        note_opening(congress=row, by=by, now=now)
    return row


def drop_rehearsal(congress: Congress) -> dict[str, int]:
    """Deletes what people did in a congress that is locked and a draft; {what: how many}.

    Everything that may be in somebody's hands is locked first, in the order of all locks, then deleted from the top.
    """
    people.lock(congress)
    papers.lock(congress)
    people.lock_people(congress)
    dropped = Dropped()
    for drop in ROOMS:
        dropped.add(drop(congress))
    dropped.counts["files"] = ground.drop_files(dropped.files)
    dropped.counts |= ground.drop_scope(congress.scope)
    ground.drop_made(dropped.made)
    dropped.counts["people"] = drop_untied(dropped.people)
    return dropped.counts


def finish(*, congress: Congress, by: Actor, now: datetime, is_early_meant: bool = False) -> Congress:
    """The congress is over: nobody registers any more, and everything can still be corrected.

    Raises StageRefused, StillToCome before its last day has passed unless that is meant.
    """
    with transaction.atomic():
        row = stage.locked(congress)
        stage.check_step(row, "finish")
        if not row.is_over(now) and not is_early_meant:
            raise StillToCome(day=formats.day(row.ends_on))
        stage.take_step(row, "finish", verb="congress_finished", by=by, now=now)
    return row


def archive(*, congress: Congress, by: Actor, now: datetime) -> Congress:
    """From now on the congress can only be read, and its book is closed; pages and feeds stay.

    Raises StageRefused, BookUnsettled while money still moves.
    """
    with transaction.atomic():
        row = stage.locked(congress)
        stage.check_step(row, "archive")
        if book := _book(row):
            close_book(book=book, by=by, now=now)
        stage.take_step(row, "archive", verb="congress_archived", by=by, now=now)
    return row


def reopen(*, congress: Congress, by: Actor, now: datetime) -> Congress:
    """Takes the last step back: an archived congress can be changed again and its book is open, a finished one goes on.

    Raises StageRefused, also when it is no longer in the state in which it was read: asked twice, it goes back once.
    """
    with transaction.atomic():
        row = stage.locked(congress)
        stage.check_unmoved(row, congress)
        was_archived = row.is_archived
        stage.take_step(row, "reopen", verb="congress_reopened", by=by, now=now)
        book = _book(row)
        if was_archived and book:
            reopen_book(book=book, by=by, now=now)
    return row


def open_announced(*, congress: Congress, by: Actor, now: datetime) -> bool:
    """Notes that a call, registration or the programme has opened; whether that is news."""
    with transaction.atomic():
        row = stage.locked(congress)
        if following(row.state, "open") is None:
            return False
        stage.take_step(row, "open", verb="congress_opened", by=by, now=now)
    return True


def note_opening(*, congress: Congress, by: Actor, now: datetime) -> bool:
    """Says of a locked congress that it is open, where that has come about at this instant; whether it has."""
    if following(congress.state, "open") is None or not has_opened(congress, now):
        return False
    stage.take_step(congress, "open", verb="congress_opened", by=by, now=now)
    return True


def _book(congress: Congress) -> Book | None:
    terms = Terms.objects.select_related("book").filter(congress=congress).first()
    return terms.book if terms else None
