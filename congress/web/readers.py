"""How the reading stands: what each member has still to hand in, who was reminded when, and a button to remind."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, fields, formats
from common.actors import names_of
from common.errors import DomainError
from congress.actions.review_reminders import last_reminders, remind_members, waiting_of
from congress.enums import Blindness, Role
from congress.models import Call, ReviewReminder, Round
from congress.permissions import JUDGES, has_role
from congress.queries.readers import seated_members
from congress.queries.rounds import default_round, place_of
from congress.web.chair import chair_context, chairs_call, visible


@login_required
def readers(request: HttpRequest, congress: str, call: str) -> HttpResponse:
    """The members of each round with something to hand in; chair and deputies remind those they choose."""
    row = chairs_call(request, congress, call)
    judge = has_role(request.user, row.congress, *JUDGES)
    rounds = list(Round.objects.filter(call=row)) or [default_round(row)]
    if request.method == "POST":
        if not judge:
            raise Http404
        _remind(request, row, rounds)
        return redirect(request.path)
    context = chair_context(request, row, "readers") | {
        "rounds": [_round(request, row, one) for one in rounds],
        "is_judge": judge,
        "redactions_url": reverse("congress-manage-redactions", args=[congress, call])
        if has_role(request.user, row.congress, Role.OWNER, *JUDGES)
        else "",
    }
    return render(request, "congress/readers.html", context)


def _remind(request: HttpRequest, call: Call, rounds: list[Round]) -> None:
    one = next((each for each in rounds if str(each.number) == request.POST.get("round")), None)
    if one is None:
        raise Http404
    chosen = [int(value) for value in request.POST.getlist("member") if value.isascii() and value.isdigit()]
    try:
        told = remind_members(
            round=one,
            members=chosen,
            submissions=visible(request, call),
            by=request.user.as_actor(),  # type: ignore[union-attr]
            now=clock.now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return
    text = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", told) % {"n": told}
    messages.success(request, text)
    if told < len(set(chosen)):
        messages.info(
            request, _("Whoever was reminded today already, or has nothing to hand in, gets no other letter.")
        )


def _round(request: HttpRequest, call: Call, one: Round) -> dict[str, Any]:
    """A round with its members. What the visitor may not see is not in the numbers: they would tell who reads it."""
    now, zone = clock.now(), call.congress.zone
    one.call = call
    seen = visible(request, call)
    waiting = waiting_of(one, seen)
    hides = waiting != waiting_of(one)
    last = last_reminders(call, one.number)
    asked = names_of({("user", row.asked_by.removeprefix("user:")) for row in last.values() if row.asked_by})
    rows = [
        {
            "pk": member.pk,
            "name": member.user.person.name_or_address,
            "waiting": waiting.get(member.pk, 0),
            "reminded": _said(last.get(member.pk), asked, zone),
        }
        for member in seated_members(call.congress, now)
        if member.pk in waiting or (member.pk in last and not hides)
    ]
    places = {"before": _("Not open yet"), "open": _("Open"), "closed": _("Closed")}
    tones = {"before": "wait", "open": "ok", "closed": ""}
    place = place_of(one, call.congress, now)
    return {
        "number": one.number,
        "name": fields.pick(one.name) or _("Round %(number)s") % {"number": one.number},
        "blindness": Blindness(one.blindness).label,
        "chip": {"label": places[place], "tone": tones[place]},
        "ends": formats.deadline(one.closes_at, zone) if one.closes_at else "",
        "rule": formats.listing(formats.number(day) for day in one.remind_days),
        "rows": sorted(rows, key=lambda row: (-row["waiting"], row["name"])),
        "can_remind": place == "open" and bool(waiting),
    }


def _said(row: ReviewReminder | None, names: Any, zone: Any) -> str:
    """When a member was last reminded, and by what."""
    if row is None:
        return ""
    at = formats.instant(row.sent_at, zone)
    if not row.asked_by:
        return _("%(at)s, by rule") % {"at": at}
    name = names.get(("user", row.asked_by.removeprefix("user:")), "")
    return _("%(at)s, by %(name)s") % {"at": at, "name": name} if name else at
