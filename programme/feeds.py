"""Calendar feeds: no language in the path, `?lang=`; 304 while nothing changed; secrets never in logs."""

import hashlib
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _

from common.fields import pick
from common.tokens import digest
from common.web.context import NATIVE
from common.web.page import absolute, not_modified
from congress.enums import CongressState
from congress.models import Congress
from programme.documents import calendar as ics
from programme.documents.personal import personal_calendar
from programme.enums import SessionKind
from programme.models import FeedToken, Room
from programme.queries import sessions


def _lang(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    if wanted and wanted not in NATIVE:
        raise Http404
    return wanted or "en"


def _answer(request: HttpRequest, data: bytes, changed_at: datetime, *, private: bool = False) -> HttpResponse:
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    if not_modified(request, etag, changed_at):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Cache-Control"] = "private, no-cache" if private else "public, max-age=300"
    if not private:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _public(slug: str) -> Congress:
    row = Congress.objects.exclude(state=CongressState.DRAFT).filter(slug=slug).first()
    if row is None:
        raise Http404
    return row


def network(request: HttpRequest) -> HttpResponse:
    """All public congresses: the year's overview."""
    lang = _lang(request)
    rows = list(Congress.objects.filter(is_listed=True).exclude(state=CongressState.DRAFT).order_by("starts_on", "id"))
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
    found = list(
        sessions.published(
            row, axis=wanted["axis"], room=wanted["room"], language=wanted["language"], kind=wanted["type"]
        )
    )
    last = sessions.last_publication(row)
    changed = max((one.changed_at for one in found), default=last.published_at if last else _epoch())
    data = ics.calendar(
        pick(row.name, lang), [ics.session_event(one, row, lang) for one in found], absolute(request.path)
    )
    return _answer(request, data, changed)


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
