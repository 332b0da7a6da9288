"""`…/manage/pages/<page>/`: the editor of one page in one language, made of forms that work without scripts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from common import clock, formats
from common.api.problems import respond
from common.errors import DomainError, Invalid, TooMany
from common.web.limits import limited
from congress.actions.pages import PageChanged, PageIncomplete, Text, publish_page, save_draft
from congress.actions.pictures import add_file, add_picture
from congress.enums import Role
from congress.models import Page, Picture
from congress.permissions import PAGE_WRITERS, has_role
from congress.queries.pages import working
from congress.rules.blocks import Block, filled, new, tidied
from congress.web.block_forms import FORMS, BlockForm
from congress.web.page_desk import (
    REMOVED,
    Desk,
    chosen_language,
    conflict,
    note_faults,
    own_page,
    page_url,
    problem,
    show,
)
from congress.web.page_form import Library, Sheet
from congress.web.scope import team_congress


@login_required
def edit(request: HttpRequest, congress: str, page: str) -> HttpResponse:
    """Shows the draft; every button keeps all that was typed, and then does its own."""
    edition = team_congress(request, congress, *PAGE_WRITERS)
    lang = chosen_language(request, edition)
    is_owner = has_role(request.user, edition, Role.OWNER)
    desk = Desk(
        request, edition, own_page(edition, page), lang, is_owner, Library.of(edition, lang, may_upload=is_owner)
    )
    if request.method != "POST":
        if "check" in request.GET:
            note_faults(desk)
        return show(desk, Sheet.of_page(desk.page, lang, desk.library))
    sheet = Sheet.typed(request.POST, request.FILES, desk.library)
    verb, _colon, rest = request.POST.get("do", "save").partition(":")
    if verb == "publish" and not is_owner:
        raise Http404
    if verb == "autosave":
        return _autosave(desk, sheet)
    is_sound = sheet.is_valid()
    if not (_take_uploads(desk, sheet) and is_sound):
        desk.problems += [_wrong(n, card, name) for n, card in enumerate(sheet.cards) for name in card.errors]
        return show(desk, sheet, status=422)
    return _save(desk, sheet, verb, rest)


def _wrong(n: int, card: BlockForm, name: str) -> dict[str, str]:
    return problem(n, card, name, str(card.errors[name][0]))


# --- saving -------------------------------------------------------------------------------------
def _save(desk: Desk, sheet: Sheet, verb: str, rest: str) -> HttpResponse:
    text = sheet.text(desk.lang)
    blocks, anchor = _arranged(desk, text.blocks, verb, rest)
    try:
        desk.page = _kept(desk, sheet, Text(desk.lang, text.title, blocks))
        if verb == "publish":
            publish_page(page=desk.page, version=desk.page.version, by=desk.by, now=clock.now())
    except PageChanged:
        return conflict(desk, sheet)
    except PageIncomplete as error:
        messages.error(desk.request, str(error))
        return redirect(f"{desk.url}&check=1")
    except Invalid as error:
        for name, texts in error.fields.items():
            _where, _blank, number = name.partition(" ")
            desk.problems.append({"url": f"#b{number}" if number else "#id_title", "text": str(texts[0])})
        return show(desk, sheet, status=422)
    _remember(desk, text.blocks, verb, rest)
    if verb == "preview":
        return redirect(f"{page_url(desk.page, desk.congress, 'congress-manage-page-preview')}?lang={desk.lang}")
    _say(desk, verb)
    return desk.back(anchor)


def _kept(desk: Desk, sheet: Sheet, text: Text, *, is_automatic: bool = False) -> Page:
    return save_draft(
        page=desk.page,
        text=text,
        version=sheet.version,
        seen=sheet.seen,
        by=desk.by,
        now=clock.now(),
        is_automatic=is_automatic,
    )


def _autosave(desk: Desk, sheet: Sheet) -> HttpResponse:
    """Answers with the new version and mark, or with problem+json."""
    if not sheet.is_valid():
        return JsonResponse({"code": "invalid"}, status=400)
    try:
        row = _kept(desk, sheet, sheet.text(desk.lang), is_automatic=True)
    except DomainError as error:
        return respond(error)
    told = _("Saved at %(time)s") % {"time": formats.clock(clock.now(), desk.congress.zone)}
    return JsonResponse({"version": row.version, "seen": working(row).mark(desk.lang), "text": told})


def _say(desk: Desk, verb: str) -> None:
    texts = {
        "save": _("The draft was saved. Visitors see it once it is published."),
        "publish": _("The page is published."),
        "remove": _("The block was taken out."),
    }
    if verb in texts:
        messages.success(desk.request, texts[verb])
    if verb == "publish":
        missing = [code for code in desk.congress.languages if code not in working(desk.page).languages()]
        if missing:
            names = formats.listing([formats.language_name(code) for code in missing])
            messages.warning(
                desk.request, _("Readers of %(languages)s read it in another language.") % {"languages": names}
            )


def _arranged(desk: Desk, blocks: list[Block], verb: str, rest: str) -> tuple[list[Block], str]:
    """The blocks after a button was pressed, and the place on the page to go back to."""
    rows = list(blocks)
    place, _colon, kind = rest.partition(":")
    n = int(place) if place.isdecimal() and len(place) < 4 else -1
    if verb == "add" and kind in FORMS and n <= len(rows):
        rows.insert(n, new(kind))
        return rows, f"b{n}"
    if verb in ("up", "down") and 0 <= n < len(rows):
        other = min(max(n + (1 if verb == "down" else -1), 0), len(rows) - 1)
        rows[n], rows[other] = rows[other], rows[n]
        return rows, f"b{other}"
    if verb == "remove" and 0 <= n < len(rows):
        return rows[:n] + rows[n + 1 :], "blocks"
    if verb == "restore":
        page, lang, n, block = desk.request.session.get(REMOVED) or [0, "", 0, {}]
        if (page, lang) == (desk.page.pk, desk.lang):
            rows.insert(n, block)
        return rows, f"b{n}"
    if verb == "begin" and not filled(tidied(rows)):
        return working(desk.page).body.get(rest, rows), "blocks"
    return rows, ""


def _remember(desk: Desk, blocks: list[Block], verb: str, rest: str) -> None:
    """Keeps the block that was taken out, so that it can be put back."""
    if verb == "remove" and rest.isdecimal() and int(rest) < len(blocks):
        desk.request.session[REMOVED] = [desk.page.pk, desk.lang, int(rest), blocks[int(rest)]]
    elif verb == "restore":
        desk.request.session.pop(REMOVED, None)


def _take_uploads(desk: Desk, sheet: Sheet) -> bool:
    """Keeps the pictures and files that were sent; False where one was refused."""
    sound = True
    for card in sheet.cards:
        upload = card.files.get(card.add_prefix("upload")) if card.files else None
        if upload is None or "upload" not in card.fields:
            continue
        try:
            if limited(desk.request, "upload"):
                raise TooMany
            name = "logo" if card.kind == "sponsor" else card.kind
            sheet.chose(card, name, _stored(desk, card, upload))
        except DomainError as error:
            sound = False
            card.add_error("upload", str(error))
    return sound


def _stored(desk: Desk, card: BlockForm, upload: Any) -> Picture:
    by, now = desk.by, clock.now()
    if card.kind == "file":
        return add_file(congress=desk.congress, upload=upload, by=by, now=now)
    alt = card.cleaned_data.get("alt") or card.cleaned_data.get("sponsor") or ""
    return add_picture(congress=desk.congress, upload=upload, alt={desk.lang: alt}, by=by, now=now)
