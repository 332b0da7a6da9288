"""Letters to authors and to the committee, each in its reader's language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Person
from common import fields, formats
from common.actions import mail
from congress.enums import AssignmentState, ReviewState
from congress.models import Assignment, Call, CommitteeMember, Decision, Submission


def language_for(person: Person) -> str:
    """The person's language if the letters speak it, else English."""
    return person.language if person.language in dict(settings.LANGUAGES) else "en"


def address(language: str, name: str, *args: str) -> str:
    """A page of ours in a language, with its host."""
    with translation.override(language):
        return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def submission_url(submission: Submission, language: str) -> str:
    call = submission.call
    return address(language, "congress-submission", call.congress.slug, call.code, submission.code)


def _about(submission: Submission, language: str) -> dict[str, Any]:
    call = submission.call
    return {
        "name": submission.author.full_name,
        "code": submission.code,
        "title": fields.pick(submission.title, submission.language),
        "organisation": fields.pick(submission.organisation.name, language),
        "congress": fields.pick(call.congress.name, language),
        "call": fields.pick(call.title, language),
        "closes_at": formats.instant(call.closes_at, call.congress.zone, language),
        "zone": call.congress.timezone,
        "url": submission_url(submission, language),
    }


def _to_author(submission: Submission, template: str, key: str, now: datetime, **more: Any) -> None:
    language = language_for(submission.author)
    mail.queue(
        template=template,
        to=submission.author.email,
        language=language,
        now=now,
        context={**_about(submission, language), **more},
        scope=submission.call.congress.slug,
        person=submission.author.ref,
        key=key,
    )


def receipt(submission: Submission, now: datetime) -> None:
    """Tells the author that the submission has arrived."""
    _to_author(submission, "congress_submission_received", f"submission-received:{submission.pk}", now)


def withdrawn(submission: Submission, now: datetime) -> None:
    """Tells the author that the submission was withdrawn."""
    _to_author(submission, "congress_submission_withdrawn", f"submission-withdrawn:{submission.pk}", now)


def _prose(text: str) -> str:
    """Typed text that cannot pass for one of our buttons, which are lines of the form [Label](address)."""
    return text.replace("](", "] (")


def letter_context(decision: Decision) -> tuple[str, str, dict[str, Any]]:
    """(template, language, context) of the letter that tells a decision; also for its preview."""
    submission = decision.submission
    language = language_for(submission.author)
    comments = (
        submission.assignments.exclude(state=AssignmentState.RECUSED)
        .filter(review__state=ReviewState.SUBMITTED)
        .exclude(review__comment_authors="")
        .values_list("review__comment_authors", flat=True)
    )
    context = {
        **_about(submission, language),
        "reason": _prose(decision.reason),
        # In the order of the alphabet, so that the order does not tell who wrote what.
        "comments": sorted(map(_prose, comments)),
        "format": fields.pick(submission.format.name, language) if submission.format else "",
    }
    return f"congress_decision_{decision.outcome}", language, context


def decided(decision: Decision, now: datetime) -> None:
    """Queues the letter with the decision, once."""
    template, language, context = letter_context(decision)
    submission = decision.submission
    mail.queue(
        template=template,
        to=submission.author.email,
        language=language,
        now=now,
        context=context,
        scope=submission.call.congress.slug,
        person=submission.author.ref,
        key=f"decision:{decision.pk}",
    )


def assigned(member: CommitteeMember, call: Call, now: datetime) -> None:
    """Tells a member that there is something to read; at most once a day."""
    person = member.user.person
    language = language_for(person)
    waiting = Assignment.objects.filter(
        member=member, submission__call=call, state__in=[AssignmentState.ASSIGNED, AssignmentState.STARTED]
    ).count()
    mail.queue(
        template="congress_assigned",
        to=person.email or member.user.email,
        language=language,
        now=now,
        context={
            "name": person.full_name,
            "number": waiting,
            "congress": fields.pick(call.congress.name, language),
            "url": address(language, "congress-committee", call.congress.slug),
        },
        scope=call.congress.slug,
        person=person.ref,
        key=f"assigned:{call.pk}:{member.pk}:{now:%Y-%m-%d}",
    )
