"""An author writes, hands in, changes and withdraws a submission."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common import formats
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, NotAllowed
from common.models import StoredFile
from common.tokens import new_code
from congress import notifications
from congress.actions.conflict_finder import look_at
from congress.actions.content import write_content
from congress.actions.hold import hold
from congress.actions.late_codes import check_late_code, give_back, use_late_code
from congress.actions.presenter_letters import ask_presenters
from congress.actions.rights import check_right, take_place
from congress.enums import SubmissionState
from congress.models import Call, Decision, LateCode, Submission
from congress.queries.calls import party_of, speakers_of, writing_place
from congress.queries.submission import organisations_of
from congress.rules.content import Content
from congress.rules.submission import following
from network.models import Organisation


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


class NotYourOrganisation(NotAllowed):
    code = "not_your_organisation"
    message = _("You can only submit for the organisation you belong to or speak for.")


def start_draft(
    *,
    call: Call,
    author: Person,
    organisation: Organisation,
    content: Content,
    by: Actor,
    now: datetime,
    late_code: LateCode | None = None,
) -> Submission:
    """A new draft, which uses up no place; those who speak for the city are told.

    A late access code lets it begin after the end. Raises CallNotOpenYet, CallClosed, NotYourOrganisation,
    NotInvited, PartyExcluded, Invalid, and what `check_late_code` raises.
    """
    with transaction.atomic():
        hold(call.congress)
        place = call.place(now)
        if place == "closed" and late_code is not None and late_code.call_id == call.pk:
            check_late_code(late_code, now)
        elif place != "open":
            raise window_refusal(call, place)
        else:
            late_code = None
        _check_organisation(author, organisation, now.date())
        check_right(call, organisation, party_of(call, organisation), in_good_standing=True)
        submission = Submission(
            code=new_code(), call=call, author=author, organisation=organisation, created_at=now, version=0,
            late_code=late_code,
        )  # fmt: skip
        write_content(submission, content=content, complete=False, by=by, now=now)
        _audit(submission, "submission_started", by, now)
        _tell_city(submission, now)
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
        if submission.state != SubmissionState.DRAFT:  # a revision is saved whole, by actions/revision.py
            raise SubmissionFixed(state=SubmissionState(submission.state).label)
        check_window(submission, now)
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
        check_window(submission, now)
        before = submission.state
        submission.state = _next(submission, "submit")
        submission.submitted_at = now
        _settle_late_code(submission, now)
        submission.endorsement = endorsement or submission.endorsement
        take_place(submission, now)
        write_content(submission, content=content, complete=True, by=by, now=now)
        _audit(submission, "submission_submitted", by, now, before)
        look_at(submission, now)
        notifications.receipt(submission, now)
        ask_presenters(submission, now)
        _tell_city(submission, now)
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
        check_window(submission, now)
        submission.state = _next(submission, "revise")
        submission.endorsement = endorsement or submission.endorsement
        write_content(submission, content=content, complete=True, by=by, now=now)
        _audit(submission, "submission_revised", by, now, submission.state)
        look_at(submission, now)
        ask_presenters(submission, now)
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
            give_back(submission)
            notifications.withdrawn(submission, now)
    return submission


def locked(submission: Submission) -> Submission:
    """The row as it is now, held until the transaction ends. Raises RehearsalOver, CongressArchived."""
    hold(submission.call.congress)
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "call__congress", "call__form", "organisation", "author", "axis", "format", "answer_set", "endorsement",
        "late_code",
    )  # fmt: skip
    return rows.get(pk=submission.pk)


def _check_version(submission: Submission, version: int) -> None:
    if submission.version != version:
        raise StaleVersion(version=submission.version)


def check_window(submission: Submission, now: datetime) -> None:
    """Whether its author may write now. Raises CallNotOpenYet, CallClosed."""
    place = writing_place(submission, now)
    if place != "open":
        raise window_refusal(submission.call, place)


def _settle_late_code(submission: Submission, now: datetime) -> None:
    """After the end a use of the code goes; in time none is needed, and the code is let go."""
    if submission.late_code_id is None:
        return
    if submission.call.place(now) == "closed":
        use_late_code(submission, now)
    else:
        submission.late_code = None


def _tell_city(submission: Submission, now: datetime) -> None:
    """Those who speak for the city hear of what is written for it by others."""
    for person in speakers_of(submission.organisation, now.date(), but=[submission.author_id]):
        notifications.city_told(submission, person, now)


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
