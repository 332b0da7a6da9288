"""One's own name, as letters, badges and the programme give it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.people import name_person
from accounts.models import Person
from common import clock
from common.web.context import NATIVE
from common.web.page import next_url


class ProfileForm(forms.Form):
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=120, required=False)
    family_name = forms.CharField(
        label=gettext_lazy("Family name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("In any script. If you have one name only, one of the two fields is enough."),
    )
    position = forms.CharField(label=gettext_lazy("Function"), max_length=160, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of our letters"), choices=list(NATIVE.items()))
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("given_name") or data.get("family_name")):
            self.add_error("given_name", _("Please give a given name or a family name."))
        return data


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """`/{lang}/me/profile/`: where newcomers say who they are, and others change it."""
    person = request.user.person
    onward = next_url(request, "")
    names = ("given_name", "family_name", "position", "language")
    initial = {**{name: getattr(person, name) for name in names}, "next": onward}
    if not person.full_name:
        # Whoever has registered with this mailbox has said their name once; they may correct it.
        known = Person.objects.filter(email__iexact=person.email).exclude(given_name="", family_name="").last()
        if known is not None:
            initial |= {name: getattr(known, name) for name in names if getattr(known, name)}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in names}
        name_person(person=person, by=request.user.as_actor(), now=clock.now(), **data)
        messages.success(request, _("Your details are saved."))
        return redirect(onward or request.path)
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)
