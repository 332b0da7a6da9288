"""What a city's page shows: its experiences, delegations, people registered, and orders; public congresses only."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from common.marked import marked
from congress.enums import SubmissionState
from congress.models import Congress, Submission
from congress.permissions import visible_submissions
from network.models import Organisation
from payments.models import Order
from registration.enums import LIVE
from registration.models import Delegation, Registration

SHOWN = 100
TONES = {"accepted": "ok", "rejected": "", "reserve": "info", "submitted": "wait", "in_review": "wait"}
Row = dict[str, Any]


def experiences_of(
    city: Organisation, now: datetime, user: Any, *, is_keeper: bool = False, speaks: bool = False
) -> list[Row]:
    """What the city has handed in, the latest call first; the state is what its author knows. One query.

    Each leads to its public page, else to where its author reads it, or the secretariat what it may read, or to what
    the city writes for that call where one `speaks` for it.
    """
    found = _papers(city, now).exclude(state__in=[SubmissionState.DRAFT, SubmissionState.WITHDRAWN])
    rows = list(found[:SHOWN])
    told = _told(rows, user) if is_keeper else frozenset()
    return [
        {
            "title": marked(row.title, row.language) or row.code,
            **_congress(row.call.congress),
            "state": row.get_state_display(),
            "tone": TONES.get(row.state, ""),
            "url": _published(row)
            or _own(row, user.person_id)
            or _managed(row, told)
            or (_in_call(row, city) if speaks else ""),
        }
        for row in rows
    ]


def _told(rows: list[Submission], user: Any) -> frozenset[str]:
    """The codes of those that a reader from above may see: one query a congress."""
    events = {row.call.congress_id: row.call.congress for row in rows}
    codes = [row.code for row in rows]
    return frozenset(
        code
        for event in events.values()
        for code in visible_submissions(user, event).filter(code__in=codes).values_list("code", flat=True)
    )


def _managed(row: Submission, told: frozenset[str]) -> str:
    if row.code not in told:
        return ""
    return reverse("congress-manage-submission", args=[row.call.congress.slug, row.call.code, row.code])


def drafts_of(city: Organisation, now: datetime, person_id: int, *, speaks: bool) -> list[Row]:
    """Who is writing for the city, for which call; what it is called is told to those who speak for it. One query."""
    rows = _papers(city, now).filter(state=SubmissionState.DRAFT)
    return [
        {
            "author": row.author.full_name,
            "title": (marked(row.title, row.language) or row.code) if speaks else "",
            "url": _own(row, person_id) or (_in_call(row, city) if speaks else ""),
            **_congress(row.call.congress),
        }
        for row in rows[:SHOWN]
    ]


def _in_call(row: Submission, city: Organisation) -> str:
    """Where whoever speaks for the city sees all that it writes for that call."""
    return reverse("congress-call-city", args=[row.call.congress.slug, row.call.code, city.slug])


def _papers(city: Organisation, now: datetime) -> Any:
    rows = Submission.objects.filter(organisation=city, call__congress__in=Congress.objects.public(now))
    return rows.select_related("call__congress", "author").order_by("-call__closes_at", "-id")


def _congress(event: Congress) -> Row:
    return {"congress": marked(event.name), "congress_url": reverse("portal-congress", args=[event.slug])}


def _own(row: Submission, person_id: int) -> str:
    if row.author_id != person_id:
        return ""
    return reverse("congress-submission", args=[row.call.congress.slug, row.code])


def _published(row: Submission) -> str:
    if row.state != SubmissionState.ACCEPTED or not row.may_publish:
        return ""
    return reverse("portal-experience", args=[row.call.congress.slug, row.code])


def presence_of(city: Organisation, now: datetime, person_id: int) -> list[Row]:
    """Congress by congress: how many of the city's people are registered, and its delegations. Three queries.

    A delegation's members are told to its head alone, as a link; everybody else reads a number.
    """
    live = Q(registrations__state__in=sorted(LIVE), registrations__organisation=city)
    events = Congress.objects.public(now).annotate(people=Count("registrations", filter=live))
    groups: dict[int, list[Row]] = {}
    rows = Delegation.objects.filter(organisation=city, congress__in=Congress.objects.public(now))
    counted = rows.annotate(live=Count("members", filter=Q(members__state__in=sorted(LIVE)))).order_by("id")
    heads = Delegation.objects.filter(organisation=city, head_id=person_id).prefetch_related("members__person")
    names = {row.pk: [m.person.full_name for m in row.members.all() if m.state in LIVE] for row in heads}
    for row in counted:
        url = reverse("registration-delegation", args=[row.code]) if row.head_id == person_id else ""
        group = {"code": row.code, "people": row.live, "url": url, "names": names.get(row.pk, [])}
        groups.setdefault(row.congress_id, []).append(group)
    present = events.filter(Q(people__gt=0) | Q(pk__in=list(groups))).order_by("-starts_on", "id")
    return [{**_congress(row), "people": row.people, "groups": groups.get(row.pk, [])} for row in present[:SHOWN]]


def orders_of(city: Organisation, now: datetime) -> list[Order]:
    """The orders of the city's delegations, the latest first, with their books. One query."""
    groups = Delegation.objects.filter(organisation=city, congress__in=Congress.objects.public(now))
    members = Registration.objects.filter(delegation__in=groups, order__isnull=False)
    found = Order.objects.filter(
        Q(pk__in=members.values("order")) | Q(pk__in=groups.filter(order__isnull=False).values("order")),
        is_rehearsal=False,
    )
    return list(found.select_related("book").order_by("-opened_at", "-id")[:SHOWN])
