"""`…/manage/translations/`: every missing or outdated text of a congress, side by side with its original."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from common import clock, formats
from common.actions.translations import digest_of
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from portal.actions.translation import Saved, translate
from portal.queries.copied import old_texts
from portal.queries.translation import units
from portal.rules.translation import (
    DONE,
    MISSING,
    OUTDATED,
    STATES,
    Given,
    Unit,
    counted,
    known_translations,
)
from portal.web import text_words as words
from portal.web.text_places import place_of

WORKERS = (Role.OWNER, Role.TRANSLATOR)
EACH = 20  # texts of a page
OPEN = "open"
DIGEST = 64


def event_in(request: HttpRequest, congress: str, language: str) -> Congress:
    """The congress of an address, for those who translate it into one of its languages."""
    event = team_congress(request, congress, *WORKERS)
    if language not in event.languages:
        raise Http404
    return event


@login_required
def translations(request: HttpRequest, congress: str) -> HttpResponse:
    """How far each language is."""
    event = team_congress(request, congress, *WORKERS)
    found = units(event)
    context = {
        "rows": [_progress(event, found, code) for code in event.languages],
        "old": len(old_texts(event, found)),
        "old_url": reverse("portal-copied", args=[event.slug]) + "#texts",
    }
    return render(request, "portal/translations.html", context)


def _progress(event: Congress, found: list[Unit], language: str) -> dict[str, Any]:
    counts = counted(found, language)
    total = sum(counts.values())
    of = {"done": formats.number(counts[DONE]), "total": formats.number(total)}
    return {
        "code": language,
        "name": formats.language_name(language),
        "url": reverse("portal-translation", args=[event.slug, language]),
        "file_url": reverse("portal-translation-file", args=[event.slug, language]),
        "import_url": reverse("portal-translation-import", args=[event.slug, language]),
        "done": counts[DONE],
        "total": total,
        "text": _("%(done)s of %(total)s") % of,
        "lead": _("%(done)s of %(total)s texts are translated.") % of,
        "missing": counts[MISSING],
        "outdated": counts[OUTDATED],
    }


class FilterForm(forms.Form):
    """Which texts are shown."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Of what"), required=False)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(OPEN, _("missing or outdated")), *((code, words.STATES[code][0]) for code in STATES)]
        self.fields["state"].choices = [*states, ("all", _("all"))]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("everything")), *((kind, words.KINDS[kind]) for kind in kinds)]  # type: ignore[attr-defined]


@dataclass
class Shown:
    """What of a language is asked for: texts of a kind in a state."""

    state: str = OPEN
    kind: str = ""

    def has(self, unit: Unit, language: str) -> bool:
        state = unit.state(language)
        if self.state == OPEN and state == DONE:
            return False
        return (self.state in (OPEN, "all") or state == self.state) and self.kind in ("", unit.kind)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, congress: str, language: str) -> HttpResponse:
    """Twenty texts with their originals, saved at once; what somebody changed meanwhile is shown, nothing lost."""
    event = event_in(request, congress, language)
    saved, typed = None, {}
    if request.method == "POST":
        given, typed = _given(request.POST, {unit.key: unit for unit in units(event)}, language)
        saved = translate(congress=event, language=language, given=given, by=request.user.as_actor(), now=clock.now())
        if saved.taken or saved.still or not saved.refused:
            messages.success(request, _told(saved))
        if not saved.refused:
            return redirect(request.get_full_path())
    found = [unit for unit in units(event) if unit.concerns(language)]
    kinds = [kind for kind in words.KINDS if any(unit.kind == kind for unit in found)]
    form = FilterForm({"state": OPEN, **request.GET.dict()}, kinds=kinds)
    asked = Shown(form.cleaned_data["state"] or OPEN, form.cleaned_data["kind"]) if form.is_valid() else Shown()
    page = Paginator([unit for unit in found if asked.has(unit, language)], EACH).get_page(request.GET.get("page"))
    shown = [unit for unit in found if unit.key in saved.refused] if saved else list(page)
    old = words.old_words(old_texts(event, shown))
    desk = Desk(event, language, known_translations(found, language), typed, saved, old)
    context = {
        "rows": [_row(unit, n, desk) for n, unit in enumerate(shown)],
        "page_obj": None if saved else page,
        "form": form,
        "refused": len(saved.refused) if saved else 0,
        "language": language,
        "direction": formats.direction(language),
        "progress": _progress(event, found, language),
        "is_archived": event.is_archived,
    }
    return render(request, "portal/translation.html", context, status=409 if saved else 200)


def _given(data: Mapping[str, str], known: dict[str, Unit], language: str) -> tuple[list[Given], dict[str, str]]:
    """What was typed, and {key: text}. A suggestion that was ticked is taken where nothing was typed."""
    offered = known_translations(known.values(), language)
    given, typed = [], {}
    for name, text in data.items():
        key = name.removeprefix("text:")
        if key == name or len(name) > 200:
            continue
        if f"use:{key}" in data and not text.strip() and key in known:
            text = offered.get((known[key].original, known[key].source), "")
        typed[key] = text
        source, seen = data.get(f"source:{key}", "")[:DIGEST], data.get(f"seen:{key}", "")[:DIGEST]
        given.append(Given(key, text, source, seen, is_current=f"still:{key}" in data))
    return given[: 10 * EACH], typed


def _told(saved: Saved) -> str:
    taken, still = saved.taken, len(saved.still)
    told = []
    if taken or not still:
        told.append(ngettext("%(n)s text is saved.", "%(n)s texts are saved.", taken) % {"n": formats.number(taken)})
    if still:
        text = ngettext("%(n)s text is marked as still right.", "%(n)s texts are marked as still right.", still)
        told.append(text % {"n": formats.number(still)})
    return " ".join(told)


@dataclass
class Desk:
    """What stands about the rows of a page: the work, what is known already, what was typed and what came of it."""

    event: Congress
    language: str
    known: dict[tuple[str, str], str]
    typed: dict[str, str]
    saved: Saved | None
    old: dict[str, str]  # {key: what of the edition before it names} of texts to look over

    def problem(self, unit: Unit) -> str:
        """Why a text was not kept, in words."""
        if self.saved is None or unit.key not in self.saved.refused:
            return ""
        return self.saved.sentences.get(unit.key) or words.sentence(self.saved.outcomes[unit.key], unit)


def _row(unit: Unit, n: int, desk: Desk) -> dict[str, Any]:
    now, state = unit.texts.get(desk.language, ""), unit.state(desk.language)
    text, problem = desk.typed.get(unit.key, now), desk.problem(unit)
    return {
        "n": n,
        "key": unit.key,
        "where": words.where(unit),
        "state": state,
        "label": words.STATES[state][0],
        "tone": words.STATES[state][1],
        "source": unit.source,
        "source_lang": unit.original,
        "source_dir": formats.direction(unit.original),
        "source_name": formats.language_name(unit.original),
        "source_digest": unit.digest,
        "text": text,
        "seen": digest_of(now),
        "theirs": now if problem and now != text else "",
        "problem": problem,
        "rows": min(12, max(2, len(unit.source) // 60 + unit.source.count("\n") + 1)) if unit.has_lines else 0,
        "limit": unit.limit,
        "is_fixed": unit.is_fixed,
        "url": place_of(unit, desk.event, desk.language),
        "old": desk.old.get(unit.key, ""),
        "offered": "" if now else desk.known.get((unit.original, unit.source), ""),
        "asks": state == OUTDATED and not unit.is_fixed,
    }
