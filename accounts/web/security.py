"""One's own security: password, second factors, API tokens."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import tokens as token_actions
from accounts.actions.people import change_password
from accounts.enums import Scope
from accounts.models import ApiToken
from accounts.web.factors import second_factor_needed, shown_recently
from accounts.web.forms import NewPasswordForm, TokenForm
from common import clock
from common.errors import DomainError
from common.web.page import form_error, next_url

# Where a person was going when a second factor was asked for.
ONWARD = "second_factor_onward"


@never_cache
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What protects this account, and where to change it."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("created_at", "pk"))
    kinds = {row.type: row for row in found}
    onward = "" if second_factor_needed(request) else request.session.pop(ONWARD, "")
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "onward": onward,
        "has_password": request.user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": [row.wrap().name for row in found if row.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "can_have_codes": Authenticator.Type.TOTP in kinds or Authenticator.Type.WEBAUTHN in kinds,
    }
    return render(request, "accounts/security.html", context)


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed now, and the two ways to set one up."""
    if not second_factor_needed(request):
        return redirect(next_url(request, "accounts-security"))
    request.session[ONWARD] = next_url(request, "")
    return render(request, "accounts/second_factor.html")


@never_cache
@login_required
@shown_recently
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sets or removes the password, shortly after the person has shown who they are."""
    form = NewPasswordForm(request.user, None)
    now = clock.now()
    if request.method == "POST" and "remove" in request.POST:
        change_password(user=request.user, password=None, by=request.user.as_actor(), now=now)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password was removed. You sign in with a code or a passkey."))
        return redirect("accounts-security")
    if request.method == "POST":
        form = NewPasswordForm(request.user, request.POST)
        if form.is_valid():
            new = form.cleaned_data["password"]
            change_password(user=request.user, password=new, by=request.user.as_actor(), now=now)
            update_session_auth_hash(request, request.user)
            messages.success(request, _("The password is set. Other browsers have been signed out."))
            return redirect("accounts-security")
    context = {"form": form, "has_password": request.user.has_usable_password()}
    return render(request, "accounts/password.html", context, status=400 if form.is_bound else 200)


@never_cache
@login_required
@shown_recently
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's API tokens; a new one is shown once, on the page that answers its making."""
    form, shown, status = TokenForm(request.POST or None), "", 200
    now = clock.now()
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made, shown = token_actions.create_token(
                    user=request.user, by=request.user.as_actor(), now=now, **form.cleaned_data
                )
            except DomainError as error:
                form_error(form, error)
                status = error.status
            else:
                form, status = TokenForm(), 201
    labels = dict(Scope.choices)
    rows = [
        {
            "token": row,
            "scopes": [labels.get(scope, scope) for scope in row.scopes],
            "is_live": row.revoked_at is None and row.expires_at > now,
        }
        for row in ApiToken.objects.filter(user=request.user).order_by("-created_at", "-pk")[:100]
    ]
    context = {"form": form, "shown": shown, "rows": rows}
    return render(request, "accounts/tokens.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revokes one of the person's own tokens."""
    token = ApiToken.objects.filter(pk=pk, user=request.user).first()
    if token is None:
        raise Http404
    token_actions.revoke_token(token=token, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The token was revoked."))
    return redirect("accounts-tokens")
