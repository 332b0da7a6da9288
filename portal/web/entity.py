"""`…/manage/settings/entity/`: the legal entity that is paid, and the currency."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import is_secretariat
from common import clock
from congress.enums import Role
from congress.web.scope import team_congress
from congress.web.settings_page import edited, posted
from payments.models import Book, Issuer
from portal.actions.entity import choose_entity
from portal.queries.entities import choosable, is_shared
from portal.web import choices
from portal.web.card_keys import card_keys
from portal.web.settings_forms import EntityForm
from registration.models import Terms


def entity(request: HttpRequest, congress: str) -> HttpResponse:
    """Chooses one of the legal entities known here, changes it, or enters a new one."""
    event = team_congress(request, congress, Role.OWNER)
    terms = Terms.objects.select_related("book__issuer").filter(congress=event).first()
    book = terms.book if terms else None
    current = book.issuer if book else None
    is_all = is_secretariat(request.user, clock.now().date())
    known = choosable(event, request.user, everything=is_all, now=clock.now())
    form = _form(request, known, current, book)
    may_change = current is not None and (is_all or not is_shared(current, event))

    def save() -> None:
        data = form.cleaned_data
        choose_entity(
            congress=event,
            issuer=next((row for row in known if row.code == data["issuer"]), None),
            facts=form.facts() if not data["issuer"] or (may_change and data["issuer"] == current.code) else None,
            currency=data["currency"],
            by=request.user.as_actor(),
            now=clock.now(),
        )

    shared = _("Other congresses use this legal entity as well: only the network's secretariat changes its data.")
    context: dict[str, Any] = {
        "title": _("Legal entity"),
        "lead": _("Its address and numbers stand on every invoice."),
        "keys": card_keys(current) if current else [],
        "note": shared if current is not None and not may_change else "",
    }
    back = reverse("portal-settings-entity", args=[event.slug])
    return edited(request, form, save, back=back, context=context, template="portal/settings_entity.html")


def _form(request: HttpRequest, known: list[Issuer], current: Issuer | None, book: Book | None) -> EntityForm:
    money = choices.money(book.currency if book else "")
    initial = {"currency": book.currency if book else "EUR"}
    return EntityForm(posted(request), known=known, current=current, currencies=money, initial=initial)
