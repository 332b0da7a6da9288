"""Reminding presenters to register, and giving up the places of those who did not."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from common.actions import audit
from common.actors import Actor
from congress.actions.afterwards import let_lapse
from congress.actions.hold import hold
from congress.enums import Lapse
from congress.models import Congress, Submission
from registration import notifications
from registration.queries.presenters import unregistered


def remind_presenters(*, congress: Congress, submissions: QuerySet[Submission], by: Actor, now: datetime) -> int:
    """Queues a letter to the author of every given experience without a registered presenter; one a day each.

    Returns how many letters were queued.
    """
    told = 0
    with transaction.atomic():
        hold(congress)
        for row in unregistered(congress, submissions):
            if notifications.presenters_due(row, now=now):
                told += 1
                audit.record(
                    verb="presenters_reminded",
                    subject=row,
                    by=by,
                    now=now,
                    scope=congress.scope,
                    person=row.author.ref,
                )
    return told


def give_up_place(*, submission: Submission, by: Actor, now: datetime) -> Submission:
    """Takes back the place of an experience for which nobody registered by the day that was told.

    Raises PlaceNotLapsed, SubmissionFixed.
    """
    congress = submission.call.congress
    lacking = unregistered(congress, Submission.objects.filter(pk=submission.pk)).exists()
    return let_lapse(submission=submission, why=Lapse.UNREGISTERED, by=by, now=now, is_registered=not lacking)
