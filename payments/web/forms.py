"""What a treasurer types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.formats import figures
from common.money import Money
from payments.rules.amounts import parse_typed
from payments.web.labels import STATES


class SearchForm(forms.Form):
    """Search and filter of the list of orders; wrong values filter nothing."""

    q = forms.CharField(label=_("Reference, code or name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            ("waiting", _("Waiting for money")),
            *((str(state), label) for state, (label, _tone) in STATES.items()),
        ],
    )
    money = forms.ChoiceField(
        label=_("Money"),
        required=False,
        choices=[
            ("", _("All orders")),
            ("charged", _("Charged")),
            ("received", _("Received")),
            ("refunded", _("Refunded")),
        ],
    )


class TransferForm(forms.Form):
    """A transfer as it stands on the bank's statement."""

    amount = forms.CharField(
        label=_("Amount received"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
    )
    received_on = forms.DateField(
        label=_("Day received"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    bank_reference = forms.CharField(
        label=_("Bank reference"),
        max_length=100,
        help_text=_("The bank's own reference of this transfer. It keeps the transfer from being booked twice."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.example = {"example": figures(Money.parse("1485", currency))}
        self.fields["amount"].help_text = _("As on the statement, for example %(example)s.") % self.example

    def clean_amount(self) -> Money:
        try:
            return parse_typed(self.cleaned_data["amount"], self.currency)
        except ValueError:
            text = _("Please write the amount in figures, for example %(example)s.") % self.example
            raise forms.ValidationError(text) from None


class ResolutionForm(forms.Form):
    """What was done about an exception."""

    resolution = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
