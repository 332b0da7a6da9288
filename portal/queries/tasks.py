"""What is left to do: for whoever registered, wrote, heads a delegation, reviews or organises."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Liaison
from accounts.permissions import coordinated, is_secretariat
from common import formats
from common.fields import pick
from common.marked import listing, marked, put
from common.rehearsals import TEST
from congress.enums import CongressState, Part, SubmissionState
from congress.models import Congress, Submission, TeamMember
from congress.queries.submission import own_submissions
from congress.queries.team import held_by
from payments.queries.links import pay_url
from programme.models import PublishedSession
from programme.queries.certificates import certificates
from programme.queries.sessions import sessions_of_submissions
from registration.enums import BOOKING, LIVE, State
from registration.models import Delegation, Registration
from visits.queries.bookings import bookings_of
from visits.queries.departures import departures

Task = dict[str, Any]
READ_ALONG = 12  # so many congresses are listed to the secretariat


def of_registration(row: Registration, now: datetime, *, locked: str = "", is_seen: bool = True) -> list[Task]:
    """The steps of one registration, what presses first. `locked` says how the badge and the calendar open to whoever
    has not shown that the registration's address is theirs; "" where they are open. `is_seen`: the congress opens to
    whoever reads this; in a rehearsal it does to its team alone."""
    done, tasks = _("Done"), []
    mine = reverse("registration-mine", args=[row.code])
    if row.state == State.AWAITING_PAYMENT and row.order is not None:
        until = formats.deadline(row.hold_expires_at, row.congress.zone) if row.hold_expires_at else ""
        tasks.append(
            {
                "title": _("Pay %(total)s") % {"total": formats.money(row.order.due)},
                "url": pay_url(row.order),
                "detail": _("Your place is held until %(until)s.") % {"until": until} if until else "",
                "tone": "warn",
                "state": _("To do"),
            }
        )
    elif row.state == State.AWAITING_APPROVAL:
        detail = _("The organisers examine your registration and write to you.")
        tasks.append({"title": _("Approval"), "url": mine, "detail": detail, "tone": "wait", "state": _("Waiting")})
    elif row.state == State.WAITLISTED:
        detail = _("We write to you when it is your turn.")
        tasks.append({"title": _("Waiting list"), "url": mine, "detail": detail, "tone": "wait", "state": _("Waiting")})
    elif row.state in (State.CONFIRMED, State.SECURED):
        tasks.append(
            {"title": _("Your place"), "url": mine, "detail": "", "tone": "ok", "state": row.get_state_display()}
        )
    else:
        tasks.append(
            {"title": _("Your registration"), "url": mine, "detail": "", "tone": "", "state": row.get_state_display()}
        )
    if row.congress.ends_on < now.astimezone(row.congress.zone).date():
        return tasks + _afterwards(row)
    if row.state in BOOKING:
        tasks += _preparations(row, mine, done, locked, is_seen)
    return tasks


def _afterwards(row: Registration) -> list[Task]:
    """What there is once the congress is over."""
    if not certificates(row.congress).filter(registration=row).exists():
        return []
    url = reverse("programme-certificate", args=[row.code])
    title = _("Your certificate of attendance (PDF)")
    return [{"title": title, "url": url, "detail": "", "tone": "ok", "state": _("Ready")}]


def _preparations(row: Registration, mine: str, done: str, locked: str, is_seen: bool) -> list[Task]:
    complete = bool(row.person.position and row.badge_languages)
    tasks = [
        {
            "title": _("Complete your details"),
            "url": mine,
            "detail": _("Function and languages stand on your badge.") if row.congress.uses(Part.DOOR) else "",
            "tone": "ok" if complete else "wait",
            "state": done if complete else _("To do"),
        }
    ]
    if row.congress.uses(Part.VISITS) and departures(row.congress).exists():
        tasks.append(_visits(row, done) if is_seen else _visits_later())
    has_badge = row.state in (State.CONFIRMED, State.SECURED) and row.congress.uses(Part.DOOR)
    if locked:
        title = _("Your badge and your calendar") if has_badge else _("Your calendar")
        again = reverse("registration-lost-link")
        return [*tasks, {"title": title, "url": again, "detail": locked, "tone": "wait", "state": _("Link needed")}]
    if has_badge:
        badge = reverse("registration-badge", args=[row.code])
        tasks.append({"title": _("Your badge (PDF)"), "url": badge, "detail": "", "tone": "ok", "state": _("Ready")})
    tasks.append(
        {
            "title": _("Put the congress into your calendar"),
            "url": reverse("programme-calendar", args=[row.code]),
            "detail": _("Your visits and your own talks appear by themselves."),
            "tone": "",
            "state": "",
        }
    )
    return tasks


def _visits(row: Registration, done: str) -> Task:
    booked = [booking for booking in bookings_of(row) if booking.state == "booked"]
    return {
        "title": _("Book your study visits"),
        "url": reverse("visits-list", args=[row.congress.slug]),
        "detail": listing(marked(booking.departure.visit.title) for booking in booked),
        "tone": "ok" if booked else "wait",
        "state": done if booked else _("To do"),
    }


def _visits_later() -> Task:
    detail = _("They open when the congress opens to the public.")
    return {"title": _("Study visits"), "url": "", "detail": detail, "tone": "", "state": ""}


def of_delegation(row: Delegation) -> list[Task]:
    members = list(row.members.select_related("order"))
    unpaid = any(member.order is not None and member.order.is_payable for member in members)
    text = ngettext("%(n)s member", "%(n)s members", len(members)) % {"n": len(members)}
    url = reverse("registration-delegation", args=[row.code])
    title = _("Delegation of %(city)s") % {"city": pick(row.organisation.name)}
    state, tone = (_("To be paid"), "warn") if unpaid else ("", "")
    return [{"title": title, "url": url, "detail": text, "tone": tone, "state": state}]


def of_author(user: Any, now: datetime) -> list[Task]:
    """One's experiences, newest first; for an accepted one, where it is told and whether one has a place."""
    rows = [row for row in own_submissions(user)[:20] if row.call.congress.uses(Part.CALL)]
    accepted = [row for row in rows if row.state == SubmissionState.ACCEPTED]
    told = sessions_of_submissions(accepted)
    shown = {row.code for row in accepted if row.call.congress.is_programme_open(now)}
    tasks = [_of_experience(row, told.get(row.code) if row.code in shown else None) for row in rows]
    coming = {row.call.congress_id: row.call.congress for row in accepted if _is_coming(row.call.congress, now)}
    own = Q(person_id=user.person_id) | Q(person__email__iexact=user.email)
    live = Registration.objects.filter(own, congress_id__in=coming, state__in=LIVE) if coming else []
    registered = {registration.congress_id for registration in live}
    return tasks + [_to_register(congress) for pk, congress in coming.items() if pk not in registered]


def _is_coming(congress: Congress, now: datetime) -> bool:
    return now.astimezone(congress.zone).date() <= congress.ends_on


def _of_experience(row: Submission, session: PublishedSession | None) -> Task:
    draft, zone = row.state == SubmissionState.DRAFT, row.call.congress.zone
    is_unanswered = row.state == SubmissionState.ACCEPTED and row.confirmed_at is None
    confirm_until = row.confirm_until if is_unanswered else None
    detail = ""
    if draft:
        detail = _("Draft; the call closes on %(at)s.") % {"at": formats.deadline(row.call.closes_at, zone)}
    elif row.state == SubmissionState.REVISION and row.revision_due_at:
        at = formats.deadline(row.revision_due_at, zone)
        detail = _("You are asked to revise it by %(at)s.") % {"at": at}
    elif confirm_until is not None:
        detail = _("Please confirm this place by %(at)s.") % {"at": formats.deadline(confirm_until, zone)}
    elif session is not None:
        at = formats.zoned(session.starts_at, zone)
        detail = put(_("You tell it in “%(title)s”, %(at)s."), title=marked(session.title), at=at)
    return {
        "title": marked(row.title, row.language) or _("Experience without a title"),
        "url": reverse("congress-submission", args=[row.call.congress.slug, row.code]),
        "detail": detail,
        "tone": "warn" if draft or confirm_until or row.state == SubmissionState.REVISION else "",
        "state": row.get_state_display(),
    }


def _to_register(congress: Congress) -> Task:
    """Whoever tells an experience takes part like everybody else."""
    return {
        "title": _("Register as presenter"),
        "url": reverse("registration-register", args=[congress.slug]),
        "detail": marked(congress.name),
        "tone": "warn",
        "state": _("To do"),
    }


def of_city(person: Any, now: datetime) -> list[Task]:
    """For whoever speaks for a city: its page, and the clusters in which they represent it. One query."""
    rows = Liaison.objects.speaking(now.date()).filter(person=person).select_related("organisation", "cluster")
    tasks: dict[str, Task] = {}
    for row in rows.order_by("organisation__slug", "cluster__code"):
        city = pick(row.organisation.name)
        if row.cluster is None:
            url = reverse("portal-city", args=[row.organisation.slug])
            title, detail = city, _("People, membership and dues, experiences, delegations, invoices")
        else:
            url = reverse("accounts-cluster", args=[row.cluster.code])
            title, detail = marked(row.cluster.name), _("You represent %(city)s.") % {"city": city}
        tasks[url] = {"title": title, "url": url, "detail": detail, "tone": "", "state": ""}
    return list(tasks.values())


def of_network(user: Any, now: datetime) -> list[Task]:
    """The rooms above congresses, and the congresses that the secretariat reads along with, the latest first."""
    if not is_secretariat(user, now.date()):
        rooms = [(_("The network"), "portal-network"), (_("Congresses"), "portal-congresses")]
        own = rooms if coordinated(user, now.date()) else []
        return [{"title": title, "url": reverse(name), "detail": "", "tone": "", "state": ""} for title, name in own]
    rooms = [
        (_("The network"), "portal-network"),
        (_("Congresses"), "portal-congresses"),
        (_("Cities of the network"), "network-cities"),
        (_("Roles and liaisons"), "accounts-people"),
    ]
    found = [{"title": title, "url": reverse(name), "detail": "", "tone": "", "state": ""} for title, name in rooms]
    working = [row.congress_id for row in held_by(user, now)]
    others = Congress.objects.exclude(state=CongressState.ARCHIVED).exclude(pk__in=working)
    for congress in others.order_by("-starts_on", "-id")[:READ_ALONG]:
        url = reverse("portal-manage", args=[congress.slug])
        detail = _("You read along; changes are made by its team.")
        found.append({"title": marked(congress.name), "url": url, "detail": detail, "tone": "", "state": ""})
    return found


def of_team(user: Any, now: datetime) -> list[Task]:
    """The rooms where one works today."""
    tasks = []
    for congress, roles in _by_congress(held_by(user, now)):
        names = formats.listing(str(row.get_role_display()) for row in roles)
        codes = {row.role for row in roles}
        committee = bool(codes & {"committee"}) and not codes - {"committee"}
        if committee and not congress.uses(Part.CALL):
            continue
        name = "congress-committee" if committee else "portal-manage"
        title = marked(congress.name)
        url = reverse(name, args=[congress.slug])
        tone, state = ("warn", TEST) if congress.is_rehearsing else ("", "")
        tasks.append({"title": title, "url": url, "detail": names, "tone": tone, "state": state})
    return tasks


def _by_congress(rows: Iterable[TeamMember]) -> list[tuple[Congress, list[TeamMember]]]:
    groups: dict[int, tuple[Congress, list[TeamMember]]] = {}
    for row in rows:
        groups.setdefault(row.congress_id, (row.congress, []))[1].append(row)
    return list(groups.values())
