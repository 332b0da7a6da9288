"""The calls of a congress, for everybody."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Liaison
from common import clock, fields, formats
from common.errors import DomainError
from common.marked import marked
from common.web.page import form_error
from congress.actions.submission import start_draft
from congress.enums import Eligibility
from congress.models import Call, Congress, LateCode
from congress.queries.calls import moves_of
from congress.queries.submission import own_submissions
from congress.rules.guidance import blocks_of, headed
from congress.web.page_shown import rows_of
from congress.web.scope import public_congress
from congress.web.shown import chip, title_of
from congress.web.start_form import StartForm
from congress.web.submission_form import format_label
from network.models import Organisation

SEEN = "late_codes"  # {number of a call: number of a code that this browser has entered}


def calls(request: HttpRequest, congress: str) -> HttpResponse:
    """Every call of the congress with its dates; a single one is shown at once."""
    edition = public_congress(request, congress)
    rows = list(edition.calls.all())
    if len(rows) == 1:
        return _call_page(request, edition, rows[0])
    context = {
        "calls": [{"call": row, "url": call_url(row), "window": window_chip(row)} for row in rows],
        "zone": edition.timezone,
    }
    return render(request, "congress/calls.html", context)


def call(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """One call: guidance, dates, formats, criteria, and one's own submissions."""
    edition = public_congress(request, congress)
    return _call_page(request, edition, find_call(edition, call))


@login_required
def new(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The first step of a draft."""
    edition = public_congress(request, congress)
    row = find_call(edition, call)
    person = request.user.person  # type: ignore[union-attr]
    late = late_entry(request, row)
    form = StartForm(request.POST or None, call=row, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = start_draft(
                call=row,
                author=person,
                organisation=form.organisation,
                content=form.content,
                by=request.user.as_actor(),  # type: ignore[union-attr]
                now=clock.now(),
                late_code=late or kept_code(request, row),
            )
            return redirect("congress-submission-edit", edition.slug, row.code, made.code)
        except DomainError as error:
            form_error(form, error)
    context = {
        "call": row,
        "form": form,
        "shut": "" if request.method == "POST" else shut(row, late),
        "until": late.expires_at if late else row.closes_at,
        "zone": edition.timezone,
        "breadcrumbs": crumbs(row, _("New draft")),
    }
    return render(request, "congress/new.html", context)


def find_call(congress: Congress, code: str) -> Call:
    """The call of that code in that congress; else 404."""
    row = congress.calls.select_related("congress", "form").filter(code=code).first()
    if row is None:
        raise Http404
    row.congress = congress
    return row


def kept_code(request: HttpRequest, call: Call) -> LateCode | None:
    """The late access code that this browser has entered for a call, while it is worth something."""
    number = request.session.get(SEEN, {}).get(str(call.pk))
    if number is None:
        return None
    row = LateCode.objects.filter(pk=number, call=call, revoked_at__isnull=True, expires_at__gt=clock.now()).first()
    if row is not None:
        row.call = call
    return row


def late_entry(request: HttpRequest, call: Call) -> LateCode | None:
    """The late access code that lets this browser begin after the end; None while the call is open."""
    code = kept_code(request, call) if call.place(clock.now()) == "closed" else None
    return code if code is not None and code.used < code.max_uses else None


def shut(call: Call, late: LateCode | None) -> str:
    """Why nobody can begin to write now: "before" or "closed"; "" where one can."""
    place = call.place(clock.now())
    return "" if place == "open" or late is not None else place


def call_url(call: Call) -> str:
    return reverse("congress-call", args=[call.congress.slug, call.code])


def crumbs(call: Call, *rest: str | tuple[str, str]) -> list[dict[str, str]]:
    """From the calls down to this page."""
    trail = [
        {"label": _("Calls"), "url": reverse("congress-call", args=[call.congress.slug])},
        {"label": marked(call.title), "url": call_url(call)},
    ]
    return trail + [{"label": item} if isinstance(item, str) else {"label": item[0], "url": item[1]} for item in rest]


def window_chip(call: Call) -> dict[str, str]:
    """Whether a call is open, as label and tone."""
    place = call.place(clock.now())
    labels = {"before": _("Not open yet"), "open": _("Open"), "closed": _("Closed")}
    return {"label": labels[place], "tone": {"before": "wait", "open": "ok", "closed": ""}[place], "code": place}


def _call_page(request: HttpRequest, congress: Congress, row: Call) -> HttpResponse:
    own: list[dict[str, Any]] = []
    if request.user.is_authenticated:
        own = [
            {"submission": s, "title": title_of(s), "chip": chip(s.state)}
            for s in own_submissions(request.user).filter(call=row)
        ]
    window = window_chip(row)
    context = {
        "call": row,
        "kind": "" if fields.pick(row.title) == row.get_kind_display() else row.get_kind_display(),
        "window": window,
        "zone": congress.timezone,
        "languages": formats.listing([formats.language_name(code) for code in row.languages]),
        "eligibility": Eligibility(row.eligibility).label,
        "formats": [{"label": format_label(f)} for f in row.formats.all()],
        "criteria": list(row.criteria.all()),
        **_guidance(row),
        "own": own,
        "moves": [move for move in moves_of(row) if move.is_extension],
        "late": late_entry(request, row),
        "cities": _cities(request),
    }
    return render(request, "congress/call.html", context)


def _cities(request: HttpRequest) -> list[Organisation]:
    """The cities for which the visitor speaks. One query."""
    if not request.user.is_authenticated:
        return []
    spoken = Liaison.objects.speaking(clock.now().date()).general().filter(person__user=request.user)
    return list(Organisation.objects.filter(pk__in=spoken.values("organisation")).order_by("slug"))


def _guidance(call: Call) -> dict[str, Any]:
    """The guidance as the organiser's pages are shown, beneath its own heading, and without the title once more."""
    lang = fields.language_of(call.guidance)
    heading, blocks = headed(blocks_of(fields.pick(call.guidance)), fields.pick(call.title, lang))
    rows = rows_of(call.congress, blocks, lang, {})
    return {
        "guidance_heading": heading,
        "guidance": [{**row, "is_sub": True} if row["kind"] == "h" else row for row in rows],
    }
