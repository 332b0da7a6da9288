"""Forms of people who register."""

import uuid
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common import formats
from common.fields import pick
from common.marked import marked, option
from common.models import StoredFile
from common.money import Money
from common.web.context import NATIVE
from congress.enums import Part
from congress.models import Congress
from network.models import Organisation
from registration.actions.consents import notice_in_force
from registration.actions.register import Application
from registration.enums import Need
from registration.models import AddOn, Category, Registration
from registration.queries.congresses import offer
from registration.queries.lists import countries_of
from registration.rules.folding import fold

LANGUAGES = [("", "—"), *NATIVE.items()]


def cities() -> list[Any]:
    """Options of a city list, grouped by country, sorted for the reader's language."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for slug, name, country in Organisation.objects.filter(is_active=True).values_list("slug", "name", "country"):
        groups.setdefault(formats.country(country), []).append((slug, pick(name)))
    ordered = sorted(groups.items(), key=lambda group: fold(group[0]))
    return [("", "")] + [(country, sorted(rows, key=lambda row: fold(row[1]))) for country, rows in ordered]


def costs(offered: dict[str, Any]) -> bool:
    """Whether what is offered (queries/congresses.py) has a price above zero."""
    return offered["fee"] is not None and Money.parse(offered["fee"], offered["currency"]).minor > 0


class PersonForm(forms.Form):
    """Who comes, as letters and badges name them."""

    given_name = forms.CharField(
        label=_("Given name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("In any script. If you have one name only, one of the two fields is enough."),
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("given_name") or data.get("family_name")) and "given_name" not in self.errors:
            self.add_error("given_name", _("Please give a given name or a family name."))
        return data


class RegisterForm(PersonForm):
    """One person's registration in a chosen category: only what the category needs."""

    city = forms.ChoiceField(label=_("City or organisation"), required=False)
    position = forms.CharField(
        label=_("Function"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        help_text=_("As it shall stand on your badge, for example: Councillor for education."),
    )
    badge_name = forms.CharField(
        label=_("Name on the badge"),
        max_length=240,
        required=False,
        help_text=_("If it is to differ from your full name."),
    )
    language = forms.ChoiceField(label=_("Language of our letters"), choices=list(NATIVE.items()))
    badge_languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=list(NATIVE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    add_ons = forms.MultipleChoiceField(label=_("Extras"), required=False, widget=forms.CheckboxSelectMultiple)
    waiting_list = forms.BooleanField(label=_("Put me on the waiting list, since the category is full"), required=False)
    proof = forms.FileField(
        label=_("Proof (PDF or picture)"), help_text=_("Only the organisers who decide on your registration see it.")
    )
    privacy = forms.BooleanField(label=_("I have read the privacy notice and agree to it"))
    notice = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    nonce = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        congress: Congress,
        category: Category,
        now: Any,
        invited: frozenset[str] = frozenset(),
        **kwargs: Any,
    ) -> None:
        terms = getattr(congress, "terms", None)
        self.notice_in_force = notice_in_force(congress, terms)
        initial = {"language": get_language() or "en", "nonce": uuid.uuid4(), "notice": self.notice_in_force}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.congress, self.category, self.invited = congress, category, invited
        needs_city = Need.CITY in category.needs or category.eligibility == "member_city"
        self.fields["city"].choices = cities()  # type: ignore[attr-defined]
        self.fields["city"].required = needs_city
        extras = [(row, offer(row, terms, now)) for row in congress.add_ons.all()]
        open_extras = [(row, shown) for row, shown in extras if shown["open"] and shown["places_left"] != 0]
        self.extras_cost = any(costs(shown) for _row, shown in open_extras)
        self.fields["add_ons"].choices = [(row.code, _label(row, shown)) for row, shown in open_extras]  # type: ignore[attr-defined]
        if not open_extras:
            del self.fields["add_ons"]
        if Need.PROOF not in category.needs:
            del self.fields["proof"]
        if not (category.places_left == 0 and category.has_waiting_list):
            del self.fields["waiting_list"]

    def application(self, *, proof: StoredFile | None = None) -> Application:
        data = self.cleaned_data
        return Application(
            category=self.category.code,
            email=data["email"],
            given_name=data["given_name"],
            family_name=data["family_name"],
            language=data["language"],
            organisation=data["city"],
            position=data["position"],
            badge_name=data["badge_name"],
            badge_languages=tuple(data["badge_languages"]),
            consents=("privacy",) if data["privacy"] else (),
            notice=data["notice"],
            add_ons=tuple(data.get("add_ons", ())),
            waiting_list=data.get("waiting_list", False),
            proof=proof,
            invited=data["email"].casefold() in self.invited,
        )

    def ask_again(self) -> None:
        """Shows the privacy notice in force, not agreed to yet; everything else stays as it was typed."""
        self.data = self.data.copy()
        self.data["notice"] = self.notice_in_force
        self.data.pop("privacy", None)


def _label(row: AddOn, shown: dict[str, Any]) -> str:
    fee = Money.parse(shown["fee"], shown["currency"])
    return format_html("{}: {}", marked(row.name), formats.money(fee) if fee else _("Free of charge"))


class DetailsForm(forms.Form):
    """What a person may change by themselves."""

    position = forms.CharField(label=_("Function"), max_length=160, required=False)
    badge_name = forms.CharField(
        label=_("Name on the badge"),
        max_length=240,
        required=False,
        help_text=_("If it is to differ from your full name."),
    )
    badge_languages = forms.MultipleChoiceField(
        label=_("Languages you speak"),
        choices=list(NATIVE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language of our letters"), choices=list(NATIVE.items()))

    @staticmethod
    def initial_of(row: Registration) -> dict[str, Any]:
        return {
            "position": row.person.position,
            "badge_name": row.badge_name,
            "badge_languages": row.badge_languages,
            "language": row.language,
        }


class LostLinkForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class DelegationForm(PersonForm):
    """Opening a city's delegation."""

    city = forms.ChoiceField(label=_("City or organisation"))
    position = forms.CharField(label=_("Function"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language of our letters"), choices=list(NATIVE.items()))
    most = forms.IntegerField(
        label=_("How many people at most"), min_value=2, max_value=30, initial=5, help_text=_("Up to 30.")
    )
    privacy = forms.BooleanField(label=_("I have read the privacy notice and agree to it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"language": get_language() or "en", **kwargs.pop("initial", {})}, **kwargs)
        self.fields["city"].choices = cities()  # type: ignore[attr-defined]


class MemberForm(PersonForm):
    """One member of a delegation."""

    category = forms.ChoiceField(label=_("Category"))
    position = forms.CharField(label=_("Function"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language of our letters"), choices=list(NATIVE.items()))

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories  # type: ignore[attr-defined]
        # A row in which only the lists stand as they were is an empty row.
        self.fields["category"].initial = categories[0][0] if categories else None

    def application(self) -> Application:
        data = self.cleaned_data
        return Application(
            category=data["category"],
            email=data["email"],
            given_name=data["given_name"],
            family_name=data["family_name"],
            language=data["language"],
            position=data["position"],
            # The head states that the member agreed; each confirms it when completing their own details.
            consents=("privacy",),
        )


class FilterForm(forms.Form):
    """The organiser's list of registrations."""

    q = forms.CharField(label=_("Name, city, address or code"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language of letters"), required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        from registration.enums import OF_PAYING, State

        super().__init__(*args, **kwargs)
        unused = () if congress.uses(Part.FEES) else OF_PAYING
        states = [(code, label) for code, label in State.choices if code not in unused]
        self.fields["state"].choices = [("", _("All")), ("holding", _("Hold a place")), *states]  # type: ignore[attr-defined]
        rows = congress.categories.all()
        self.fields["category"].choices = [("", _("All")), *[(row.code, option(row.name)) for row in rows]]  # type: ignore[attr-defined]
        countries = sorted(
            ((code, formats.country(code)) for code in countries_of(congress)), key=lambda row: fold(row[1])
        )
        self.fields["country"].choices = [("", _("All")), *countries]  # type: ignore[attr-defined]
        languages = [(code, formats.language_name(code)) for code in NATIVE]
        self.fields["language"].choices = [("", _("All")), *languages]  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, as it stands in the letter"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
