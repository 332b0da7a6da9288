"""The tables of an edition, gathered from all rooms, and the plans by which it is copied, exported and imported.

SET_UP is what organisers prepared; PEOPLE is what people did, and who they are. A model in neither stands in LEFT_OUT
with the reason. A test holds that no model of ours is forgotten, and that every field of each has its place.
"""

from functools import cache
from types import ModuleType

from django.db import models

from accounts.models import Liaison, User
from accounts.queries import edition as accounts
from common.models import LetterText
from common.queries import edition as common
from common.transfer.tables import Plan, Pointer, Table
from congress.models import (
    Congress,
    Deadline,
    Decision,
    InterestCase,
    Note,
    Page,
    PageRelease,
    Redaction,
    SubmissionVersion,
)
from congress.queries import edition as congress
from network.queries import edition as network
from payments.models import Entry, PaymentException, Refund
from payments.queries import edition as payments
from programme.models import Publication
from programme.queries import edition as programme
from questions.queries import edition as questions
from registration.queries import edition as registration
from visits.queries import edition as visits

ROOMS: tuple[ModuleType, ...] = (
    common, questions, network, accounts, payments, congress, registration, visits, programme,
)  # fmt: skip
_ACTOR = r"^user[ :](\d+)$"
# Who acted is kept as a value, below the room that knows the people; here their numbers are carried over.
ACTORS: tuple[Pointer, ...] = (
    *(
        Pointer(model, name, User, _ACTOR)
        for model, name in (
            (LetterText, "updated_by"), (Liaison, "proposed_by"), (Page, "updated_by"), (PageRelease, "published_by"),
            (Note, "written_by"), (Note, "corrected_by"), (SubmissionVersion, "saved_by"),
            (Decision, "decided_by"), (Decision, "released_by"),
            (Deadline, "set_by"), (InterestCase, "settled_by"), (Redaction, "made_by"),
            (Publication, "published_by"), (Entry, "by_label"), (Refund, "by_label"),
            (PaymentException, "resolved_by_label"),
        )
    ),
    Pointer(Entry, "by_id", User, r"^(\d+)$", when=("by_kind", "user")),
    Pointer(Refund, "by_id", User, r"^(\d+)$", when=("by_kind", "user")),
    Pointer(PaymentException, "resolved_by_id", User, r"^(\d+)$", when=("resolved_by_kind", "user")),
)  # fmt: skip

SET_UP: tuple[Table, ...] = tuple(table for room in ROOMS for table in room.SET_UP)
PEOPLE: tuple[Table, ...] = tuple(table for room in ROOMS for table in room.PEOPLE)
POINTERS: tuple[Pointer, ...] = (*(pointer for room in ROOMS for pointer in room.POINTERS), *ACTORS)
LEFT_OUT: dict[type[models.Model], str] = {model: why for room in ROOMS for model, why in room.LEFT_OUT.items()}


@cache
def copying() -> Plan:
    """What the next edition begins with."""
    return Plan(Congress, [table for table in SET_UP if table.is_copied], POINTERS)


@cache
def whole(*, people: bool) -> Plan:
    """What a file holds."""
    return Plan(Congress, (*SET_UP, *PEOPLE) if people else SET_UP, POINTERS)
