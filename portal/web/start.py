"""`/{lang}/start/`: where an empty installation gets its first owner, and the way there from every other page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.first_owner import Newcomer, claim
from accounts.models import User
from accounts.web.sign_in import enter
from common import clock
from common.errors import DomainError, TooMany
from common.web.context import NATIVE
from common.web.limits import limited
from common.web.page import form_error


class StartForm(forms.Form):
    code = forms.CharField(
        label=_("Code printed by the server"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "code long", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Twelve letters and figures, such as K7WQ-3M9H-RT4X."),
    )
    given_name = forms.CharField(
        label=_("Given name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You sign in with it: a code comes by letter, without any password."),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Only if you like one beside the code by letter: at least 12 characters."),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            password_validation.validate_password(password)
        return password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Takes the code that the server printed, and who one is; there is no such page once somebody can sign in."""
    if settings.DEMO or User.objects.exists():
        raise Http404
    form = StartForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if limited(request, "code"):
            form_error(form, TooMany())
            status = 429
        elif form.is_valid():
            try:
                user = _claim(form)
            except DomainError as error:
                form_error(form, error)
                status = error.status
            else:
                return enter(request, user, reverse("portal-congress-new"), "code")
    # Nobody can sign in yet, so the frame offers no way to.
    return render(request, "portal/start.html", {"form": form, "sign_in_url": ""}, status=status)


def _claim(form: StartForm) -> User:
    data = dict(form.cleaned_data)
    newcomer = Newcomer(
        given_name=data["given_name"],
        family_name=data["family_name"],
        email=data["email"],
        language=get_language() or "en",
        password=data["password"],
    )
    return claim(code=data["code"], newcomer=newcomer, now=clock.now())


class StartFirst:
    """Leads every page to the first owner's while nobody can sign in. Costs nothing once somebody has been seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_owned = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # Pages for people alone: machines go on asking for the process's health or the API.
        is_page = request.path == "/" or request.path.split("/")[1] in NATIVE
        if self.is_owned or settings.DEMO or not is_page or view is start:
            return None
        self.is_owned = User.objects.exists()
        if self.is_owned:
            return None
        lang = translation.get_language_from_request(request, check_path=True)
        with translation.override(lang if lang in NATIVE else "en"):
            return redirect("portal-start")
