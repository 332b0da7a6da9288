"""An author writes, hands in, changes and withdraws a submission."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common import fields, formats
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, NotAllowed
from common.models import StoredFile
from common.tokens import new_code
from congress import notifications
from congress.actions.content import write_content
from congress.actions.hold import hold
from congress.enums import SubmissionState
from congress.models import Call, Decision, Submission
from congress.queries.submission import city_submissions, organisations_of
from congress.rules.content import Content
from congress.rules.submission import following, has_place, is_eligible
from network.models import Organisation
from network.queries.membership import in_good_standing


class CallNotOpenYet(Conflict):
    code = "call_not_open"
    message = _("This call opens on {opens_at}.")


class CallClosed(Conflict):
    code = "call_closed"
    message = _("This call closed on {closes_at}. Nothing can be changed any more.")


class StaleVersion(Conflict):
    code = "stale_version"
    message = _(
        "This text was saved from another window in the meantime. Nothing of yours is lost: it is still in this form. "
        "Open the saved version in a new tab, compare, and save again."
    )


class SubmissionFixed(Conflict):
    code = "submission_fixed"
    message = _("This is not possible any more: the submission is in the state “{state}”.")


class NotEligible(Conflict):
    code = "not_eligible"
    message = _(
        "This call is open to member cities in good standing; according to our records {organisation} is not one."
    )


class CityLimitReached(Conflict):
    code = "city_limit_reached"
    message = _(
        "{organisation} has already submitted {count}, and the call takes {limit} from each city: {titles}. "
        "One of them would have to be withdrawn first. Your draft is kept."
    )


class NotYourOrganisation(NotAllowed):
    code = "not_your_organisation"
    message = _("You can only submit for the organisation you belong to or speak for.")


def start_draft(
    *, call: Call, author: Person, organisation: Organisation, content: Content, by: Actor, now: datetime
) -> Submission:
    """A new draft, which uses up no place. Raises CallNotOpenYet, CallClosed, NotYourOrganisation, Invalid."""
    with transaction.atomic():
        hold(call.congress)
        _check_window(call, now)
        _check_organisation(author, organisation, now.date())
        submission = Submission(
            code=new_code(), call=call, author=author, organisation=organisation, created_at=now, version=0
        )
        write_content(submission, content=content, complete=False, by=by, now=now)
        _audit(submission, "submission_started", by, now)
    return submission


def save_draft(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Actor,
    now: datetime,
    endorsement: StoredFile | None = None,
    is_automatic: bool = False,
) -> Submission:
    """Keeps a draft as a new version. `version` is the one that was read.

    Raises StaleVersion when somebody saved in between, CallClosed, SubmissionFixed, Invalid.
    """
    with transaction.atomic():
        submission = locked(submission)
        _check_version(submission, version)
        _check_window(submission.call, now)
        _next(submission, "save")
        submission.endorsement = endorsement or submission.endorsement
        write_content(submission, content=content, complete=False, by=by, now=now, is_automatic=is_automatic)
    return submission


def submit(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Actor,
    now: datetime,
    endorsement: StoredFile | None = None,
) -> Submission:
    """Hands a draft in: it takes one of the city's places, and the author gets a receipt.

    Raises StaleVersion, CallNotOpenYet, CallClosed, SubmissionFixed, Invalid, NotEligible, CityLimitReached.
    """
    with transaction.atomic():
        submission = locked(submission)
        _check_version(submission, version)
        _check_window(submission.call, now)
        before = submission.state
        submission.state = _next(submission, "submit")
        submission.submitted_at = now
        submission.endorsement = endorsement or submission.endorsement
        take_place(submission, now)
        write_content(submission, content=content, complete=True, by=by, now=now)
        _audit(submission, "submission_submitted", by, now, before)
        notifications.receipt(submission, now)
    return submission


def revise(
    *,
    submission: Submission,
    version: int,
    content: Content,
    by: Actor,
    now: datetime,
    endorsement: StoredFile | None = None,
) -> Submission:
    """Changes what was handed in, until the call closes. Raises as `submit` does, but takes no further place."""
    with transaction.atomic():
        submission = locked(submission)
        _check_version(submission, version)
        _check_window(submission.call, now)
        submission.state = _next(submission, "revise")
        submission.endorsement = endorsement or submission.endorsement
        write_content(submission, content=content, complete=True, by=by, now=now)
        _audit(submission, "submission_revised", by, now, submission.state)
    return submission


def withdraw(*, submission: Submission, by: Actor, now: datetime) -> Submission:
    """Takes a submission out and frees its place; a pending decision goes with it. Raises SubmissionFixed."""
    with transaction.atomic():
        submission = locked(submission)
        before = submission.state
        submission.state = _next(submission, "withdraw")
        submission.withdrawn_at = submission.updated_at = now
        submission.save(update_fields=["state", "withdrawn_at", "updated_at"])
        Decision.objects.filter(submission=submission, released_at__isnull=True).delete()
        _audit(submission, "submission_withdrawn", by, now, before)
        if before != SubmissionState.DRAFT:
            notifications.withdrawn(submission, now)
    return submission


def locked(submission: Submission) -> Submission:
    """The row as it is now, held until the transaction ends. Raises RehearsalOver, CongressArchived."""
    hold(submission.call.congress)
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "call__congress", "call__form", "organisation", "author", "axis", "format", "answer_set", "endorsement"
    )
    return rows.get(pk=submission.pk)


def take_place(submission: Submission, now: datetime) -> None:
    """Checks the organisation's right to one more place, holding its row so that two cannot take the last one."""
    call = submission.call
    city = held_city(submission.organisation_id)
    on = call.standing_on or now.astimezone(call.congress.zone).date()
    standing = call.eligibility == "any" or in_good_standing(city, on)
    if not is_eligible(rule=call.eligibility, kind=city.kind, in_good_standing=standing):
        raise NotEligible(organisation=fields.pick(city.name))
    others = list(city_submissions(city, call).exclude(pk=submission.pk))
    if not has_place(kind=city.kind, counted=len(others), limit=call.per_city_max):
        raise CityLimitReached(
            organisation=fields.pick(city.name),
            count=len(others),
            limit=call.per_city_max,
            titles=formats.listing([f"“{fields.pick(s.title, s.language)}”" for s in others]),
        )


def held_city(organisation_id: int) -> Organisation:
    """The organisation, held until the transaction ends: its submissions are counted by one at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def _check_version(submission: Submission, version: int) -> None:
    if submission.version != version:
        raise StaleVersion(version=submission.version)


def _check_window(call: Call, now: datetime) -> None:
    place = call.place(now)
    if place != "open":
        raise window_refusal(call, place)


def window_refusal(call: Call, place: str) -> Conflict:
    """Why nothing can be written before ("before") or after ("closed") the call's time, with its instant."""
    zone = call.congress.zone
    if place == "before":
        return CallNotOpenYet(opens_at=formats.zoned(call.opens_at, zone))
    return CallClosed(closes_at=formats.deadline(call.closes_at, zone))


def _check_organisation(author: Person, organisation: Organisation, on: date) -> None:
    if not organisations_of(author, on).filter(pk=organisation.pk).exists():
        raise NotYourOrganisation()


def _next(submission: Submission, verb: str) -> str:
    state = following(submission.state, verb)
    if state is None:
        raise SubmissionFixed(state=SubmissionState(submission.state).label)
    return state


def _audit(submission: Submission, verb: str, by: Actor, now: datetime, before: str = "") -> None:
    after: dict[str, Any] = {"state": submission.state, "version": submission.version}
    audit.record(
        verb=verb,
        subject=submission,
        by=by,
        now=now,
        scope=submission.call.congress.scope,
        before={"state": before} if before else None,
        after=after,
        person=submission.author.ref,
    )
