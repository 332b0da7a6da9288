"""`…/manage/`: the organiser's dashboard, outbox and look."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, formats, mailing
from common.errors import DomainError
from common.models import QueuedMail
from common.rehearsals import both_scopes
from common.web.page import form_error
from congress.actions.look import set_look
from congress.enums import Role
from congress.models import Congress
from congress.permissions import roles_of
from congress.web.scope import team_congress
from portal.queries import charts, dashboard
from portal.queries.checklist import Item, checklist
from portal.web import letter_words
from portal.web.parts import is_used
from portal.web.stage_words import announcement_note

EVERYBODY = tuple(role for role in Role.values if role != Role.COMMITTEE)
Link = dict[str, Any]


def manage(request: HttpRequest, congress: str) -> HttpResponse:
    """What happened, in figures, each with the list behind it; a role sees its own rooms."""
    event = team_congress(request, congress, *EVERYBODY)
    roles = roles_of(request.user, event)
    context = {
        "checklist": left(event, clock.now()) if Role.OWNER in roles and event.is_rehearsing else None,
        "rooms": rooms(event, roles),
        "sections": dashboard.sections(event, request.user, roles, clock.now()),
        "charts": charts.charts(event, roles),
        "unseen": announcement_note(request, event),
    }
    return render(request, "portal/manage.html", context)


def left(event: Congress, now: datetime) -> dict[str, Any]:
    """The checklist as tasks: what is left, what forbids publishing first among it, and what is done."""
    items = checklist(event, now)
    todo = sorted((item for item in items if not item.is_done), key=lambda item: not item.is_blocking)
    done = [item for item in items if item.is_done]
    return {
        "left": [_as_task(item) for item in todo],
        "done": [{"title": item.label, "url": item.url, "tone": "ok", "state": _("Done")} for item in done],
        "is_ready": not any(item.is_blocking for item in todo),
        "count": len(done),
        "total": len(items),
        "text": _("%(done)s of %(total)s") % {"done": formats.number(len(done)), "total": formats.number(len(items))},
    }


def _as_task(item: Item) -> dict[str, Any]:
    tone, state = ("warn", _("Needed")) if item.is_blocking else ("wait", _("Advisable"))
    return {"title": item.label, "url": item.url, "detail": item.detail, "tone": tone, "state": state}


def rooms(event: Congress, roles: frozenset[str]) -> list[Link]:
    """Where each role works; nothing that it may not open."""
    shelf = getattr(getattr(event, "terms", None), "shown_book", None)
    book = shelf.code if shelf else ""
    entries: list[tuple[str, str, list[str], set[str]]] = [
        (_("Registrations"), "registration-manage-list", [event.slug], {"owner", "registration", "desk", "auditor"}),
        (_("Payments"), "payments-orders", [book], {"owner", "treasurer", "auditor"} if book else set()),
        (_("Refund rule"), "registration-refunds", [event.slug], {"owner", "treasurer", "auditor"}),
        (_("Team"), "congress-team", [event.slug], {"owner", "auditor"}),
        (_("Work plan"), "congress-plan", [event.slug], set(EVERYBODY)),
        (_("Call and committee"), "congress-manage-call", [event.slug], {"owner", "chair", "deputy", "auditor"}),
        (
            _("Presenters"),
            "registration-presenters",
            [event.slug],
            {"owner", "registration", "chair", "deputy", "auditor"},
        ),
        (_("Programme"), "programme-manage", [event.slug], {"owner", "programme", "interpreters", "auditor"}),
        (_("Study visits"), "visits-manage", [event.slug], {"owner", "visits", "guide", "auditor"}),
        (_("Door and scanners"), "registration-door", [event.slug], {"owner", "door", "desk", "safety"}),
        (_("Certificates"), "programme-certificates", [event.slug], {"owner", "registration", "auditor"}),
        (_("Letters"), "portal-outbox", [event.slug], {"owner", "registration", "auditor"}),
        (_("Words of the letters"), "portal-letter-texts", [event.slug], {"owner", "translator", "auditor"}),
        (_("Translations"), "portal-translations", [event.slug], {"owner", "translator"}),
        (_("Pages"), "congress-manage-pages", [event.slug], {"owner", "translator", "auditor"}),
        (_("Settings"), "portal-settings", [event.slug], {"owner"}),
        (_("Look"), "portal-look", [event.slug], {"owner"}),
        (_("Audit trail"), "portal-audit", [event.slug], {"owner", "auditor"}),
        (_("Openings"), "portal-openings", [event.slug], {"owner", "auditor"}),
        (
            _("Publish") if event.is_rehearsing else _("State of the congress"),
            "portal-publish",
            [event.slug],
            {"owner"},
        ),
        (_("Next edition"), "portal-copy", [event.slug], {"owner"}),
        (_("Export"), "portal-export", [event.slug], {"owner"}),
    ]
    return [
        {"label": label, "url": reverse(name, args=args)}
        for label, name, args, who in entries
        if roles & who and is_used(event, name)
    ]


def outbox(request: HttpRequest, congress: str) -> HttpResponse:
    """Every letter of the congress, secrets masked; the undeliverable ones are people to telephone."""
    event = team_congress(request, congress, Role.OWNER, Role.REGISTRATION, Role.AUDITOR)
    state = request.GET.get("state", "")
    rows = QueuedMail.objects.filter(scope__in=both_scopes(event.slug))
    if state in QueuedMail.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-id"), 50).get_page(request.GET.get("page"))
    failed = QueuedMail.objects.filter(scope__in=both_scopes(event.slug), state=QueuedMail.State.FAILED).count()
    context = {
        "page_obj": page,
        "letters": letter_words.listed(page),
        "failed": failed,
        "tabs": letter_words.tabs(state),
        "actions": _outbox_actions(request, event),
        "zone": event.timezone,
    }
    return render(request, "portal/outbox.html", context)


def _outbox_actions(request: HttpRequest, event: Congress) -> list[Link]:
    if not roles_of(request.user, event) & {Role.OWNER, Role.AUDITOR}:
        return []
    return [{"label": _("Words of the letters"), "url": reverse("portal-letter-texts", args=[event.slug])}]


def letter(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    event = team_congress(request, congress, Role.OWNER, Role.REGISTRATION, Role.AUDITOR)
    row = QueuedMail.objects.filter(scope__in=both_scopes(event.slug), pk=pk).first()
    if row is None:
        raise Http404
    body = mailing.plain(mailing.mask(row.body))
    context = {"row": row, "body": body, "attached": letter_words.attached(row), "zone": event.timezone}
    return render(request, "portal/letter.html", context)


class LookForm(forms.Form):
    primary_colour = forms.CharField(label=gettext_lazy("Main colour"), max_length=7, help_text="#0b4f6c")
    accent_colour = forms.CharField(label=gettext_lazy("Accent colour"), max_length=7, help_text="#b3431e")
    logo = forms.FileField(label=gettext_lazy("Logo (PNG or JPEG)"), required=False)
    header_image = forms.FileField(label=gettext_lazy("Header image (PNG or JPEG)"), required=False)


def look(request: HttpRequest, congress: str) -> HttpResponse:
    """Colours, logo and header image; contrast is checked on saving."""
    event = team_congress(request, congress, Role.OWNER)
    initial = {"primary_colour": event.primary_colour, "accent_colour": event.accent_colour}
    form = LookForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_look(congress=event, by=request.user.as_actor(), now=clock.now(), **form.cleaned_data)
            messages.success(request, _("The look of the congress is saved."))
            return redirect(request.path)
        except DomainError as error:
            form_error(form, error)
    return render(request, "portal/look.html", {"form": form}, status=422 if form.errors else 200)
