"""What is given back to whoever cancels: said to participants, and set by the organisers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, formats
from common.errors import DomainError
from congress.enums import Role
from congress.models import Congress
from congress.permissions import has_role
from congress.web.moments import MomentField, bind_moments
from congress.web.scope import team_congress
from registration.actions.refund_rules import set_refund_rules
from registration.models import Terms
from registration.queries.refunds import refund_periods
from registration.rules.policy import EARLIEST, MOST_PERIODS

READ = (Role.OWNER, Role.TREASURER, Role.AUDITOR)
WRITE = (Role.OWNER, Role.TREASURER)


def refund_lines(terms: Terms) -> list[str]:
    """The refund rule in sentences; [] where there is none. Reads the congress of the terms."""
    zone = terms.congress.zone
    lines = []
    for period in refund_periods(terms):
        words = {"until": formats.deadline(period.until, zone), "percent": period.percent}
        if period.percent == 100:
            lines.append(_("Until %(until)s: all of what was paid.") % words)
        elif period.percent:
            lines.append(_("Until %(until)s: %(percent)s %% of what was paid.") % words)
        else:
            lines.append(_("Until %(until)s: nothing.") % words)
    if lines:
        lines.append(_("Afterwards: nothing."))
    return lines


class PeriodForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days before the opening day"), required=False, min_value=0, max_value=EARLIEST
    )
    until = MomentField(label=gettext_lazy("or until a day and time"), is_end=True)
    percent = forms.IntegerField(label=gettext_lazy("Percent given back"), required=False, min_value=0, max_value=100)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bind_moments(self, congress)

    def rule(self) -> dict[str, Any] | None:
        """The period as rules/policy.py keeps it; None for an empty row."""
        data = self.cleaned_data
        if data.get("percent") is None and data.get("days") is None and data.get("until") is None:
            return None
        ends = {"days": data.get("days"), "until": data["until"].isoformat() if data.get("until") else None}
        return {**{name: end for name, end in ends.items() if end is not None}, "percent": data.get("percent")}


def refund_rules(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/refunds/`: until when how much is given back; what it means in days stands beside it."""
    event = team_congress(request, congress, *READ)
    terms = Terms.objects.filter(congress=event).first()
    if terms is None:
        raise Http404
    terms.congress = event
    can_write = has_role(request.user, event, *WRITE)
    if request.method == "POST" and not can_write:
        raise Http404
    formset = _formset(request, event, terms)
    error = ""
    if request.method == "POST" and formset.is_valid():
        rules = [rule for form in formset if (rule := form.rule()) is not None]
        try:
            set_refund_rules(terms=terms, rules=rules, by=request.user.as_actor(), now=clock.now())
            messages.success(request, _("The refund rule is saved."))
            return redirect(request.path)
        except DomainError as refused:
            error = str(refused)
    bad = error or any(formset.errors)
    context = {"formset": formset, "error": error, "lines": refund_lines(terms), "can_write": can_write}
    return render(request, "registration/manage_refunds.html", context, status=422 if bad else 200)


def _formset(request: HttpRequest, event: Congress, terms: Terms) -> Any:
    made: Any = forms.formset_factory(PeriodForm, extra=2, max_num=MOST_PERIODS, absolute_max=MOST_PERIODS + 2)
    initial = [
        {**rule, "until": period.until if rule.get("until") else None}
        for rule, period in zip(terms.refund_rules, refund_periods(terms), strict=True)
    ]
    return made(request.POST or None, initial=initial, form_kwargs={"congress": event}, prefix="period")
