"""Signing in and out."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import sign_in as actions
from accounts.models import User
from accounts.web.forms import AddressForm, CodeForm, PasswordSignInForm
from common import clock
from common.errors import DomainError, TooMany
from common.web.limits import limited
from common.web.page import form_error, next_url

# The asking browser's secret, the address as typed, and where to go on to.
SESSION_KEY = "sign_in"


def _onward(request: HttpRequest) -> str:
    return next_url(request, "")


def _with_next(name: str, onward: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': onward})}" if onward else reverse(name)


def _entrance(request: HttpRequest, template: str, form: Any, onward: str, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": onward,
        "ask_url": _with_next("accounts-sign-in", onward),
        "password_url": _with_next("accounts-sign-in-password", onward),
    }
    return render(request, template, context, status=status)


def _limited(request: HttpRequest, email: str) -> bool:
    # Both are counted always, so that a refused attempt costs and tells the same for every address.
    by_client = limited(request, "sign_in")
    by_address = limited(request, "sign_in_address", key=f"address:{email.lower()}")
    return by_client or by_address


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Asks for an address and sends a code; every address gets the same answer."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _entrance(request, "accounts/sign_in.html", form, onward, 400 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    if _limited(request, email):
        form_error(form, TooMany())
        return _entrance(request, "accounts/sign_in.html", form, onward, 429)
    browser = actions.ask_code(email=email, language=get_language() or "en", now=clock.now())
    clear_login(request)
    request.session[SESSION_KEY] = {"browser": browser, "email": email, "next": onward}
    return redirect("accounts-sign-in-code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Takes the six digits in the browser that asked for them."""
    asked = request.session.get(SESSION_KEY)
    if request.user.is_authenticated or not asked:
        return redirect(reverse("accounts-sign-in"))
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if limited(request, "code"):
            form_error(form, TooMany())
            status = 429
        elif form.is_valid():
            try:
                user = actions.use_code(
                    browser=asked["browser"],
                    code=form.cleaned_data["code"],
                    now=clock.now(),
                    language=get_language() or "en",
                )
            except DomainError as error:
                form_error(form, error)
                status = error.status
            else:
                return enter(request, user, asked["next"], "code")
    context = {"form": form, "email": asked["email"], "ask_url": _with_next("accounts-sign-in", asked["next"])}
    return render(request, "accounts/sign_in_code.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Takes address and password; unknown addresses get the same answer after the same hash."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    form = PasswordSignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            email = form.cleaned_data["email"]
            try:
                if _limited(request, email):
                    raise TooMany()
                user = actions.use_password(email=email, password=form.cleaned_data["password"])
            except DomainError as error:
                form_error(form, error)
                status = error.status
            else:
                return enter(request, user, onward, "password")
    return _entrance(request, "accounts/sign_in_password.html", form, onward, status)


def enter(request: HttpRequest, user: User, onward: str, method: str) -> HttpResponse:
    """Signs in, by way of the second factor where the user has one; allauth cycles the session."""
    request.session.pop(SESSION_KEY, None)
    # Whoever has just signed in is not asked again at once; so a forgotten password can be set anew.
    record_authentication(request, user, method=method, reauthenticated=True)
    if not user.person.full_name:
        # A newcomer says who they are before anything is written in their name.
        onward = (
            f"{reverse('accounts-profile')}?{urlencode({'next': onward})}" if onward else reverse("accounts-profile")
        )
    return perform_login(request, Login(user=user, redirect_url=onward or None))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out by POST; a GET shows the button."""
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    logout(request)
    return HttpResponseRedirect(next_url(request, "/"))
