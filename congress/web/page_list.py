"""`…/manage/pages/`: the congress's own pages, new ones, their order, and what ends one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import clock, fields, formats
from common.actors import names_of
from common.errors import DomainError
from common.models import AuditEntry
from common.web.page import form_error
from congress.actions.pages import arrange_pages, discard_draft, make_page, remove_page, unpublish_page
from congress.enums import Role, Verb
from congress.models import Congress, Page
from congress.permissions import PAGE_READERS, PAGE_WRITERS, has_role
from congress.queries.pages import Working, working
from congress.rules.page_faults import MOST_TITLE
from congress.rules.page_kinds import HOME, TITLES, begun, titles_of
from congress.rules.slugs import proposed
from congress.web.page_desk import chosen_language, crumbs, own_page, page_state, page_url
from congress.web.page_shown import shown
from congress.web.scope import team_congress


@login_required
def pages(request: HttpRequest, congress: str) -> HttpResponse:
    """Every page with its languages and how it stands; the buttons move it, or put it in or out of the menu."""
    edition = team_congress(request, congress, *PAGE_READERS)
    is_owner = has_role(request.user, edition, Role.OWNER)
    rows = list(edition.pages.all())
    if request.method == "POST":
        if not is_owner:
            raise Http404
        verb, _colon, slug = request.POST.get("do", "").partition(":")
        order, menu = _moved(rows, verb, slug)
        arrange_pages(congress=edition, order=order, menu=menu, by=_actor(request), now=clock.now())
        return redirect(f"{request.path}#page-{slug}" if slug else request.path)
    context = {
        "rows": [_row(row, edition, n == 0, n == len(rows) - 1) for n, row in enumerate(rows)],
        "is_owner": is_owner,
        "can_write": has_role(request.user, edition, *PAGE_WRITERS),
        "zone": edition.timezone,
    }
    return render(request, "congress/manage_pages.html", context)


def _moved(rows: list[Page], verb: str, slug: str) -> tuple[list[str], set[str]]:
    """The order of slugs and the menu after a button was pressed."""
    order, menu = [row.slug for row in rows], {row.slug for row in rows if row.in_menu}
    if slug in order and verb in ("up", "down"):
        n = order.index(slug)
        other = min(max(n + (1 if verb == "down" else -1), 0), len(order) - 1)
        order[n], order[other] = order[other], order[n]
    if verb == "show":
        menu.add(slug)
    elif verb == "hide":
        menu.discard(slug)
    return order, menu


def _row(row: Page, edition: Congress, is_first: bool, is_last: bool) -> dict[str, Any]:
    text = working(row)
    there = text.languages()
    title_lang = fields.language_of(text.title)
    return {
        "page": row,
        "title": fields.pick(text.title) or row.slug,
        "title_lang": title_lang if title_lang != get_language() else "",
        "state": page_state(row),
        "there": formats.listing([formats.language_name(code) for code in there]),
        "missing": formats.listing([formats.language_name(code) for code in edition.languages if code not in there]),
        "url": page_url(row, edition),
        "is_home": row.slug == HOME,
        "is_first": is_first,
        "is_last": is_last,
    }


class NewPageForm(forms.Form):
    """A page of its own: a title in each language, of which one is enough, and a word for the address."""

    slug = forms.CharField(
        label=gettext_lazy("Word in the address"),
        help_text=gettext_lazy("Small letters, figures and hyphens. Left empty, it is made from the first title."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages:
            label = _("Title in %(language)s") % {"language": formats.language_name(code)}
            widget = forms.TextInput(attrs={"lang": code, "dir": "auto"})
            self.fields[f"title_{code}"] = forms.CharField(
                label=label, max_length=MOST_TITLE, required=False, widget=widget
            )
        self.order_fields([*(f"title_{code}" for code in languages), "slug"])

    @property
    def titles(self) -> dict[str, str]:
        given = {name.removeprefix("title_"): text for name, text in self.cleaned_data.items() if name != "slug"}
        return {code: text for code, text in given.items() if text}

    @property
    def slug_or_proposed(self) -> str:
        return self.cleaned_data["slug"] or next(
            (found for text in self.titles.values() if (found := proposed(text))), ""
        )


@login_required
def new(request: HttpRequest, congress: str) -> HttpResponse:
    """A well-known page by one button, or one of its own."""
    edition = team_congress(request, congress, Role.OWNER)
    kind = request.POST.get("kind", "")
    form = NewPageForm(request.POST if request.method == "POST" and not kind else None, languages=edition.languages)
    if request.method == "POST" and (kind in TITLES or form.is_valid()):
        slug, titles = (kind, titles_of(kind, edition.languages)) if kind else (form.slug_or_proposed, form.titles)
        body = {code: blocks for code in edition.languages if (blocks := begun(slug, code))}
        try:
            row = make_page(
                congress=edition,
                slug=slug,
                title=titles or {edition.languages[0]: slug},
                body=body,
                by=_actor(request),
                now=clock.now(),
            )
            return redirect(page_url(row, edition))
        except DomainError as error:
            if kind:
                messages.error(request, str(error))
                return redirect(request.path)
            form_error(form, error)
    taken = set(edition.pages.values_list("slug", flat=True))
    kinds = [(slug, fields.pick(title)) for slug, title in TITLES.items() if slug not in taken]
    status = 422 if form.errors else 200
    return render(request, "congress/manage_page_new.html", {"form": form, "kinds": kinds}, status=status)


# --- what ends a page, or its draft -------------------------------------------------------------
@login_required
def ending(request: HttpRequest, congress: str, page: str, verb: str) -> HttpResponse:
    """Asks before throwing a draft away, taking a page off the public pages, or removing it; then does so."""
    edition = team_congress(request, congress, Role.OWNER)
    row = own_page(edition, page)
    actions = {"discard": discard_draft, "unpublish": unpublish_page, "remove": remove_page}
    done = {
        "discard": _("The draft was thrown away. Visitors read what they read before."),
        "unpublish": _("The page is no longer public. Its text is kept as a draft."),
        "remove": _("The page was removed."),
    }
    if request.method == "POST":
        actions[verb](page=row, by=_actor(request), now=clock.now())
        messages.success(request, done[verb])
        gone = verb == "remove"
        return redirect(reverse("congress-manage-pages", args=[edition.slug]) if gone else page_url(row, edition))
    title = fields.pick(working(row).title) or row.slug
    context = {"page": row, "title": title, "verb": verb, "breadcrumbs": crumbs(row, edition)}
    return render(request, "congress/manage_page_end.html", context)


# --- looking ------------------------------------------------------------------------------------
@login_required
@require_GET
def preview(request: HttpRequest, congress: str, page: str) -> HttpResponse:
    """The draft as wide as a telephone or a screen, beside the way to the public page."""
    edition = team_congress(request, congress, *PAGE_READERS)
    row = own_page(edition, page)
    lang = chosen_language(request, edition)
    is_wide = request.GET.get("width") == "desktop"
    context = {
        "page": row,
        "shown": shown(edition, working(row), lang),
        "text_lang": lang,
        "is_wide": is_wide,
        "tabs": [
            {"label": label, "url": f"?lang={lang}&width={width}", "is_current": is_wide == (width == "desktop")}
            for width, label in (("phone", _("Telephone")), ("desktop", _("Screen")))
        ],
        "languages": [
            {
                "label": formats.language_name(code),
                "url": f"?lang={code}&width={request.GET.get('width', 'phone')[:8]}",
                "is_current": code == lang,
            }
            for code in edition.languages
        ],
        "state": page_state(row),
        "breadcrumbs": crumbs(row, edition, _("Preview")),
        "can_write": has_role(request.user, edition, *PAGE_WRITERS),
    }
    return render(request, "congress/manage_page_preview.html", context)


@login_required
@require_GET
def history(request: HttpRequest, congress: str, page: str) -> HttpResponse:
    """Who did what to a page, when, in which languages; `?version=` reads what was public then."""
    edition = team_congress(request, congress, *PAGE_READERS)
    row = own_page(edition, page)
    entries = AuditEntry.objects.filter(scope=edition.slug, subject_kind="page", subject_id=str(row.pk)).order_by("-id")
    rows = list(entries[:200])
    names = names_of([(entry.actor_kind, entry.actor_id) for entry in rows])
    wanted = request.GET.get("version", "")
    release = row.releases.filter(version=wanted).first() if wanted.isdecimal() and len(wanted) < 10 else None
    lang = chosen_language(request, edition)
    context = {
        "page": row,
        "title": fields.pick(working(row).title) or row.slug,
        "entries": [_entry(entry, names[entry.actor_kind, entry.actor_id]) for entry in rows],
        "release": release,
        "shown": shown(edition, Working(release.title, release.body), lang) if release is not None else None,
        "zone": edition.timezone,
        "breadcrumbs": crumbs(row, edition, _("Who changed what")),
    }
    return render(request, "congress/manage_page_history.html", context)


def _entry(entry: AuditEntry, name: str) -> dict[str, Any]:
    languages = entry.after.get("languages", [])
    return {
        "at": entry.at,
        "who": name,
        "what": Verb(entry.verb).label if entry.verb in Verb.values else entry.verb,
        "languages": formats.listing([formats.language_name(code) for code in languages]),
        "version": entry.after.get("version") if entry.verb == Verb.PAGE_PUBLISHED else None,
    }


def _actor(request: HttpRequest) -> Any:
    return request.user.as_actor()  # type: ignore[union-attr]
