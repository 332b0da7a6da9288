"""The organiser's registrations: list, one, approvals, export."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from common.fields import pick
from common.rehearsals import file_name
from common.tables import write_csv
from congress.models import Congress
from congress.permissions import has_role
from congress.web.scope import team_congress
from registration.actions import manage
from registration.enums import State
from registration.models import Registration
from registration.permissions import READ, WRITE
from registration.queries.lists import found
from registration.queries.refunds import refund_on_cancelling
from registration.rules.states import may_follow
from registration.web.forms import FilterForm, RefuseForm
from registration.web.mine import TONES


def listing(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/registrations/`: search and filters; the same filters export as CSV."""
    event = team_congress(request, congress, *READ)
    form = FilterForm(request.GET or None, congress=event)
    rows = _filtered(event, form)
    if request.GET.get("format") == "csv":
        return _csv(event, rows)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for row in page:
        row.tone = TONES.get(State(row.state), "")
    return render(request, "registration/manage_list.html", {"congress": event, "form": form, "page_obj": page})


def _filtered(event: Congress, form: FilterForm) -> Any:
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    names = ("state", "category", "country", "language")
    return found(event, text=data.get("q", ""), **{name: data.get(name, "") for name in names})


def _csv(event: Congress, rows: Any) -> StreamingHttpResponse:
    header = [
        "code",
        "state",
        "category",
        "given_name",
        "family_name",
        "email",
        "city",
        "country",
        "language",
        "created_at",
    ]

    def lines() -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=500):
            city = row.organisation
            yield [
                row.code,
                row.state,
                row.category.code,
                row.person.given_name,
                row.person.family_name,
                row.person.email,
                pick(city.name) if city else "",
                city.country if city else "",
                row.language,
                row.created_at.isoformat(),
            ]

    response = StreamingHttpResponse(write_csv(header, lines()), content_type="text/csv; charset=utf-8")
    name = file_name(f"registrations-{event.slug}.csv", is_rehearsal=event.is_rehearsing)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def one(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """One registration, with what may be done to it and its history."""
    event = team_congress(request, congress, *READ)
    row = _row(event, code)
    can_write = has_role(request.user, event, *WRITE)
    if request.method == "POST":
        if not can_write:
            raise Http404
        return _act(request, row)
    context = {
        "congress": event,
        "row": row,
        "tone": TONES.get(State(row.state), ""),
        "add_ons": [chosen.add_on for chosen in row.chosen_add_ons.select_related("add_on")],
        "consents": row.consents.all(),
        "refuse_form": RefuseForm(),
        "can_approve": can_write and row.state == State.AWAITING_APPROVAL,
        "can_cancel": can_write and may_follow(row.state, State.CANCELLED),
        "back": refund_on_cancelling(row, clock.now()),
        "can_write": can_write,
    }
    return render(request, "registration/manage_one.html", context)


def _row(event: Congress, code: str) -> Registration:
    rows = Registration.objects.select_related(
        "congress", "category", "person", "organisation", "order", "delegation__organisation", "proof"
    )
    row = rows.filter(congress=event, code=code).first()
    if row is None:
        raise Http404
    return row


def proof(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """The proof of one registration, for those who decide on it; sent as an attachment, never shown in place."""
    event = team_congress(request, congress, *WRITE)
    file = _row(event, code).proof
    if file is None:
        raise Http404
    response = FileResponse(default_storage.open(file.name), content_type=file.content_type, as_attachment=True)
    suffix = {"application/pdf": "pdf", "image/png": "png"}.get(file.content_type, "jpg")
    response.headers["Content-Disposition"] = f'attachment; filename="proof-{code}.{suffix}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _act(request: HttpRequest, row: Registration) -> HttpResponse:
    by, now, verb = request.user.as_actor(), clock.now(), request.POST.get("verb")
    try:
        if verb == "approve":
            manage.approve(registration=row, by=by, now=now)
            messages.success(request, _("Admitted. A letter is on its way."))
        elif verb == "refuse":
            form = RefuseForm(request.POST)
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            manage.refuse(registration=row, reason=reason, by=by, now=now)
            messages.success(request, _("Not admitted. A letter is on its way."))
        elif verb == "cancel":
            manage.cancel(registration=row, by=by, now=now)
            messages.success(request, _("Cancelled. A letter is on its way."))
        elif verb == "void_badge":
            manage.void_badge(registration=row, by=by, now=now)
            messages.success(request, _("The old badge is void. Print a new one."))
        elif verb == "send_link":
            manage.resend_link(registration=row, now=now)
            messages.success(request, _("The link goes to the person's address."))
        else:
            raise Http404
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(request.path)
