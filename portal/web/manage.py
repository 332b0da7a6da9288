"""`…/manage/`: the organiser's dashboard, outbox, audit trail and look."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock, mailing
from common.actions.audit import private_of
from common.errors import DomainError
from common.models import AuditEntry, QueuedMail
from common.web.page import form_error
from congress.actions.look import set_look
from congress.enums import Role
from congress.models import Congress
from congress.permissions import roles_of
from congress.web.scope import team_congress
from portal.queries import dashboard

EVERYBODY = tuple(role for role in Role.values if role != Role.COMMITTEE)
Link = dict[str, Any]


def manage(request: HttpRequest, congress: str) -> HttpResponse:
    """What happened, in figures, each with the list behind it; a role sees its own rooms."""
    event = team_congress(request, congress, *EVERYBODY)
    roles = roles_of(request.user, event)
    context = {
        "rooms": rooms(event, roles),
        "sections": dashboard.sections(event, roles, clock.now()),
        "charts": dashboard.charts(event) if roles & {Role.OWNER, Role.REGISTRATION, Role.AUDITOR} else [],
    }
    return render(request, "portal/manage.html", context)


def rooms(event: Congress, roles: frozenset[str]) -> list[Link]:
    """Where each role works; nothing that it may not open."""
    book = event.terms.book.code if getattr(event, "terms", None) and event.terms.book else ""
    entries: list[tuple[str, str, list[str], set[str]]] = [
        (_("Registrations"), "registration-manage-list", [event.slug], {"owner", "registration", "desk", "auditor"}),
        (_("Payments"), "payments-orders", [book], {"owner", "treasurer", "auditor"} if book else set()),
        (_("Call and committee"), "congress-manage-call", [event.slug], {"owner", "chair", "deputy", "auditor"}),
        (_("Programme"), "programme-manage", [event.slug], {"owner", "programme", "interpreters", "auditor"}),
        (_("Study visits"), "visits-manage", [event.slug], {"owner", "visits", "guide", "auditor"}),
        (_("Door and scanners"), "registration-door", [event.slug], {"owner", "door", "desk", "safety"}),
        (_("Letters"), "portal-outbox", [event.slug], {"owner", "registration", "desk", "auditor"}),
        (_("Look"), "portal-look", [event.slug], {"owner"}),
        (_("Audit trail"), "portal-audit", [event.slug], {"owner", "auditor"}),
    ]
    return [{"label": label, "url": reverse(name, args=args)} for label, name, args, who in entries if roles & who]


def outbox(request: HttpRequest, congress: str) -> HttpResponse:
    """Every letter of the congress, secrets masked; the undeliverable ones are people to telephone."""
    event = team_congress(request, congress, Role.OWNER, Role.REGISTRATION, Role.DESK, Role.AUDITOR)
    state = request.GET.get("state", "")
    rows = QueuedMail.objects.filter(scope=event.slug)
    if state in QueuedMail.State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-id"), 50).get_page(request.GET.get("page"))
    failed = QueuedMail.objects.filter(scope=event.slug, state=QueuedMail.State.FAILED).count()
    context = {"page_obj": page, "failed": failed, "state": state, "zone": event.timezone}
    return render(request, "portal/outbox.html", context)


def letter(request: HttpRequest, congress: str, pk: int) -> HttpResponse:
    event = team_congress(request, congress, Role.OWNER, Role.REGISTRATION, Role.DESK, Role.AUDITOR)
    row = QueuedMail.objects.filter(scope=event.slug, pk=pk).first()
    if row is None:
        raise Http404
    body = mailing.plain(mailing.mask(row.body))
    return render(request, "portal/letter.html", {"row": row, "body": body, "zone": event.timezone})


def audit_trail(request: HttpRequest, congress: str) -> HttpResponse:
    """Who, when, what, before and after."""
    event = team_congress(request, congress, Role.OWNER, Role.AUDITOR)
    rows = AuditEntry.objects.filter(scope=event.slug).order_by("-id")
    verb, subject = request.GET.get("verb", "")[:60], request.GET.get("subject", "")[:120]
    if verb:
        rows = rows.filter(verb=verb)
    if subject:
        rows = rows.filter(subject_label=subject)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for row in page:
        row.private_parts = private_of(row)
    _name_actors(page)
    return render(request, "portal/audit.html", {"page_obj": page, "zone": event.timezone, "subject": subject})


def _name_actors(page: Any) -> None:
    """Puts a name to the users among the actors, as it is today; what is kept is their number."""
    ids = {int(row.actor_id) for row in page if row.actor_kind == "user" and row.actor_id.isdecimal()}
    users = User.objects.select_related("person").filter(pk__in=ids)
    names = {str(user.pk): user.person.full_name or user.email for user in users}
    kinds = {
        "system": _("the system"),
        "public": _("a visitor"),
        "holder": _("the holder of the link"),
        "device": _("a scanner"),
        "token": _("a tool"),
    }
    for row in page:
        row.actor_name = names.get(row.actor_id, "") if row.actor_kind == "user" else kinds.get(row.actor_kind, "")


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
