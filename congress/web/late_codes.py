"""Late access codes: the organisers make and revoke them; an author enters one, or opens its link."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from common import clock, formats
from common.errors import DomainError, TooMany
from common.fields import pick
from common.web.limits import limited
from common.web.page import form_error
from congress.actions import late_codes as actions
from congress.enums import Role
from congress.models import Call, LateCode
from congress.queries.calls import by_late_code
from congress.web.call import SEEN, call_url, crumbs, find_call, kept_code
from congress.web.chair import manage_url
from congress.web.moments import MomentField, bind_moments
from congress.web.scope import public_congress, team_congress

MAKERS = (Role.OWNER, Role.CHAIR, Role.DEPUTY)


class MakeForm(forms.Form):
    max_uses = forms.IntegerField(
        label=gettext_lazy("Experiences that may be handed in with it"),
        min_value=1,
        max_value=actions.MOST_USES,
        initial=1,
    )
    expires_at = MomentField(label=gettext_lazy("Valid until"), required=True, is_end=True)
    note = forms.CharField(
        label=gettext_lazy("For whom, or why"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For the organisers; authors do not see it."),
    )


class EnterForm(forms.Form):
    secret = forms.CharField(
        label=gettext_lazy("Access code"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy("As you received it from the organisers; it begins with “late_”."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The codes of a call; makes one, which is shown once, or revokes one."""
    event = team_congress(request, congress, *MAKERS)
    row = find_call(event, call)
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    if request.method == "POST" and "revoke" in request.POST:
        actions.revoke_late_code(late_code=_code(row, request.POST["revoke"]), by=by, now=now)
        messages.success(request, _("The access code was revoked."))
        return redirect("congress-manage-late", congress, call)
    form = MakeForm(request.POST or None)
    bind_moments(form, event)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = actions.make_late_code(call=row, **form.cleaned_data, by=by, now=now)
            form = MakeForm()
            bind_moments(form, event)
        except DomainError as error:
            form_error(form, error)
    context = {
        "title": _("Late access codes"),
        "eyebrow": pick(row.title),
        "call": row,
        "form": form,
        "rows": [_shown(one, now) for one in row.late_codes.all()],
        "secret": secret,
        "link": f"{settings.PUBLIC_URL}{reverse('congress-late-link', args=[secret])}" if secret else "",
        "zone": event.timezone,
        "back_url": manage_url(row),
    }
    response = render(request, "congress/manage_late.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _code(call: Call, number: str) -> LateCode:
    row = LateCode.objects.select_related("call__congress").filter(call=call, pk=number if number.isdigit() else 0)
    found = row.first()
    if found is None:
        raise Http404
    return found


def _shown(row: LateCode, now: Any) -> dict[str, Any]:
    state, tone = _("Valid"), "ok"
    if row.revoked_at is not None:
        state, tone = _("Revoked"), ""
    elif now >= row.expires_at:
        state, tone = _("Expired"), ""
    elif row.used >= row.max_uses:
        state, tone = _("Used up"), "info"
    return {"row": row, "state": state, "tone": tone, "can_revoke": row.revoked_at is None and now < row.expires_at}


@require_GET
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """`/t/late/{secret}/`: keeps the code in the session, and hides the secret from the address.

    One that is over or used up says so at once.
    """
    if limited(request, "link"):
        raise TooMany()
    row = by_late_code(secret)
    if row is None:
        raise actions.LateCodeUnknown()
    actions.check_late_code(row, clock.now())
    _keep(request, row)
    response = redirect("congress-late", row.call.congress.slug, row.call.code)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """An author types a code, or goes on with the one whose link was opened."""
    event = public_congress(request, congress)
    row = find_call(event, call)
    kept = kept_code(request, row)
    form = EnterForm(request.POST if request.method == "POST" and "go_on" not in request.POST else None)
    if request.method == "POST" and (form.is_valid() or (kept and not form.is_bound)):
        who = {"person": request.user.person, "by": request.user.as_actor(), "now": clock.now()}  # type: ignore[union-attr]
        try:
            if limited(request, "link"):
                raise TooMany()
            if form.is_bound:
                code = actions.enter_late_code(call=row, secret=form.cleaned_data["secret"], **who)
            else:
                code = actions.bind_late_code(late_code=kept, **who)
            _keep(request, code)
            text = _("The access code is valid. You can write and hand in until %(until)s.")
            messages.success(request, text % {"until": formats.deadline(code.expires_at, event.zone)})
            return redirect(call_url(row))
        except DomainError as error:
            if not form.is_bound:
                form = EnterForm(data={"secret": ""})
                form.is_valid()
                form.errors.clear()
            form_error(form, error)
    context = {"call": row, "form": form, "kept": kept, "zone": event.timezone,
               "title": _("Access code"), "breadcrumbs": crumbs(row, _("Access code"))}  # fmt: skip
    return render(request, "congress/late.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, row: LateCode) -> None:
    request.session[SEEN] = {**request.session.get(SEEN, {}), str(row.call_id): row.pk}
