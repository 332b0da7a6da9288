"""Letters to authors and to the committee, each in its reader's language."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Person, User
from common import fields, formats
from common.actions import mail
from congress.enums import ROLE_SENTENCES, AssignmentState, ReviewState, Role
from congress.models import Assignment, Call, CommitteeMember, Decision, Invitation, Milestone, Submission
from congress.queries.team import invitation_secret, last_day


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


def about(submission: Submission, language: str) -> dict[str, Any]:
    """What letters about an experience say of it to its author; also for their preview."""
    call = submission.call
    return {
        "name": submission.author.full_name,
        "code": submission.code,
        "title": fields.pick(submission.title, submission.language),
        "organisation": fields.pick(submission.organisation.name, language),
        "congress": fields.pick(call.congress.name, language),
        "call": fields.pick(call.title, language),
        "closes_at": formats.deadline(call.closes_at, call.congress.zone, language),
        "url": submission_url(submission, language),
    }


def _to_author(submission: Submission, template: str, key: str, now: datetime, **more: Any) -> None:
    language = language_for(submission.author)
    mail.queue(
        template=template,
        to=submission.author.email,
        language=language,
        now=now,
        context={**about(submission, language), **more},
        scope=submission.call.congress.scope,
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
        **about(submission, language),
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
        scope=submission.call.congress.scope,
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
        scope=call.congress.scope,
        person=person.ref,
        key=f"assigned:{call.pk}:{member.pk}:{now:%Y-%m-%d}",
    )


def milestone_due(row: Milestone, user: User, today: date, now: datetime) -> None:
    """Reminds one person of a milestone that is due soon or late."""
    language = language_for(user.person)
    with translation.override(language):
        stays = _("The congress is being rehearsed. Its work plan is meant, and stays when the congress is published.")
    mail.queue(
        template="congress_milestone_due",
        to=user.email,
        language=language,
        now=now,
        context={
            "name": user.person.full_name,
            "title": fields.pick(row.title, language),
            "congress": fields.pick(row.congress.name, language),
            "due": formats.day(row.due_on, language),
            "late": row.due_on < today,
            "url": address(language, "congress-plan-milestone", row.congress.slug, row.code),
        },
        scope=row.congress.scope,
        in_rehearsal=stays,
        person=user.person.ref,
        key=f"milestone:{row.pk}:{user.pk}:{now.date().isoformat()}",
    )


def invited(row: Invitation, now: datetime, *, reminder: bool = False) -> None:
    """Tells a mailbox which role it is offered, what that role may do, and until when."""
    language = row.language if row.language in dict(settings.LANGUAGES) else "en"
    with translation.override(language):
        role, sentence = str(Role(row.role).label), str(ROLE_SENTENCES[Role(row.role)])
        path = reverse("congress-invitation-link", args=[invitation_secret(row)])
    mail.queue(
        template="congress_invited",
        to=row.email,
        language=language,
        now=now,
        context={
            "congress": fields.pick(row.congress.name, language),
            "role": role,
            "sentence": sentence,
            "message": _prose(row.message),
            "ends_on": formats.day(ends_on, language) if (ends_on := last_day(row.ends_on)) else "",
            "until": formats.deadline(row.expires_at, row.congress.zone, language),
            "reminder": reminder,
        },
        secrets={"url": f"{settings.PUBLIC_URL}{path}?lang={language}"},
        scope=row.congress.slug,
    )
