"""What happened, in figures; each figure leads to the list behind it, and stands where its reader may open that."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import formats
from common.fields import pick
from common.models import QueuedMail
from common.rehearsals import both_scopes
from congress.enums import Part, SubmissionState
from congress.enums import counted as submissions_counted
from congress.models import Congress, Submission
from congress.permissions import visible_submissions
from payments.models import Book
from payments.queries.orders import totals
from programme.queries import figures
from registration.enums import HOLDING, State
from registration.enums import counted as registrations_counted
from registration.queries import door, lists
from visits.queries.departures import seats, to_come
from visits.web import shown

Section = dict[str, Any]
COMING = 10  # so many of the next slots a guide sees at once


def sections(event: Congress, user: Any, roles: frozenset[str], now: datetime) -> list[Section]:
    """Stat tiles by theme, those that one's roles may see and the congress has a use for."""
    found = []
    if roles & {"owner", "registration", "desk", "auditor"}:
        found.append({"title": _("Registrations"), "stats": _registrations(event)})
    book = getattr(getattr(event, "terms", None), "shown_book", None)
    if roles & {"owner", "treasurer", "auditor"} and book is not None and event.uses(Part.FEES):
        found.append({"title": _("Money"), "stats": _money(book)})
    if roles & {"owner", "chair", "deputy", "auditor"} and event.uses(Part.CALL):
        found += _calls(event, user)
    if roles & {"owner", "programme", "interpreters", "auditor"} and event.uses(Part.PROGRAMME):
        found.append({"title": _("Programme"), "stats": _programme(event)})
    if roles & {"owner", "visits", "guide", "auditor"} and event.uses(Part.VISITS):
        found.append({"title": _("Study visits"), "stats": _visits(event)})
    if "guide" in roles and event.uses(Part.VISITS):
        found.append({"title": _("The next slots"), "tasks": _departures(event, now), "none": _("No slot is to come.")})
    if roles & {"owner", "door", "desk", "safety"} and event.uses(Part.DOOR):
        found.append({"title": _("Door"), "stats": _door(event)})
    if roles & {"owner", "registration", "auditor"}:
        found.append({"title": _("Letters"), "stats": _letters(event)})
    return found


def _tile(number: int, label: str, url: str) -> dict[str, Any]:
    return {"value": formats.number(number), "label": label, "url": url}


def _registrations(event: Congress) -> list[dict[str, Any]]:
    url = reverse("registration-manage-list", args=[event.slug])
    counts = lists.counts_by_state(event)
    holding = sum(counts.get(state, 0) for state in HOLDING)
    label = ngettext("registration that holds a place", "registrations that hold a place", holding)
    states = [(state, counts[state]) for state in State if counts.get(state)]
    return [
        _tile(holding, label, f"{url}?state=holding"),
        *(
            _tile(number, registrations_counted(state, number), f"{url}?state={state.value}")
            for state, number in states
        ),
    ]


def _money(book: Book) -> list[dict[str, Any]]:
    url = reverse("payments-orders", args=[book.code])
    labels = {"charged": _("charged"), "received": _("received"), "refunded": _("refunded")}
    sums = totals(book)
    return [
        {"value": formats.money(sums[name]), "label": label, "url": f"{url}?money={name}"}
        for name, label in labels.items()
    ]


def _calls(event: Congress, user: Any) -> list[Section]:
    """By call, what the reader may see of it; drafts belong to their authors and lead nowhere."""
    seen = visible_submissions(user, event)
    drafts = Submission.objects.filter(call__congress=event, state=SubmissionState.DRAFT)
    counts = {
        (call, state): number
        for rows in (seen, drafts)
        for call, state, number in rows.order_by().values_list("call", "state").annotate(n=Count("pk", distinct=True))
    }
    found = []
    for call in event.calls.all():
        url = reverse("congress-manage-submissions", args=[event.slug, call.code])
        states = [(state, counts[call.pk, state]) for state in SubmissionState if (call.pk, state) in counts]
        stats = [
            _tile(
                number,
                submissions_counted(state, number),
                "" if state == SubmissionState.DRAFT else f"{url}?state={state.value}",
            )
            for state, number in states
        ]
        if stats:
            found.append({"title": pick(call.title), "stats": stats})
    return found


def _programme(event: Congress) -> list[dict[str, Any]]:
    url = reverse("programme-manage", args=[event.slug])
    counts = figures.counts(event)
    ready, open_, gone = counts["ready"], counts["preparation"], counts["cancelled"]
    labels = {
        "ready": ngettext("session ready", "sessions ready", ready),
        "preparation": ngettext("session in preparation", "sessions in preparation", open_),
        "cancelled": ngettext("session cancelled", "sessions cancelled", gone),
    }
    return [_tile(counts[name], label, f"{url}?show={name}") for name, label in labels.items()]


def _visits(event: Congress) -> list[dict[str, Any]]:
    return shown.figures(seats(event), f"{reverse('visits-manage', args=[event.slug])}?")


def _departures(event: Congress, now: datetime) -> list[dict[str, Any]]:
    """The slots that are to come, the next first, with how many people to expect."""
    tasks = []
    for row in to_come(event, now)[:COMING]:
        people = ngettext("%(n)s person booked", "%(n)s people booked", row.taken) % {"n": formats.number(row.taken)}
        tasks.append(
            {
                "title": pick(row.visit.title),
                "url": reverse("visits-manage-one", args=[event.slug, row.code]),
                "detail": f"{shown.when(row)} · {people}",
                "tone": "",
                "state": "",
            }
        )
    return tasks


def _door(event: Congress) -> list[dict[str, Any]]:
    url = reverse("registration-door", args=[event.slug])
    stats = []
    for row in door.admitted_by_point(event):
        point, number = row["point"], row["admitted"]
        words = {"point": pick(point.name)}
        label = ngettext("badge let in: %(point)s", "badges let in: %(point)s", number) % words
        stats.append(_tile(number, label, f"{url}?{urlencode({'point': point.code, 'show': 'admitted'})}#scans"))
    return stats


def _letters(event: Congress) -> list[dict[str, Any]]:
    url = reverse("portal-outbox", args=[event.slug])
    rows = QueuedMail.objects.filter(scope__in=both_scopes(event.slug)).order_by()
    counts: dict[str, int] = dict(rows.values_list("state").annotate(n=Count("pk")))
    sent, queued, failed = (counts.get(state, 0) for state in ("sent", "queued", "failed"))
    return [
        _tile(sent, ngettext("letter sent", "letters sent", sent), f"{url}?state=sent"),
        _tile(queued, ngettext("letter waiting", "letters waiting", queued), f"{url}?state=queued"),
        _tile(
            failed,
            ngettext(
                "undeliverable letter: somebody to telephone", "undeliverable letters: people to telephone", failed
            ),
            f"{url}?state=failed",
        ),
    ]
