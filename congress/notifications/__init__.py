"""Letters to authors and their cities, each in its reader's language; those to the team are in `team`."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Person
from common import fields, formats
from common.actions import mail
from congress.enums import Lapse, SubmissionState
from congress.models import CallParty, Deadline, Submission


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


def _to_person(person: Person, submission: Submission, template: str, key: str, now: datetime, **more: Any) -> None:
    """A letter about an experience to somebody of its city who is not its author."""
    language = language_for(person)
    call = submission.call
    url = address(language, "congress-call-city", call.congress.slug, call.code, submission.organisation.slug)
    mail.queue(
        template=template,
        to=person.email,
        language=language,
        now=now,
        context={
            **about(submission, language),
            "name": person.full_name,
            "author": submission.author.known_name,
            "url": url,
            **more,
        },
        scope=call.congress.scope,
        person=person.ref,
        key=key,
    )


def city_told(submission: Submission, person: Person, now: datetime) -> None:
    """Tells somebody who speaks for the city of a draft that was begun, or of an experience that was handed in."""
    state = submission.state
    key = f"city:{submission.pk}:{person.pk}:{state}:{now:%Y%m%d%H%M}"
    _to_person(person, submission, "congress_city_told", key, now, is_draft=state == SubmissionState.DRAFT)


def exchanged(submission: Submission, other: Submission, now: datetime) -> None:
    """Tells an author that their experience took the place of another one of the city, or gave way to it."""
    is_in = submission.state == SubmissionState.SUBMITTED
    theirs = fields.pick(other.title, other.language)
    key = f"exchanged:{submission.pk}:{submission.version}:{now:%Y%m%d%H%M}"
    _to_author(submission, "congress_exchanged", key, now, is_in=is_in, other=theirs)


def extended(draft: Submission, row: Deadline, before: datetime, now: datetime) -> None:
    """Tells an author with a draft that there is more time."""
    language, zone = language_for(draft.author), draft.call.congress.zone
    ended = formats.deadline(before, zone, language)
    more = {"ended": ended, "reason": prose(row.reason)}
    _to_author(draft, "congress_call_extended", f"extended:{row.pk}:{draft.pk}", now, **more)


def call_invitation(party: CallParty, person: Person, now: datetime) -> None:
    """Tells somebody who speaks for an organisation that it is invited to a call; once."""
    language, call = language_for(person), party.call
    mail.queue(
        template="congress_call_invitation",
        to=person.email,
        language=language,
        now=now,
        context={
            "name": person.full_name,
            "organisation": fields.pick(party.organisation.name, language),
            "congress": fields.pick(call.congress.name, language),
            "call": fields.pick(call.title, language),
            "closes_at": formats.deadline(call.closes_at, call.congress.zone, language),
            "url": address(language, "congress-call", call.congress.slug, call.code),
        },
        scope=call.congress.scope,
        person=person.ref,
        key=f"call-invited:{call.pk}:{party.organisation_id}:{person.pk}",
    )


def prose(text: str) -> str:
    """Typed text that cannot pass for one of our buttons, which are lines of the form [Label](address)."""
    return text.replace("](", "] (")


def deferred(submission: Submission, now: datetime) -> None:
    """Tells the author until when they will hear, and nothing of what is decided."""
    day = submission.deferred_until
    if day is not None:
        until = formats.day(day, language_for(submission.author))
        _to_author(submission, "congress_deferred", f"deferred:{submission.pk}:{day.isoformat()}", now, until=until)


def place_lapsed(submission: Submission, why: str, now: datetime) -> None:
    """Tells the author that the place went to the reserve list, and why."""
    is_unconfirmed = why == Lapse.UNCONFIRMED
    _to_author(submission, "congress_place_lapsed", f"lapsed:{submission.pk}", now, is_unconfirmed=is_unconfirmed)
