"""The published experiences as CSV and JSON, of one congress or of all, streamed; nothing but what pages show."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from common import clock, tables
from common.fields import pick
from common.web.context import NATIVE
from congress.enums import Part
from congress.models import Congress, Submission
from congress.queries import bank
from congress.rules.bank import wanted_of
from portal.queries.experiences import address_of

KINDS = ("csv", "json")
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
COLUMNS = (
    "code", "address", "edition", "year", "axis", "format", "language", "organisation", "country", "network",
    "presenters", "title", "summary",
)  # fmt: skip
CHUNK = 200


@require_safe
def file(request: HttpRequest, congress: str, kind: str) -> HttpResponseBase:
    """`/feeds/{congress}/experiences.csv` and `.json`, with the filters of the page."""
    row = Congress.objects.public(clock.now()).filter(slug=congress).first()
    if row is None or not row.uses(Part.CALL):
        raise Http404
    return _answer(request, bank.experiences_of(row), kind, f"experiences-{row.slug}")


@require_safe
def bank_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """`/feeds/experiences.csv` and `.json`: every edition of the network."""
    return _answer(request, bank.experiences_among(bank.editions(clock.now())), kind, "experiences")


def _answer(request: HttpRequest, rows: QuerySet[Submission], kind: str, name: str) -> HttpResponseBase:
    lang = request.GET.get("lang") or "en"
    if lang not in NATIVE:
        raise Http404
    rows = bank.found(rows, wanted_of(request.GET))
    etag = f'"{bank.stamp(rows)}-{kind}-{lang}"'
    asked = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    answer: HttpResponseBase
    if etag in asked or "*" in asked:
        answer = HttpResponse(status=304)
    else:
        found = bank.with_answers(bank.with_people(rows)).iterator(chunk_size=CHUNK)
        lines = _csv(found, lang) if kind == "csv" else _json(found, lang)
        answer = StreamingHttpResponse(lines, content_type=TYPES[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, no-cache"  # a consent that was taken back counts at once
    answer.headers["Access-Control-Allow-Origin"] = "*"
    changed = bank.changed_at(rows)
    if changed is not None:
        answer.headers["Last-Modified"] = http_date(changed.timestamp())
    return answer


def _csv(rows: Iterator[Submission], lang: str) -> Iterator[bytes]:
    texts = [f"{name}_{code}" for code in NATIVE for name in ("title", "summary")]
    return tables.write_csv([*COLUMNS, *texts], (_cells(row, lang) for row in rows))


def _cells(row: Submission, lang: str) -> list[Any]:
    congress, organisation = row.call.congress, row.organisation
    network = organisation.territorial_network
    return [
        row.code,
        address_of(row, lang),
        pick(congress.name, lang),
        congress.starts_on.year,
        pick(row.axis.name, lang) if row.axis else "",
        pick(row.format.name, lang) if row.format else "",
        row.language,
        pick(organisation.name, lang),
        organisation.country,
        pick(network.name, lang) if network else "",
        "; ".join(bank.presenters_of(row)),
        row.title.get(row.language, ""),
        row.summary.get(row.language, ""),
        *(value.get(code, "") for code in NATIVE for value in (row.title, row.summary)),
    ]


def _json(rows: Iterator[Submission], lang: str) -> Iterator[bytes]:
    yield b'{"results": ['
    for at, row in enumerate(rows):
        yield (b",\n" if at else b"\n") + json.dumps(_item(row, lang), ensure_ascii=False).encode()
    yield b"\n]}\n"


def _item(row: Submission, lang: str) -> dict[str, Any]:
    congress, organisation = row.call.congress, row.organisation
    network = organisation.territorial_network
    return {
        "code": row.code,
        "address": address_of(row, lang),
        "congress": {"slug": congress.slug, "name": congress.name, "starts_on": congress.starts_on.isoformat()},
        "axis": {"code": row.axis.code, "name": row.axis.name} if row.axis else None,
        "format": {"code": row.format.code, "name": row.format.name} if row.format else None,
        "language": row.language,
        "title": row.title,
        "summary": row.summary,
        "organisation": {"slug": organisation.slug, "name": organisation.name, "country": organisation.country},
        "network": {"code": network.code, "name": network.name} if network else None,
        "presenters": bank.presenters_of(row),
        "answers": [
            {"code": shown.code, "question": shown.label, "answer": shown.text}
            for shown in bank.public_answers(row, lang)
        ],
    }
