"""The experience bank: of one congress, of all editions of the network, and one experience."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common import clock, formats
from common.fields import pick
from common.marked import option
from common.web.context import NATIVE
from congress.models import Congress, Submission
from congress.permissions import roles_of
from congress.queries import bank
from congress.rules.bank import LONGEST, Wanted, wanted_of
from congress.web.scope import public_congress
from congress.web.shown import answers_of, send_answer
from network.rules.search import fold
from portal.web.experience_data import described
from programme.queries.sessions import session_of_submission
from questions.enums import Audience

PAGE = 24
FIRST = ("q", "axis", "country")  # the other filters unfold


class FilterForm(forms.Form):
    """Words and filters; a filter that has nothing to choose from is left out."""

    use_required_attribute = False

    def __init__(self, data: Any, *, found: bank.Choices, editions: list[Congress] | None) -> None:
        super().__init__(data)
        self.fields["q"] = forms.CharField(label=_("Words"), max_length=LONGEST, required=False, widget=_search())
        self._add("axis", _("Axis"), _axes(found, editions))
        self._add("country", _("Country"), _sorted((code, formats.country(code)) for code in found.countries))
        if editions is not None:
            self._add("edition", _("Edition"), [(row.slug, option(row.name)) for row in editions])
            years = sorted({str(row.starts_on.year) for row in editions}, reverse=True)
            self._add("year", _("Year"), [(year, year) for year in years])
        self._add("network", _("Territorial network"), _sorted((row.code, option(row.name)) for row in found.networks))
        self._add("format", _("Format"), [(row.code, option(row.name)) for row in found.formats])
        names = _sorted((code, formats.language_name(code)) for code in found.languages)
        self._add("language", _("Original language"), names)

    def _add(self, name: str, label: str, choices: list[Any]) -> None:
        if choices:
            self.fields[name] = forms.ChoiceField(label=label, choices=[("", _("All")), *choices], required=False)

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in FIRST]

    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in FIRST]

    def is_unfolded(self) -> bool:
        """Whether one of the filters that unfold is in use."""
        return any(self.data.get(name) for name in self.fields if name not in FIRST)


def _search() -> forms.Widget:
    return forms.TextInput(attrs={"type": "search", "autocomplete": "off"})


def _sorted(choices: Any) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: fold(choice[1]))


def _axes(found: bank.Choices, editions: list[Congress] | None) -> list[Any]:
    """The axes of a congress; among editions those of each under its name."""
    if editions is None:
        return [(row.code, option(row.name)) for row in found.axes]
    groups: dict[int, list[Any]] = {}
    for row in found.axes:
        groups.setdefault(row.congress_id, []).append((f"{row.congress.slug}/{row.code}", option(row.name)))
    return [(f"{pick(row.name)}, {row.starts_on.year}", groups[row.pk]) for row in editions if row.pk in groups]


@require_safe
def listing(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/experiences/`: what a congress publishes, by words and filters."""
    event = public_congress(request, congress)
    context = _found(request, bank.experiences_of(event), None) | {
        "clear_url": reverse("portal-experiences", args=[event.slug]),
        "files": _files(request, [event.slug]),
        "book_url": reverse("portal-book", args=[event.slug]),
        "bank_url": reverse("portal-bank") if event.is_listed else "",
    }
    return render(request, "portal/experiences.html", context)


@require_safe
def bank_page(request: HttpRequest) -> HttpResponse:
    """`/{lang}/experiences/`: the experiences of every edition that is open to the public."""
    editions = bank.editions(clock.now())
    context = _found(request, bank.experiences_among(editions), editions) | {
        "clear_url": reverse("portal-bank"),
        "files": _files(request, []),
        "is_bank": True,
    }
    return render(request, "portal/experiences.html", context)


def _found(request: HttpRequest, rows: QuerySet[Submission], editions: list[Congress] | None) -> dict[str, Any]:
    wanted = wanted_of(request.GET)
    found = bank.choices(rows)
    shown = [row for row in editions if row.pk in found.editions] if editions is not None else None
    page = Paginator(bank.found(rows, wanted), PAGE).get_page(request.GET.get("page"))
    return {
        "form": FilterForm(request.GET, found=found, editions=shown),
        "page_obj": page,
        "is_filtered": wanted != Wanted(),
    }


def _files(request: HttpRequest, args: list[str]) -> list[dict[str, str]]:
    """The files of what is shown, filters and all."""
    query = request.GET.copy()
    query.pop("page", None)
    query["lang"] = get_language() or "en"
    name = "portal-experiences" if args else "portal-bank"
    return [
        {
            "label": _("List as %(kind)s") % {"kind": kind.upper()},
            "type": kind_of_file,
            "url": f"{reverse(f'{name}-{kind}', args=args)}?{query.urlencode()}",
        }
        for kind, kind_of_file in (("csv", "text/csv"), ("json", "application/json"))
    ]


@require_safe
def experience(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """`…/experiences/{code}/`: one experience, with the session where it is told; 410 once it is withdrawn."""
    event = public_congress(request, congress)
    row = _published(event, code)
    if row is None:
        if bank.was_published(event, code):
            return _gone(request)
        raise Http404
    lang = get_language() or "en"
    reads = event.programme_window.is_open(clock.now()) or bool(roles_of(request.user, event))
    is_translated = lang != row.language and bool(row.summary.get(lang))
    context = {
        "row": row,
        "presenters": bank.presenters_of(row),
        "answers": answers_of(row, Audience.PUBLIC, at=("portal-experience-file", event.slug, code)),
        "shown_lang": lang if is_translated else row.language,
        "summary": row.summary.get(lang if is_translated else row.language) or pick(row.summary),
        "is_translated": is_translated,
        "original_title": row.title.get(row.language, "") if is_translated or row.title.get(lang) else "",
        "original": row.summary.get(row.language, "") if is_translated else "",
        "direction": formats.direction(row.language),
        "others": [code for code in NATIVE if code not in (lang, row.language) and row.summary.get(code)],
        "session": session_of_submission(row) if reads else None,
        "zone": event.timezone,
        "data": described(row, bank.presenters_of(row), lang),
        "breadcrumbs": [
            {"label": _("Experiences"), "url": reverse("portal-experiences", args=[event.slug])},
            {"label": pick(row.organisation.name)},
        ],
    }
    return render(request, "portal/experience.html", context)


@require_safe
def answer_file(request: HttpRequest, congress: str, code: str, key: str) -> FileResponse:
    """A file that was sent as an answer which everybody may read."""
    row = _published(public_congress(request, congress), code)
    if row is None:
        raise Http404
    return send_answer(row, key, Audience.PUBLIC)


def _published(event: Congress, code: str) -> Submission | None:
    rows = bank.with_answers(bank.with_people(bank.experiences_of(event)))
    row: Submission | None = rows.filter(code=code).first()
    return row


def _gone(request: HttpRequest) -> HttpResponse:
    context = {
        "status": 410,
        "refusal_title": _("This experience is no longer published"),
        "refusal_text": _("Whoever wrote it has taken it back. The other experiences can be read as before."),
    }
    return render(request, "refusal.html", context, status=410)
