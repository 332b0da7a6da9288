"""Forms of what a congress offers: terms, categories, extras, fees."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import formats
from common.money import Money, digits
from common.web.texts import TextsField
from congress.models import Congress
from congress.web.moments import MomentField, bind_moments
from congress.web.settings_page import groups_of
from registration.actions.setup import AddOnFacts, CategoryFacts, TermsFacts
from registration.enums import Eligibility, Need
from registration.models import AddOn, Category, Terms
from registration.rules.fees import Period

ROWS = 12  # periods that a table of fees may have


class TermsForm(forms.Form):
    opens_at = MomentField(label=gettext_lazy("Registration opens"))
    closes_at = MomentField(label=gettext_lazy("Registration closes"), is_end=True)
    places = forms.IntegerField(
        label=gettext_lazy("Places in all"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=gettext_lazy("Empty: as many as the categories have."),
    )
    card_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for which an unpaid place is held"), min_value=30, max_value=1440
    )
    transfer_days = forms.IntegerField(
        label=gettext_lazy("Days for a bank transfer to arrive"), min_value=1, max_value=365
    )
    offer_hours = forms.IntegerField(
        label=gettext_lazy("Hours for which a place is kept for somebody from the waiting list"),
        min_value=1,
        max_value=720,
    )
    tax_rate = forms.DecimalField(
        label=gettext_lazy("Tax included in the fees, in percent"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )
    tax_exemption = forms.CharField(
        label=gettext_lazy("Reason for no tax"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As it shall stand on invoices, where the rate is 0."),
    )
    visits_each = forms.IntegerField(label=gettext_lazy("Study visits of each participant at most"), max_value=20)

    def __init__(self, *args: Any, congress: Congress, terms: Terms | None, **kwargs: Any) -> None:
        facts = terms or TermsFacts()
        initial = {name: getattr(facts, name) for name in TermsFacts.__slots__}
        super().__init__(*args, initial=initial, **kwargs)
        if not congress.uses("fees"):
            for name in ("card_minutes", "transfer_days", "tax_rate", "tax_exemption"):
                del self.fields[name]
        if not congress.uses("visits"):
            del self.fields["visits_each"]
        bind_moments(self, congress)
        self.kept = initial

    def groups(self) -> list[dict[str, Any]]:
        return groups_of(
            self,
            (_("When"), ["opens_at closes_at"]),
            (_("Places"), ["places visits_each", "card_minutes transfer_days", "offer_hours"]),
            (_("Tax"), ["tax_rate", "tax_exemption"]),
        )

    def facts(self) -> TermsFacts:
        return TermsFacts(**{**self.kept, **self.cleaned_data})


class CategoryForm(forms.Form):
    eligibility = forms.ChoiceField(label=gettext_lazy("For whom"), choices=Eligibility.choices)
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Only where it is for people of certain countries."),
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked for"),
        required=False,
        choices=Need.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    places = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=gettext_lazy("Empty: no limit of its own."),
    )
    has_waiting_list = forms.BooleanField(label=gettext_lazy("A waiting list when it is full"), required=False)
    is_public = forms.BooleanField(label=gettext_lazy("Shown on the public pages"), required=False)
    is_for_delegations = forms.BooleanField(
        label=gettext_lazy("The head of a city's delegation may register people in it"), required=False
    )
    is_remote = forms.BooleanField(label=gettext_lazy("Takes part from afar"), required=False)
    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(label=gettext_lazy("Closes"), is_end=True)
    colour = forms.CharField(
        label=gettext_lazy("Colour of the band on the badge"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def __init__(self, *args: Any, congress: Congress, category: Category | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(category, CategoryFacts), **kwargs)
        self.fields["countries"].choices = formats.countries(get_language() or "en")  # type: ignore[attr-defined]
        _words(self, congress, category)
        bind_moments(self, congress)
        if not congress.uses("door"):
            del self.fields["colour"]
        self.colour = category.colour if category else "#1d3a5f"

    def groups(self) -> list[dict[str, Any]]:
        flags = ["has_waiting_list", "is_public", "is_for_delegations", "is_remote"]
        return groups_of(
            self,
            (_("Texts"), ["name", "description"]),
            (_("Who"), ["eligibility", "countries", "needs"]),
            (_("Places"), ["places", *flags]),
            (_("When"), ["opens_at closes_at"]),
            (_("Badge"), ["colour"]),
        )

    def facts(self) -> CategoryFacts:
        data = {"colour": self.colour, **self.cleaned_data}
        return CategoryFacts(countries=tuple(data.pop("countries")), needs=tuple(data.pop("needs")), **data)


class AddOnForm(forms.Form):
    places = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=gettext_lazy("Empty: no limit."),
    )
    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(label=gettext_lazy("Closes"), is_end=True)

    def __init__(self, *args: Any, congress: Congress, add_on: AddOn | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_initial(add_on, AddOnFacts), **kwargs)
        self.add_on = add_on
        _words(self, congress, add_on)
        bind_moments(self, congress)

    def groups(self) -> list[dict[str, Any]]:
        return groups_of(
            self,
            (_("Texts"), ["name", "description"]),
            (_("Places"), ["places"]),
            (_("When"), ["opens_at closes_at"]),
        )

    def facts(self) -> AddOnFacts:
        waits = self.add_on.has_waiting_list if self.add_on else False
        return AddOnFacts(has_waiting_list=waits, **self.cleaned_data)


def _initial(row: Any, facts: Any) -> dict[str, Any]:
    """The values of a row, or those with which a new one begins."""
    names = [name for name in facts.__slots__ if name not in ("name", "description")]
    start = row or facts(name={}, description={})
    return {name: getattr(start, name) for name in names}


def _words(form: forms.Form, congress: Congress, row: Category | AddOn | None) -> None:
    said = {"languages": congress.languages}
    name = TextsField(label=_("Name"), kept=row.name if row else {}, max_length=120, **said)
    about = TextsField(
        label=_("Description"), kept=row.description if row else {}, max_length=600, rows=3, required=False, **said
    )
    form.fields = {"name": name, "description": about, **form.fields}


class FeesForm(forms.Form):
    """A table of fees: each period begins where the one before ends, so that exactly one applies at any instant."""

    def __init__(self, *args: Any, congress: Congress, fees: list[Any], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        # Two lines more than there are, or as many as were sent.
        sent = sum(f"amount_{n}" in self.data for n in range(ROWS))
        self.count = max(min(len(fees) + 2, ROWS), len(fees), sent)
        for n in range(self.count):
            fee = fees[n] if n < len(fees) else None
            self.fields[f"amount_{n}"] = forms.CharField(
                label=_("Fee {number} in {currency}").format(number=n + 1, currency=currency),
                required=False,
                max_length=16,
                initial=formats.figures(fee.amount) if fee else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
            )
            self.fields[f"until_{n}"] = MomentField(
                label=_("Fee {number} applies until").format(number=n + 1),
                initial=fee.ends_at if fee else None,
                is_end=True,
            )
        bind_moments(self, congress, says_zone=False)

    def rows(self) -> list[dict[str, Any]]:
        return [{"amount": self[f"amount_{n}"], "until": self[f"until_{n}"]} for n in range(self.count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.periods: list[Period] = []
        start = None
        used = [n for n in range(self.count) if data.get(f"amount_{n}") or data.get(f"until_{n}")]
        for n in used:
            amount, until = self._amount(n), data.get(f"until_{n}")
            if amount is None or f"until_{n}" in self.errors:
                continue
            if until is None and n != used[-1]:
                self.add_error(f"until_{n}", _("Please say until when this fee applies, since another follows."))
            elif until is not None and n == used[-1]:
                text = _("After this nothing would apply. Leave it empty, or enter the fee that follows.")
                self.add_error(f"until_{n}", text)
            elif until is not None and start is not None and until <= start:
                self.add_error(f"until_{n}", _("It ends before the period above it does: the two overlap."))
            self.periods.append(Period(amount, start, until))
            start = until
        return data

    def _amount(self, n: int) -> Money | None:
        typed = self.cleaned_data.get(f"amount_{n}", "")
        plain = typed.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        if "," in plain and "." not in plain:
            plain = plain.replace(",", ".")
        try:
            found = Money.parse(plain, self.currency)
        except ValueError:
            found = None
        if found is None or found.minor < 0:
            sentence = _("Please write an amount, such as {example}.")
            example = "300.00" if digits(self.currency) else "300"
            self.add_error(f"amount_{n}", sentence.format(example=example))
            return None
        return found
