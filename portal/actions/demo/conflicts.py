"""What the committee said of itself, and its conflicts of interest: most are settled, some wait for the chair."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from congress.actions.committee_profile import ProfileFacts, save_profile, set_loads
from congress.actions.conflicts import declare, look_for_conflicts, settle
from congress.models import Call, CommitteeMember, Submission
from congress.permissions import biddable_submissions, visible_submissions
from congress.queries.conflicts import settled_by_user
from network.models import Organisation

FIELDS = (
    "school gardens, reading", "libraries, lifelong learning", "participation", "heritage, museums", "early childhood",
    "mobility, public space", "climate, water",
)  # fmt: skip
OWN_CITY = {
    "es": "Es la propia ciudad del miembro del comité.",
    "fr": "C’est la propre ville du membre du comité.",
    "en": "It is the member’s own city.",
}
TIES = ("Twin city; common exchange of schools since 2019.", "We sit on the same European project.")
DECLARED = "I advised this project in its first year."
DISMISSED = "The project ended years ago, and the member had no part in this experience."


def load_conflicts(*, call: Call, members: dict[str, CommitteeMember], now: datetime) -> None:
    """Profiles of all but the last member, two partners, what is found; one declared; the own cities confirmed."""
    seats = list(members.values())
    for number, seat in enumerate(seats[:-1]):
        tie = number - 2 if number in (2, 3) else None
        facts = ProfileFacts(
            languages=seat.languages,
            axes=[axis.code for axis in seat.axes.all()],
            expertise=FIELDS[number % len(FIELDS)],
            partner=_partner(call, seat) if tie is not None else None,
            partner_detail=TIES[tie] if tie is not None else "",
        )
        save_profile(member=seat, facts=facts, by=seat.user.as_actor(), now=now - timedelta(days=40 - number))
    chair, deputy = seats[0], seats[1]
    by = chair.user.as_actor()
    set_loads(congress=call.congress, loads={chair.pk: (0, 60), deputy.pk: (0, 60)}, by=by, now=now)
    look_for_conflicts(call=call, now=now - timedelta(days=20))
    for lead in (chair, deputy):
        reason = OWN_CITY.get(lead.user.person.language, OWN_CITY["en"])
        _settle(call, lead, "same_organisation", "confirmed", reason, now - timedelta(days=19))
    _settle(call, chair, "partner", "dismissed", DISMISSED, now - timedelta(days=18), most=1)
    free = _unread(call, seats[4]).first()
    if free is not None:
        declare(submission=free, member=seats[4], detail=DECLARED, by=seats[4].user.as_actor(), now=now)


def _unread(call: Call, seat: CommitteeMember) -> QuerySet[Submission]:
    return biddable_submissions(seat.user, call).exclude(assignments__member=seat).order_by("code")


def _partner(call: Call, seat: CommitteeMember) -> Organisation | None:
    """A city with an experience that the member was not given."""
    given = call.submissions.filter(assignments__member=seat).values("organisation")
    found = _unread(call, seat).exclude(organisation__in=given).select_related("organisation").first()
    return found.organisation if found else None


def _settle(
    call: Call, lead: CommitteeMember, kind: str, state: str, reason: str, at: datetime, most: int = 500
) -> None:
    cases = settled_by_user(lead.user, call, visible_submissions(lead.user, call.congress), at)
    chosen = list(cases.filter(kind=kind, state="open").order_by("pk").values_list("pk", "state")[:most])
    if chosen:
        seen = dict(chosen)
        settle(call=call, cases=cases, seen=seen, state=state, reason=reason, by=lead.user.as_actor(), now=at)
