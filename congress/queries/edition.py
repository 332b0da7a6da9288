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
    Axis,
    Call,
    CommitteeMember,
    Congress,
    CoPresenter,
    Criterion,
    Decision,
    Format,
    Host,
    Invitation,
    Milestone,
    Note,
    Page,
    PageRelease,
    Picture,
    Review,
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
        },
        local={"number": next_number, "is_demo": lambda *_: settings.DEMO},
        finish=_is_usable,
    ),
    Table(Axis, of="congress", kept="code name position"),
    Table(
        Call,
        of="congress",
        kept="code kind title guidance eligibility per_city_max languages summary_words asks_endorsement form "
        "reviews_per_submission position",
        moved="opens_at closes_at standing_on",
    ),
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
        kept="milestone title held_on body language attachment version written_at written_by",
    ),
    Table(
        Submission,
        of="call",
        kept="organisation author state axis format language title summary answer_set endorsement may_publish version "
        "created_at updated_at submitted_at withdrawn_at",
        unique={"code": None},
    ),
    Table(CoPresenter, of="submission", kept="name email role position"),
    Table(SubmissionVersion, of="submission", kept="number content is_automatic saved_at saved_by"),
    Table(CommitteeMember, of="congress", kept="user organisation languages axes"),
    Table(Assignment, of="submission", kept="member state reason assigned_at changed_at"),
    Table(
        Review,
        of="assignment",
        kept="state scores score comment_authors comment_committee updated_at submitted_at",
    ),
    Table(
        Decision,
        of="submission",
        kept="outcome reason version decided_at decided_by released_at released_by",
    ),
)
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {
    Invitation: "an offer with a secret link; whoever goes on with the edition invites anew",
}
