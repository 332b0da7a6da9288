"""What of the programme goes along when an edition is copied, exported or imported."""

from django.db import models

from common.transfer.tables import Pointer, Table
from programme.models import (
    Certificate,
    FeedToken,
    PlanFeed,
    Publication,
    PublishedSession,
    Room,
    Session,
    SessionItem,
    SessionPerson,
    Signatory,
)
from visits.models import Commitment

SET_UP: tuple[Table, ...] = (
    Table(
        Room,
        of="congress",
        kept="code name capacity floor has_network has_interpretation point position",
    ),
    # What an edition shows is its own: the next one begins without sessions.
    Table(
        Session,
        of="congress",
        kept="code kind title description room place axis day starts ends starts_at ends_at interpretation visibility "
        "places_for_experiences is_ready is_cancelled version",
        is_copied=False,
    ),
    # A person in office: the next edition names its own.
    Table(Signatory, of="congress", kept="name office institution", is_copied=False),
)
PEOPLE: tuple[Table, ...] = (
    Table(
        Certificate,
        of="congress",
        kept="registration kind facts issued_at revoked_at",
        unique={"code": None},
    ),
    Table(SessionItem, of="session", kept="submission position minutes"),
    Table(SessionPerson, of="session", kept="person role"),
    Table(Publication, of="congress", kept="number name published_at published_by changes"),
    Table(
        PublishedSession,
        of="congress",
        kept="code sequence first_published_at changed_at status visibility kind title description starts_at ends_at "
        "room_code room_name axis_code axis_name interpretation items people moved_from content_digest",
        unique={"uid": None},
    ),
)
POINTERS: tuple[Pointer, ...] = (Pointer(Commitment, "source", Session, r"^session:(\d+):"),)
LEFT_OUT: dict[type[models.Model], str] = {
    FeedToken: "the secret address of somebody's calendar",
    PlanFeed: "the secret address of somebody's calendar",
}
