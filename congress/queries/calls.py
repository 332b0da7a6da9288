"""The rules of a call as they are read: its ends, who is invited or left out, what a city writes for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Liaison, Person
from common.tokens import digest
from congress.enums import CallKind, HostKind, PartyKind, SubmissionState
from congress.models import Call, CallParty, CommitteeMember, Deadline, LateCode, Submission
from congress.rules.submission import COUNTED, late_passes
from network.models import Organisation


@dataclass(frozen=True, slots=True)
class Move:
    """An end that was moved: from which instant to which, when, and why."""

    before: datetime
    after: datetime
    reason: str
    set_at: datetime

    @property
    def is_extension(self) -> bool:
        return self.after > self.before


def moves_of(call: Call) -> list[Move]:
    """How the end of a call was moved, the first move first. One query."""
    rows = list(Deadline.objects.filter(call=call))
    pairs = zip(rows, rows[1:], strict=False)
    return [Move(old.closes_at, new.closes_at, new.reason, new.set_at) for old, new in pairs]


def party_of(call: Call, organisation: Organisation) -> CallParty | None:
    """What a call says of an organisation, if it names it."""
    return CallParty.objects.filter(call=call, organisation=organisation).first()


def parties_of(call: Call, kind: str) -> QuerySet[CallParty]:
    """Those invited to a call or excluded from it, in the order in which they were entered."""
    return CallParty.objects.filter(call=call, kind=kind).select_related("organisation").order_by("pk")


def hosts_of(call: Call) -> set[int]:
    """The cities that host the congress."""
    hosts = call.congress.hosts.filter(kind__in=[HostKind.HOST, HostKind.CO_HOST])
    own = {call.congress.host_id} if call.congress.host_id else set()
    return own | set(hosts.exclude(organisation=None).values_list("organisation", flat=True))


def committee_cities(call: Call) -> set[int]:
    """The organisations of the committee: those that seats name, and those of the people who hold them."""
    rows = CommitteeMember.objects.filter(congress=call.congress)
    seats = rows.exclude(organisation=None).values_list("organisation", flat=True)
    people = rows.exclude(user__person__organisation=None).values_list("user__person__organisation", flat=True)
    return set(seats) | set(people)


def earlier_awards(call: Call) -> QuerySet[Call]:
    """The award calls of other congresses that had closed before this one and have winners, the latest first."""
    won = Submission.objects.filter(call=OuterRef("pk"), state=SubmissionState.ACCEPTED)
    rows = Call.objects.filter(Exists(won), kind=CallKind.AWARD, closes_at__lt=call.closes_at)
    rows = rows.exclude(congress=call.congress_id).exclude(congress__state="draft")
    return rows.select_related("congress").order_by("-closes_at", "-pk")


def winners_of(award: Call) -> set[int]:
    """Whose experiences were selected in a call, as their authors were told."""
    won = Submission.objects.filter(call=award, state=SubmissionState.ACCEPTED)
    return set(won.values_list("organisation_id", flat=True))


def speakers_of(organisation: Organisation, on: date, *, but: Iterable[int] = ()) -> list[Person]:
    """The people who speak for an organisation, `but` those of these numbers."""
    rows = Liaison.objects.speaking(on).general().filter(organisation=organisation).exclude(person__in=list(but))
    found = {row.person_id: row.person for row in rows.select_related("person__user").order_by("pk")}
    return list(found.values())


def city_writings(organisation: Organisation, call: Call) -> QuerySet[Submission]:
    """What a city has handed in to a call and what is being written for it; what was withdrawn is gone."""
    rows = Submission.objects.filter(organisation=organisation, call=call)
    rows = rows.filter(Q(state__in=COUNTED) | Q(state=SubmissionState.DRAFT))
    return rows.select_related("author", "format", "axis", "call__congress").order_by("submitted_at", "pk")


def invited_to(call: Call) -> int:
    return CallParty.objects.filter(call=call, kind=PartyKind.INVITED).count()


def by_late_code(secret: str) -> LateCode | None:
    """The late access code of what somebody typed, whatever has become of it."""
    rows = LateCode.objects.select_related("call__congress")
    return rows.filter(digest=digest(secret.strip().lower())).first()


def writing_place(submission: Submission, now: datetime) -> str:
    """ "before", "open" or "closed" to whoever writes this one: a late access code keeps it open a while."""
    place = submission.call.place(now)
    code = submission.late_code if place == "closed" else None
    if code is not None and late_passes(now, expires_at=code.expires_at, revoked_at=code.revoked_at):
        return "open"
    return place
