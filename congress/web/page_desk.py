"""What lies on the desk of somebody who edits a page: the page, its language, its form, and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common import fields, formats
from common.actors import Actor, names_of
from congress.actions.pages import PageChanged, sentence
from congress.models import Congress, Page
from congress.queries.pages import answers_of, around, working
from congress.rules.blocks import Block, compared, filled, kind_of, said, tidied
from congress.rules.page_faults import PLACEHOLDERS, Found, unpublishable
from congress.rules.page_kinds import PRIVACY
from congress.web.block_forms import FORMS, BlockForm
from congress.web.page_form import Library, Sheet, field_of
from congress.web.page_shown import direction_of

REMOVED = "removed_block"  # in the session: what was taken out last, to be put back
UNSAVED = 422


@dataclass(slots=True)
class Desk:
    """One page in one language, and who is writing it."""

    request: HttpRequest
    congress: Congress
    page: Page
    lang: str
    is_owner: bool
    library: Library
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def by(self) -> Actor:
        return self.request.user.as_actor()  # type: ignore[union-attr]

    @property
    def url(self) -> str:
        return f"{page_url(self.page, self.congress)}?lang={self.lang}"

    def back(self, anchor: str = "") -> HttpResponse:
        return redirect(f"{self.url}#{anchor}" if anchor else self.url)


def own_page(congress: Congress, slug: str) -> Page:
    row = congress.pages.filter(slug=slug).first()
    if row is None:
        raise Http404
    return row


def page_url(page: Page, congress: Congress, name: str = "congress-manage-page") -> str:
    return reverse(name, args=[congress.slug, page.slug])


def chosen_language(request: HttpRequest, congress: Congress) -> str:
    """`?lang=` if it is a language of the congress, else the reader's if it is one, else the first."""
    wanted = [request.GET.get("lang", ""), get_language() or "", *congress.languages]
    return next((code for code in wanted if code in congress.languages), "en")


def show(desk: Desk, sheet: Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    text = working(desk.page)
    there = text.languages()
    removed = desk.request.session.get(REMOVED) or [0, ""]
    context = {
        "page": desk.page,
        "title": fields.pick(text.title, desk.lang) or desk.page.slug,
        "sheet": sheet,
        "cards": [_card(n, card, sheet) for n, card in enumerate(sheet.cards)],
        "undescribed": undescribed(desk),
        "count": max((int(card.prefix[1:]) + 1 for card in sheet.cards), default=0),
        "kinds": [(kind, form.title) for kind, form in FORMS.items()],
        "text_lang": desk.lang,
        "lang_name": formats.language_name(desk.lang),
        "direction": direction_of(desk.lang),
        "tabs": [_tab(desk, code, code in there) for code in desk.congress.languages],
        "sources": [(code, formats.language_name(code)) for code in there if code != desk.lang],
        "is_empty": desk.lang not in there,
        "is_owner": desk.is_owner,
        "problems": desk.problems,
        "is_refused": status == UNSAVED,
        "can_restore": removed[:2] == [desk.page.pk, desk.lang],
        "placeholders": PLACEHOLDERS if desk.page.slug == PRIVACY else (),
        "state": page_state(desk.page),
        "zone": desk.congress.timezone,
        "breadcrumbs": crumbs(desk.page, desk.congress),
    } | more
    return render(desk.request, "congress/page_editor.html", context, status=status)


def _card(n: int, card: BlockForm, sheet: Sheet) -> dict[str, Any]:
    name = card.kind if card.kind in ("image", "file") else "logo"
    chosen = card[name].value() if name in card.fields else ""
    return {
        "form": card,
        "title": card.title,
        "kind": card.kind,
        "place": n,
        "number": n + 1,
        "is_first": n == 0,
        "is_last": n == len(sheet.cards) - 1,
        "thumb": sheet.library.thumb({"image": chosen}) if chosen else "",
    }


def _tab(desk: Desk, code: str, is_there: bool) -> dict[str, Any]:
    name = formats.language_name(code)
    return {
        "label": name if is_there else _("%(language)s (nothing yet)") % {"language": name},
        "url": f"{page_url(desk.page, desk.congress)}?lang={code}",
        "is_current": code == desk.lang,
    }


def page_state(page: Page) -> dict[str, str]:
    """How a page stands, as a chip."""
    if not page.is_published:
        return {"label": _("Draft"), "tone": ""}
    if page.draft:
        return {"label": pgettext("page", "Published, changed since"), "tone": "wait"}
    return {"label": pgettext("page", "Published"), "tone": "ok"}


def crumbs(page: Page, congress: Congress, *place: str) -> list[dict[str, str]]:
    """The list of pages, this page, and where one is within it."""
    title = working(page).title
    here = {
        "label": fields.pick(title) or page.slug,
        "url": page_url(page, congress),
        "lang": fields.language_of(title),
    }
    above = {"label": _("Pages"), "url": reverse("congress-manage-pages", args=[congress.slug])}
    return [above, here, *({"label": label, "url": ""} for label in place)]


def problem(n: int, card: BlockForm, name: str, text: str) -> dict[str, str]:
    bound = field_of(card, name) if name else ""
    anchor = card[bound].id_for_label if bound else f"b{n}"
    return {"url": f"#{anchor}", "text": f"{n + 1}. {card.title}: {text}"}


def note_faults(desk: Desk) -> None:
    """What keeps the page from being published: in this language each beside its block, of the others one line."""
    text, answers = working(desk.page), answers_of(desk.congress)
    sheet = Sheet.of_page(desk.page, desk.lang, desk.library)
    for code in text.languages():
        blocks = text.body[code]
        faults = unpublishable(text.title.get(code, ""), blocks, around(code, desk.library.rows, answers))
        wanted = [one for one in faults if one.index is None or filled([blocks[one.index]])]
        if code == desk.lang:
            desk.problems += [_fault(sheet, one) for one in wanted]
        elif wanted:
            words = _("%(language)s: not ready yet") % {"language": formats.language_name(code)}
            url = f"{page_url(desk.page, desk.congress)}?lang={code}&check=1"
            desk.problems.append({"url": url, "text": words})


def undescribed(desk: Desk) -> list[dict[str, str]]:
    """The pictures of the draft that say nothing to whoever cannot see them, in the language on the desk."""
    blocks = working(desk.page).body.get(desk.lang, [])
    found = unpublishable("-", blocks, around(desk.lang, desk.library.rows, {}))
    sheet = Sheet.of_page(desk.page, desk.lang, desk.library)
    return [_fault(sheet, one) for one in found if one.fault.code == "alt_missing"]


def _fault(sheet: Sheet, found: Found) -> dict[str, str]:
    if found.index is None:
        return {"url": "#id_title", "text": sentence(found)}
    return problem(found.index, sheet.cards[found.index], found.field, sentence(found))


def conflict(desk: Desk, sheet: Sheet) -> HttpResponse:
    """Somebody else saved: theirs and mine side by side, mine still in the form and ready to be kept."""
    desk.page = own_page(desk.congress, desk.page.slug)
    theirs, mine = working(desk.page), tidied(sheet.text(desk.lang).blocks)
    pairs = compared(theirs.body.get(desk.lang, []), mine)
    kind, _colon, ident = desk.page.updated_by.partition(":")
    titles = (theirs.title.get(desk.lang, ""), sheet.text(desk.lang).title)
    found = {
        "text": str(PageChanged()),
        "who": names_of([(kind, ident)])[kind, ident],
        "at": desk.page.updated_at,
        "titles": titles if titles[0] != titles[1] else (),
        "pairs": [{"theirs": _side(one), "mine": _side(two), "same": one == two} for one, two in pairs],
    }
    sheet.renew(desk.page, desk.lang)
    return show(desk, sheet, status=409, conflict=found)


def _side(block: Block | None) -> dict[str, Any] | None:
    return {"title": FORMS[kind_of(block)].title, "texts": said(block)} if block is not None else None
