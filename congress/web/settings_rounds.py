"""`…/settings/calls/<call>/rounds/`: rounds of reading with their dates and blindness, and what members are asked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, formats
from common.fields import pick
from congress.actions import rounds as actions
from congress.actions.rounds import RoundFacts
from congress.enums import Blindness, Role
from congress.models import Call, Congress, Round
from congress.web.call_forms import NameForm
from congress.web.moments import MomentField, bind_moments
from congress.web.scope import team_congress
from congress.web.settings_page import edited, posted


class DaysField(forms.CharField):
    """Numbers of days with commas between them: "14, 7, 2" in and out as [14, 7, 2]."""

    def to_python(self, value: Any) -> list[int]:
        if isinstance(value, list):
            return value
        parts = [part for part in str(value or "").replace(";", ",").replace(" ", ",").split(",") if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            raise ValidationError(_("Please write whole numbers with commas between them, such as 14, 7, 2."))
        return [int(part) for part in parts]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class RoundForm(NameForm):
    """A round: its name, its dates, who knows whom, when members are reminded."""

    opens_at = MomentField(label=gettext_lazy("Reading begins"))
    closes_at = MomentField(label=gettext_lazy("Reviews can be handed in until"))
    blindness = forms.ChoiceField(
        label=gettext_lazy("Who knows whom"), choices=Blindness.choices, widget=forms.RadioSelect
    )
    remind_days = DaysField(
        label=gettext_lazy("Remind members, days before the end"),
        required=False,
        help_text=gettext_lazy("With commas between them, such as 14, 7, 2. Empty: nobody is reminded by rule."),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, congress=congress, **kwargs)
        bind_moments(self, congress)


class ReadingForm(forms.Form):
    asks_bids = forms.BooleanField(
        label=gettext_lazy("Members say which experiences they would like to read"), required=False
    )
    asks_confidence = forms.BooleanField(
        label=gettext_lazy("Members say with each review how sure they are"), required=False
    )


def reading(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """What members of the committee are asked, and the rounds of the call."""
    event, of = _call(request, congress, call)
    initial = {"asks_bids": of.asks_bids, "asks_confidence": of.asks_confidence}
    form = ReadingForm(posted(request), initial=initial)
    by, now = request.user.as_actor(), clock.now()
    back = reverse("congress-settings-call", args=[event.slug, of.code])
    context: dict[str, Any] = {"title": _("Reading"), "eyebrow": pick(of.title), "lists": [_rounds(event, of)]}
    return edited(
        request,
        form,
        lambda: actions.save_reading(call=of, **form.cleaned_data, by=by, now=now),
        back=back,
        context=context,
        template="congress/settings_call.html",
    )


def round(request: HttpRequest, congress: str, call: str, number: int = 0) -> HttpResponse:
    """One round, or the next one."""
    event, of = _call(request, congress, call)
    row = Round.objects.filter(call=of, number=number).select_related("call__congress").first() if number else None
    if number and row is None:
        raise Http404
    kept = row or Round(call=of, number=1)
    names = ("opens_at", "closes_at", "blindness", "remind_days")
    initial = {name: getattr(kept, name) for name in names}
    form = RoundForm(posted(request), congress=event, name=kept.name or {}, initial=initial)
    by, now = request.user.as_actor(), clock.now()
    return edited(
        request,
        form,
        lambda: actions.save_round(call=of, round=row, facts=RoundFacts(**form.cleaned_data), by=by, now=now),
        back=reverse("congress-settings-reading", args=[event.slug, of.code]),
        context={"title": pick(kept.name) if row else _("A new round"), "eyebrow": pick(of.title)},
        remove=(lambda: actions.remove_round(round=row, by=by, now=now)) if row else None,
    )


def _rounds(event: Congress, of: Call) -> dict[str, Any]:
    rows = [
        {
            "title": pick(row.name) or str(row.number),
            "url": reverse("congress-settings-round", args=[event.slug, of.code, row.number]),
            "detail": _detail(event, row),
        }
        for row in of.rounds.all()
    ]
    return {
        "title": _("Rounds"),
        "rows": rows,
        "add_url": reverse("congress-settings-round-new", args=[event.slug, of.code]),
        "add_label": _("Add a round"),
        "begins": True,
    }


def _detail(event: Congress, row: Round) -> str:
    ends = formats.deadline(row.closes_at, event.zone) if row.closes_at else ""
    return " · ".join(part for part in (str(Blindness(row.blindness).label), ends) if part)


def _call(request: HttpRequest, congress: str, code: str) -> tuple[Congress, Call]:
    event = team_congress(request, congress, Role.OWNER)
    row = event.calls.select_related("congress").filter(code=code).first()
    if row is None:
        raise Http404
    return event, row
