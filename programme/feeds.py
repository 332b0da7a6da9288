"""Calendar feeds: no language in the path, `?lang=`; 304 while nothing changed; secrets never in logs."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _

from common import clock
from common.fields import pick
from common.tokens import digest
from common.web import tags
from common.web.context import NATIVE
from common.web.page import absolute, not_modified
from congress.models import Congress
from congress.permissions import PLAN_READERS, roles_of
from congress.queries.plans import milestones, mine
from programme.documents import calendar as ics
from programme.documents.personal import personal_calendar
from programme.enums import SessionKind
from programme.models import FeedToken, PlanFeed, Room
from programme.queries import sessions

# What tells one state of a published session from another: its digest covers all that readers see.
STATE = ("code", "uid", "sequence", "changed_at", "moved_from", "content_digest")


def _lang(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    if wanted and wanted not in NATIVE:
        raise Http404
    return wanted or "en"


def _answer(request: HttpRequest, data: bytes, changed_at: datetime, *, private: bool = False) -> HttpResponse:
    etag = tags.tag_of(data)
    if not_modified(request, etag, changed_at):
        return _kept(HttpResponse(status=304), etag, changed_at, private=private)
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    return _kept(response, etag, changed_at, private=private)


def _kept(response: HttpResponse, etag: str, changed_at: datetime, *, private: bool = False) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Cache-Control"] = "private, no-cache" if private else "public, max-age=300"
    if not private:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _public(slug: str) -> Congress:
    """The congress whose programme the public may read; else 404."""
    now = clock.now()
    row = Congress.objects.public(now).filter(slug=slug).first()
    if row is None or not row.is_programme_open(now):
        raise Http404
    return row


def network(request: HttpRequest) -> HttpResponse:
    """All public congresses: the year's overview."""
    lang = _lang(request)
    rows = list(Congress.objects.public(clock.now()).filter(is_listed=True).order_by("starts_on", "id"))
    changed = {row.pk: _congress_changed(row) for row in rows}
    with translation.override(lang):
        name = _("Congresses of the network")
    events = [ics.congress_event(row, lang, changed_at=changed[row.pk]) for row in rows]
    latest = max(changed.values(), default=_epoch())
    return _answer(request, ics.calendar(name, events, absolute(request.path)), latest)


def _epoch() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def _congress_changed(row: Congress) -> datetime:
    first = row.publications.order_by("number").values_list("published_at", flat=True).first()
    return first or _epoch()


def programme(request: HttpRequest, congress: str) -> HttpResponse:
    """The public sessions, by axis, room, language or type; an unknown value is 404."""
    row, lang = _public(congress), _lang(request)
    wanted = {name: request.GET.get(name, "")[:40] for name in ("axis", "room", "language", "type")}
    _check_filters(row, wanted)
    rows = sessions.published(
        row, axis=wanted["axis"], room=wanted["room"], language=wanted["language"], kind=wanted["type"]
    )
    changed = sessions.changed_at(row) or _epoch()
    if "If-None-Match" in request.headers or "If-Modified-Since" in request.headers:
        etag = tags.recall(_made_of(request, row, lang, rows.values_list(*STATE)))
        if etag and not_modified(request, etag, changed):
            return _kept(HttpResponse(status=304), etag, changed)
    found = list(rows)
    data = ics.calendar(
        pick(row.name, lang), [ics.session_event(one, row, lang) for one in found], absolute(request.path)
    )
    states = (tuple(getattr(one, name) for name in STATE) for one in found)
    tags.remember(_made_of(request, row, lang, states), data)
    return _answer(request, data, changed)


def _made_of(request: HttpRequest, row: Congress, lang: str, states: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """All that decides about the bytes of a programme: the same values, the same bytes."""
    congress = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    return settings.PUBLIC_URL, request.path, lang, congress, list(states)


def _check_filters(row: Congress, wanted: dict[str, str]) -> None:
    if wanted["axis"] and not row.axes.filter(code=wanted["axis"]).exists():
        raise Http404
    if wanted["room"] and not Room.objects.filter(congress=row, code=wanted["room"]).exists():
        raise Http404
    if wanted["type"] and wanted["type"] not in SessionKind.values:
        raise Http404
    if wanted["language"] and not (wanted["language"].isalpha() and len(wanted["language"]) <= 3):
        raise Http404


def session(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    row, lang = _public(congress), _lang(request)
    found = sessions.published(row).filter(code=code).first()
    if found is None:
        raise Http404
    data = ics.calendar(pick(found.title, lang), [ics.session_event(found, row, lang)], absolute(request.path))
    return _answer(request, data, found.changed_at)


def personal(request: HttpRequest, token: str) -> HttpResponse:
    """One person's calendar: booked visits, own talks, own deadlines."""
    found = FeedToken.objects.select_related("registration__congress", "registration__person", "registration__order")
    row = found.filter(token_hash=digest(token), revoked_at__isnull=True).first()
    if row is None:
        raise Http404
    lang = request.GET.get("lang") or row.registration.language
    data, changed = personal_calendar(row.registration, lang if lang in NATIVE else "en", row.created_at)
    return _answer(request, data, changed, private=True)


def plan(request: HttpRequest, token: str) -> HttpResponse:
    """A congress's work plan for one of its team; nothing once they have left it. `?whose=me` holds one's own."""
    row = PlanFeed.objects.select_related("congress", "user__person").filter(token_hash=digest(token)).first()
    if row is None or row.revoked_at is not None or not roles_of(row.user, row.congress) & set(PLAN_READERS):
        raise Http404
    wanted = request.GET.get("lang") or row.user.person.language
    lang = wanted if wanted in NATIVE else "en"
    found = milestones(row.congress).order_by("due_on", "pk")
    if request.GET.get("whose") == "me":
        found = mine(found, row.user_id, roles_of(row.user, row.congress))
    rows = list(found)
    with translation.override(lang):
        name = _("Work plan: %(congress)s") % {"congress": pick(row.congress.name, lang)}
    changed = max([row.created_at, *(one.updated_at for one in rows)])
    events = [ics.milestone_event(one, row.congress, lang) for one in rows]
    return _answer(request, ics.calendar(name, events), changed, private=True)
