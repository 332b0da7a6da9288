"""`…/settings/calls/<call>/deadline/` and `…/parties/`: more time, and who is invited or left out."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common import clock, formats
from common.fields import pick
from congress.actions import deadlines, parties
from congress.enums import PartyKind, Role
from congress.models import Call, CallParty, Congress
from congress.queries.calls import committee_cities, earlier_awards, hosts_of, moves_of, parties_of, winners_of
from congress.web.moments import MomentField, bind_moments
from congress.web.scope import team_congress
from congress.web.settings_page import edited, posted
from network.web.city_field import CityField


class ExtensionForm(forms.Form):
    closes_at = MomentField(label=gettext_lazy("New end"), required=True, is_end=True)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Shown on the page of the call, and in the letters to whoever has a draft."),
    )


class PartyForm(forms.Form):
    organisation = CityField(label=gettext_lazy("City or organisation"))
    kind = forms.ChoiceField(label=gettext_lazy("What holds for it"), choices=PartyKind.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Of an exclusion: its authors read it when they are refused."),
    )


def deadline(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Gives the call a later end; beneath, every end that it has had."""
    event, of = _call(request, congress, call)
    form = ExtensionForm(posted(request))
    bind_moments(form, event)
    by, now = request.user.as_actor(), clock.now()
    moves = [
        {
            "title": _("From %(before)s to %(after)s")
            % {"before": formats.deadline(row.before, event.zone), "after": formats.deadline(row.after, event.zone)},
            "detail": " · ".join(part for part in (formats.zoned(row.set_at, event.zone), row.reason) if part),
        }
        for row in moves_of(of)
    ]
    context = {
        "title": _("Extend the call"),
        "eyebrow": pick(of.title),
        "lead": _("It closes on %(at)s.") % {"at": formats.deadline(of.closes_at, event.zone)},
        "moves": moves,
    }
    return edited(
        request,
        form,
        lambda: deadlines.extend(call=of, **form.cleaned_data, by=by, now=now),
        back=reverse("congress-settings-call", args=[event.slug, of.code]),
        context=context,
        template="congress/settings_deadline.html",
    )


def named(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """Who is invited to the call and who is left out of it; adds by name or by a group, takes away."""
    event, of = _call(request, congress, call)
    by, now = request.user.as_actor(), clock.now()
    if request.method == "POST" and "remove" in request.POST:
        parties.remove_party(party=_party(of, request.POST["remove"]), by=by, now=now)
        messages.success(request, _("It is taken away."))
        return redirect(request.path)
    if request.method == "POST" and "exclude" in request.POST:
        return _exclude(request, of, request.POST["exclude"])
    form = PartyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        row, told = parties.name_party(call=of, **form.cleaned_data, by=by, now=now)
        messages.success(request, _told(row, told))
        return redirect(request.path)
    context = {
        "title": _("Invited and excluded"),
        "eyebrow": pick(of.title),
        "form": form,
        "lists": [{"title": PartyKind(kind).label, "rows": list(parties_of(of, kind))} for kind in PartyKind.values],
        "groups": _groups(of),
        "back_url": reverse("congress-settings-call", args=[event.slug, of.code]),
    }
    return render(request, "congress/settings_parties.html", context, status=422 if form.errors else 200)


def _told(row: CallParty, told: int) -> str:
    if row.kind == PartyKind.EXCLUDED:
        return _("It is excluded from the call.")
    if not told:
        return _("It is invited. Nobody speaks for it yet, so no letter could be sent: please write to it yourself.")
    text = ngettext("It is invited, and %(n)s person was told.", "It is invited, and %(n)s people were told.", told)
    return text % {"n": told}


def _groups(of: Call) -> list[dict[str, str]]:
    fixed = [
        {"value": "host", "label": _("Exclude the host")},
        {"value": "committee", "label": _("Exclude the committee’s cities")},
    ]
    awards = [
        {"value": f"winners:{row.pk}", "label": _("Exclude the winners: %(award)s") % {"award": _award(row)}}
        for row in earlier_awards(of)[:6]
    ]
    return [*fixed, *awards]


def _award(row: Call) -> str:
    return f"{pick(row.title)} ({pick(row.congress.name)})"


def _exclude(request: HttpRequest, of: Call, group: str) -> HttpResponse:
    if group == "host":
        cities, reason = hosts_of(of), _("it hosts the congress")
    elif group == "committee":
        cities, reason = committee_cities(of), _("somebody of it is in the committee")
    else:
        number = group.removeprefix("winners:")
        award = earlier_awards(of).filter(pk=number if number.isdigit() else 0).first()
        if award is None:
            raise Http404
        cities, reason = winners_of(award), _("it has won recently: %(award)s") % {"award": _award(award)}
    by, now = request.user.as_actor(), clock.now()  # type: ignore[union-attr]
    made = parties.exclude_many(call=of, organisations=cities, reason=reason, by=by, now=now)
    text = ngettext("%(n)s organisation was excluded.", "%(n)s organisations were excluded.", made)
    messages.success(request, text % {"n": made})
    return redirect(request.path)


def _party(of: Call, number: str) -> CallParty:
    rows = CallParty.objects.select_related("call__congress", "organisation")
    row = rows.filter(call=of, pk=number if number.isdigit() else 0).first()
    if row is None:
        raise Http404
    return row


def _call(request: HttpRequest, congress: str, code: str) -> tuple[Congress, Call]:
    event = team_congress(request, congress, Role.OWNER)
    row = event.calls.select_related("congress").filter(code=code).first()
    if row is None:
        raise Http404
    return event, row


def rule_ways(event: Congress, of: Call) -> list[dict[str, str]]:
    """The way from a call to its rules, for the page of the call."""
    args = [event.slug, of.code]
    return [
        {"title": _("Extend the call"), "url": reverse("congress-settings-call-deadline", args=args)},
        {"title": _("Make an access code"), "url": reverse("congress-manage-late", args=args)},
        {"title": _("Say who is invited or excluded"), "url": reverse("congress-settings-call-parties", args=args)},
    ]
