"""What of a congress goes along when an edition is copied, exported or imported."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Max

from common.transfer.reading import RowDamaged
from common.transfer.tables import Pointer, Table
from congress.enums import CongressState, MilestoneState
from congress.models import (
    Assignment,
    AssignmentPlan,
    Axis,
    Bid,
    Call,
    CallParty,
    CommitteeMember,
    Congress,
    CoPresenter,
    Criterion,
    Deadline,
    Decision,
    DiscussionNote,
    Format,
    Host,
    InterestCase,
    Invitation,
    LateCode,
    LogEntry,
    Milestone,
    Note,
    Page,
    PageRelease,
    Partnership,
    Picture,
    PlannedPair,
    Redaction,
    Review,
    ReviewReminder,
    Round,
    Submission,
    SubmissionVersion,
    TeamMember,
)
from congress.rules.contrast import is_colour


def next_number(*_: Any) -> int:
    """The number that badges of a new congress carry."""
    return (Congress.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _is_usable(_reading: Any, row: Congress) -> None:
    """Colours stand in a stylesheet and the zone in every date: neither may be just any text."""
    for name in ("primary_colour", "accent_colour"):
        if not is_colour(getattr(row, name)):
            setattr(row, name, Congress._meta.get_field(name).default)  # type: ignore[union-attr]
    try:
        ZoneInfo(row.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise RowDamaged(table="congress.congress", row=row.slug, field="timezone") from error


def _to_do(_reading: Any, row: Milestone) -> str:
    """What was not needed last time is not needed now; all else is to be done."""
    return MilestoneState.DROPPED if row.state == MilestoneState.DROPPED else MilestoneState.OPEN


def _picture_name(_reading: Any, _row: Picture, _given: set[str]) -> str:
    return secrets.token_hex(12)


SET_UP: tuple[Table, ...] = (
    Table(
        Congress,
        kept="slug kind is_listed name theme description venue address latitude longitude host timezone languages "
        "parts territorial_network reply_to primary_colour accent_colour logo header_image",
        moved="starts_on ends_on",
        begun={"version": 1},
        lived={
            "state": CongressState.DRAFT,
            "announced_at": None,
            "announced_until": None,
            "programme_at": None,
            "programme_until": None,
            "published_at": None,
            "archived_at": None,
        },
        local={"number": next_number, "is_demo": lambda *_: settings.DEMO},
        finish=_is_usable,
    ),
    Table(Axis, of="congress", kept="code name position"),
    Table(
        Call,
        of="congress",
        kept="code kind title guidance eligibility per_city_max languages summary_words asks_endorsement form "
        "reviews_per_submission asks_bids asks_confidence places selected_per_city confirm_days position",
        moved="opens_at closes_at standing_on presenters_due_on",
    ),
    Table(Round, of="call", kept="number name blindness remind_days", moved="opens_at closes_at"),
    Table(Format, of="call", kept="code name minutes position"),
    Table(Criterion, of="call", kept="code name weight anchors position"),
    Table(
        Host,
        of="congress",
        kept="kind organisation legal_name address country duties contact contact_email is_controller position",
    ),
    Table(
        Picture,
        of="congress",
        kept="file small alt width height uploaded_at",
        unique={"name": _picture_name},
    ),
    Table(
        Page,
        of="congress",
        kept="slug title body draft position in_menu",
        begun={"version": 1, "updated_at": lambda reading, _row: reading.now},
        lived={"is_published": False, "published_version": 0, "updated_by": ""},
        renamed={"body": (Picture, "name"), "draft": (Picture, "name")},
    ),
    Table(
        Milestone,
        of="congress",
        kept="code title description role days_before waits_for position",
        moved="due_on",
        begun={
            "state": _to_do,
            "done_on": None,
            "version": 1,
            "sequence": 0,
            "updated_at": lambda reading, _row: reading.now,
        },
        lived={"owner": None, "reminded_at": None},
    ),
)
PEOPLE: tuple[Table, ...] = (
    # The very words that somebody agreed to.
    Table(
        PageRelease,
        of="page",
        kept="version title body published_at published_by",
        renamed={"body": (Picture, "name")},
    ),
    # Told to whoever imports, who invites those that are to work on it there.
    Table(TeamMember, of="congress", kept="user role starts_on ends_on", is_read=False),
    Table(
        Note,
        of="congress",
        kept="milestone title held_on body language attachment version written_at written_by corrected_at corrected_by",
    ),
    Table(
        Submission,
        of="call",
        kept="organisation author state axis format language title summary answer_set endorsement may_publish version "
        "created_at updated_at submitted_at withdrawn_at copied_from author_gender author_is_young revision_note "
        "revision_due_at revision_from deferred_until confirm_until confirmed_at consent_withdrawn_at search",
        lived={"late_code": None},
        unique={"code": None},
    ),
    Table(
        CoPresenter,
        of="submission",
        kept="name email role gender is_young is_minor guardian_name guardian_email guardian_agreed_at asked_at "
        "confirmed_at declined_at position",
    ),
    Table(SubmissionVersion, of="submission", kept="number content is_automatic saved_at saved_by"),
    Table(
        CommitteeMember, of="congress", kept="user organisation languages axes expertise min_load max_load profile_at"
    ),
    Table(Partnership, of="member", kept="organisation detail"),
    Table(Bid, of="submission", kept="member value"),
    Table(
        InterestCase,
        of="submission",
        kept="member kind is_declared detail state reason opened_at settled_at settled_by",
    ),
    Table(DiscussionNote, of="submission", kept="member text written_at changed_at"),
    Table(Redaction, of="submission", kept="texts of_version version made_at made_by"),
    Table(Assignment, of="submission", kept="member round state reason assigned_at changed_at"),
    Table(
        Review,
        of="assignment",
        kept="state scores score comment_authors comment_committee recommended_format confidence updated_at "
        "submitted_at",
    ),
    Table(
        Decision,
        of="submission",
        kept="outcome reason format rank is_proposed instead_of version decided_at decided_by released_at released_by",
    ),
    Table(CallParty, of="call", kept="organisation kind reason"),
    Table(Deadline, of="call", kept="closes_at reason set_at set_by"),
    Table(LogEntry, of="call", kept="number kind content at previous digest"),
)
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {
    AssignmentPlan: "a proposal of who reads what; what came of it are the assignments",
    PlannedPair: "a proposal of who reads what; what came of it are the assignments",
    LateCode: "a secret that opens a call; whoever goes on with the edition makes new ones",
    ReviewReminder: "who was reminded when; a new round reminds anew",
    Invitation: "an offer with a secret link; whoever goes on with the edition invites anew",
}
