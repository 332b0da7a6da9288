"""The sealed log of a call for its auditors: whether it holds, its entries, and the whole of it as lines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from common import formats
from common.rehearsals import file_name
from congress.enums import InterestState, Lapse, LogKind, Outcome
from congress.models import Call, LogEntry
from congress.permissions import READERS, reads_log
from congress.queries.log import links, verified
from congress.rules.log import line
from congress.web.call import find_call
from congress.web.chair import chair_context
from congress.web.scope import team_congress

PAGE = 50
LABELS = dict(LogKind.choices)
WORDS = {
    "given": pgettext_lazy("a reading, in the sealed log", "Given"),
    "taken_back": pgettext_lazy("a reading, in the sealed log", "Taken back"),
    "recused": pgettext_lazy("a reading, in the sealed log", "The reader recused themselves"),
    "confirmed": pgettext_lazy("a place, in the sealed log", "Confirmed"),
    "declined": pgettext_lazy("a place, in the sealed log", "Declined"),
    **dict(Lapse.choices),
}


@login_required
@require_safe
def log(request: HttpRequest, congress: str, call: str) -> HttpResponse | StreamingHttpResponse:
    """What the chain says of itself, and how anybody verifies it; `?format=jsonl` takes it away."""
    row = find_call(team_congress(request, congress, *READERS), call)
    if not reads_log(request.user, row):
        raise Http404
    if request.GET.get("format") == "jsonl":
        return _lines(row)
    verdict = verified(row)
    page = Paginator(LogEntry.objects.filter(call=row).order_by("-number"), PAGE).get_page(request.GET.get("page"))
    context = chair_context(request, row, "log") | {
        "verdict": verdict,
        "page_obj": page,
        "rows": [_row(entry) for entry in page],
    }
    return render(request, "congress/manage_log.html", context)


def _row(entry: LogEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "kind": LABELS.get(entry.kind, entry.kind),
        "submission": entry.content.get("submission", ""),
        "what": _what(entry),
        "digest": entry.digest,
    }


def _what(entry: LogEntry) -> str:
    """What happened, in words; the file keeps the codes."""
    content = entry.content
    if entry.kind == LogKind.DECISION and not content.get("outcome"):
        return _("No decision yet")
    if entry.kind == LogKind.OFFER:
        return _("To %(code)s") % {"code": content.get("what", "")}
    if content.get("until"):
        return _("Until %(day)s") % {"day": formats.day(date.fromisoformat(content["until"]))}
    names: tuple[tuple[str, dict[str, Any]], ...] = (
        ("outcome", dict(Outcome.choices)),
        ("act", WORDS),
        ("what", WORDS),
        ("state", dict(InterestState.choices)),
    )
    found = (str(words.get(content[name], content[name])) for name, words in names if content.get(name))
    return next(found, _("None"))


def _lines(call: Call) -> StreamingHttpResponse:
    """JSON lines, one link each, in canonical form: the very bytes that the digests are computed from, and those."""

    def lines() -> Iterator[str]:
        for link in links(call):
            yield line(link) + "\n"

    response = StreamingHttpResponse(lines(), content_type="application/jsonl; charset=utf-8")
    name = file_name(f"log-{call.congress.slug}-{call.code}.jsonl", is_rehearsal=call.congress.is_rehearsing)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
