"""`…/manage/copied/`: what a copy was begun with, whether its rules fit its dates, and what still speaks of before."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common import clock, formats
from common.fields import pick
from common.transfer.shift import Shift
from congress.enums import Role
from congress.models import Congress
from congress.permissions import has_role
from congress.web.scope import team_congress
from portal.actions.old_texts import look_over
from portal.queries.copied import OldText, old_texts, source_of
from portal.queries.copying import prospect
from portal.web import edition_words
from portal.web import text_words as words
from portal.web.text_places import place_of, settings_of

EACH = 20  # texts of a page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copied(request: HttpRequest, congress: str) -> HttpResponse:
    """What came along; a POST takes texts that are right as they stand off the list."""
    event = team_congress(request, congress, Role.OWNER, Role.TRANSLATOR)
    source = source_of(event)
    if source is None:
        return redirect("portal-manage", event.slug)
    if request.method == "POST":
        by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
        done = look_over(congress=event, keys=request.POST.getlist("right")[: 2 * EACH], by=by, now=now)
        if done:
            said = ngettext("%(n)s text is looked over.", "%(n)s texts are looked over.", done)
            messages.success(request, said % {"n": formats.number(done)})
        return redirect(f"{request.path}#texts")
    found = prospect(event, Shift(0, event.zone, event.zone), clock.now())
    page = Paginator(old_texts(event), EACH).get_page(request.GET.get("page"))
    context = {
        "source_name": pick(source.name) or source.slug,
        "taken": edition_words.taken(found),
        "faults": _faults(event, found.faults),
        "past": edition_words.moved(found.past, event.zone, event.zone),
        "page_obj": page,
        "rows": [_row(event, one, has_role(request.user, event, Role.OWNER)) for one in page],
        "is_archived": event.is_archived,
    }
    return render(request, "portal/copied.html", context)


def _faults(event: Congress, found: list[tuple[str, dict[str, str]]]) -> list[dict[str, str]]:
    """Each with the page on which it is mended."""
    rows = []
    for code, name in found:
        sentence, page = edition_words.NOW[code]
        text = formats.labelled(pick(name), str(sentence)) if name else str(sentence)
        rows.append({"text": text, "url": reverse(page, args=[event.slug])})
    return rows


def _row(event: Congress, one: OldText, is_owner: bool) -> dict[str, Any]:
    return {
        "key": one.key,
        "where": words.where(one.unit),
        "language": formats.language_name(one.language),
        "lang": one.language,
        "dir": formats.direction(one.language),
        "text": one.text,
        "words": _("names: {words}").format(words=formats.listing(formats.quoted(word) for word in one.words)),
        "url": (settings_of if is_owner else place_of)(one.unit, event, one.language),
    }
