"""`…/manage/audit/`: who did what, when, before and after; filtered, and as a file."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.actors import KINDS, names_of
from common.tables import write_csv
from congress.enums import Role
from congress.models import Congress
from congress.permissions import reads_sealed, roles_of
from congress.web.scope import team_congress
from portal.queries import trail
from portal.web import trail_words
from portal.web.trail_shown import Reading

PER_PAGE, CHUNK = 50, 500
HEADER = [
    "at", "zone", "who", "actor_kind", "actor_id", "what", "verb", "subject_kind", "subject", "name", "change",
    "rehearsal",
]  # fmt: skip


class TrailForm(forms.Form):
    """What the trail is searched for; wrong values filter nothing."""

    verb = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    actor = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    subject = forms.CharField(label=gettext_lazy("Code"), max_length=120, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, event: Congress, rows: Any) -> None:
        super().__init__(data)
        verbs = sorted((trail_words.verb(code), code) for code in trail.verbs(rows))
        self.fields["verb"].choices = [("", _("Everything")), *((code, label) for label, code in verbs)]  # type: ignore[attr-defined]
        self.fields["actor"].choices = _actors(event, rows, str(data.get("actor", "")))  # type: ignore[attr-defined]

    @property
    def wanted(self) -> trail.Wanted:
        self.is_valid()
        return trail.Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


def _actors(event: Congress, rows: Any, chosen: str) -> list[Any]:
    """Kinds of actors, the people of the team, and whoever else was chosen from an entry."""
    kinds = [(kind, str(KINDS.get(kind, kind))) for kind in trail.kinds(rows)]
    people = trail.team_who_acted(event, rows)
    kind, _colon, ident = chosen.partition(":")
    if ident and (kind, ident) not in people and rows.filter(actor_kind=kind, actor_id=ident).exists():
        people.append((kind, ident))
    names = sorted((name, f"{kind}:{ident}") for (kind, ident), name in names_of(people).items())
    choices: list[Any] = [("", _("Everybody")), *sorted(kinds, key=lambda pair: pair[1])]
    return [*choices, (_("One by one"), [(value, name) for name, value in names])] if names else choices


def audit_trail(request: HttpRequest, congress: str) -> HttpResponse:
    """The entries, fifty a page; `?format=csv` takes those that are shown away, for the owner and the auditor."""
    event = team_congress(request, congress, Role.OWNER, Role.AUDITOR)
    reading = _reading(request, event)
    rows = trail.entries(event, request.user)
    form = TrailForm(request.GET, event=event, rows=rows)
    found = trail.found(rows, form.wanted, event.zone)
    if request.GET.get("format") == "csv":
        if reading.is_sealed:
            raise Http404
        return _csv(reading, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "entries": reading.shown(page.object_list),
        "zone": event.timezone,
        "may_export": not reading.is_sealed,
    }
    return render(request, "portal/audit.html", context)


def _reading(request: HttpRequest, event: Congress) -> Reading:
    book = getattr(getattr(event, "terms", None), "shown_book", None)
    return Reading(
        event=event,
        user=request.user,
        roles=roles_of(request.user, event),
        is_sealed=not reads_sealed(request.user, event),
        book=book.code if book else "",
        currency=book.currency if book else "EUR",
    )


def _csv(reading: Reading, rows: Any) -> StreamingHttpResponse:
    """The entries in the reader's words; names that are kept sealed are not taken away: no erasure reaches a file."""

    sealed = replace(reading, is_sealed=True)

    def lines() -> Iterator[list[Any]]:
        left = rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(left, CHUNK)):
            yield from (_line(sealed, entry) for entry in sealed.shown(chunk))

    response = StreamingHttpResponse(write_csv(HEADER, lines()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{reading.event.slug}.csv"'
    return response


def _line(reading: Reading, entry: dict[str, Any]) -> list[Any]:
    row, zone = entry["row"], reading.event.zone
    return [
        row.at.astimezone(zone).isoformat(timespec="seconds"),
        zone.key,
        entry["who"],
        row.actor_kind,
        row.actor_id,
        entry["what"],
        row.verb,
        entry["kind"],
        entry["code"],
        entry["name"],
        "; ".join(_change(change) for change in entry["changes"]),
        "yes" if entry["is_rehearsal"] else "",
    ]


def _change(change: dict[str, str]) -> str:
    return f"{change['label']}: {' → '.join(value for value in (change['before'], change['after']) if value)}"
