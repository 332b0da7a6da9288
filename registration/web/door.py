"""The organiser's side of the door: the live board, devices, control points."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import clock
from common.errors import DomainError
from common.fields import pick
from common.web.page import absolute, form_error
from congress.models import Congress
from congress.permissions import has_role
from congress.web.scope import team_congress
from registration.actions.devices import LIFE_OF_CODE, make_code, revoke
from registration.actions.points import save_point
from registration.documents import qr
from registration.enums import Outcome
from registration.models import Device, Point, Scan
from registration.permissions import DEVICES, DOOR, POINTS
from registration.queries import board as query
from registration.rules.door import point_rules
from registration.web.door_forms import CodeForm, PointForm
from registration.web.door_words import reason_words

PER_PAGE = 50
TONES = {
    Outcome.ADMITTED: "ok",
    Outcome.LEFT: "info",
    Outcome.ALREADY_IN: "wait",
    Outcome.UNPAID: "wait",
    Outcome.NOT_CONFIRMED: "wait",
    Outcome.ROOM_FULL: "wait",
}


def board(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/door/`: figures per point, and the last scans, refusals or conflicts (`?show=`).

    With `?point=` all the scans of one point, fifty a page.
    """
    event = team_congress(request, congress, *DOOR)
    now = clock.now()
    show = request.GET.get("show", "")
    point = Point.objects.select_related("congress").filter(congress=event, code=request.GET.get("point", "")).first()
    found = query.conflicts(event)
    context = {
        "congress": event,
        "tabs": _tabs(request, event, "registration-door"),
        "point": point,
        "views": _views_of(point, show) if point else _views(request, show, len(found)),
        "figures": query.figures(event, now),
        "conflict_count": len(found),
        "at": now,
        "zone": event.timezone,
    }
    if point:
        page = Paginator(query.at_point(point, show), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "scans": [_shown(scan) for scan in page]}
    elif show == "conflicts":
        context["conflicts"] = found
    else:
        context["scans"] = [_shown(scan) for scan in query.recent(event, refused=show == "refused")]
    return render(request, "registration/door_board.html", context)


def _views(request: HttpRequest, show: str, conflicts: int) -> list[dict[str, Any]]:
    views = [("", _("Last scans"), ""), ("refused", _("Refused"), ""), ("conflicts", _("Conflicts"), conflicts)]
    return [
        {"label": label, "url": f"?show={code}" if code else request.path, "is_current": code == show, "count": count}
        for code, label, count in views
    ]


def _views_of(point: Point, show: str) -> list[dict[str, Any]]:
    views = [("", _("All scans")), ("admitted", _("Admitted")), ("refused", _("Refused"))]
    return [
        {"label": label, "url": f"?{urlencode({'point': point.code, 'show': code})}", "is_current": code == show}
        for code, label in views
    ]


def _shown(scan: Scan) -> dict[str, Any]:
    settled = Outcome(scan.settled)
    changed = scan.settled != scan.outcome
    return {
        "scan": scan,
        "tone": TONES.get(settled, "bad"),
        "label": settled.label,
        "answered": Outcome(scan.outcome).label if changed else "",
        "reason": reason_words(scan),
    }


def _tabs(request: HttpRequest, event: Congress, current: str) -> list[dict[str, Any]]:
    rooms = [
        (_("Live board"), "registration-door", DOOR),
        (_("Devices"), "registration-door-devices", DEVICES),
        (_("Control points"), "registration-door-points", DOOR),
    ]
    return [
        {"label": label, "url": reverse(name, args=[event.slug]), "is_current": name == current}
        for label, name, roles in rooms
        if has_role(request.user, event, *roles)
    ]


def devices(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/door/devices/`: a one-time code for a new device, shown in this answer only, and the devices."""
    event = team_congress(request, congress, *DEVICES)
    form = CodeForm(request.POST if request.method == "POST" else None, congress=event)
    context: dict[str, Any] = {
        "congress": event,
        "tabs": _tabs(request, event, "registration-door-devices"),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            code = make_code(congress=event, points=form.cleaned_data["points"], by=request.user.as_actor(), now=now)
        except DomainError as error:
            form_error(form, error)
        else:
            address = absolute(f"/scan/#code={quote(code)}")
            side, path = qr.svg_path(address)
            context |= {"code": code, "qr_side": side, "qr_path": path, "until": now + LIFE_OF_CODE}
    context |= {"devices": query.devices(event), "zone": event.timezone, "now": clock.now()}
    return render(request, "registration/door_devices.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_device(request: HttpRequest, congress: str, device: int) -> HttpResponse:
    """Withdraws a device."""
    event = team_congress(request, congress, *DEVICES)
    row = get_object_or_404(Device.objects.select_related("congress"), pk=device, congress=event)
    revoke(device=row, by=request.user.as_actor(), now=clock.now())
    messages.success(request, _("The device is withdrawn. It deletes its list at its next contact."))
    return redirect("registration-door-devices", event.slug)


def points(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/door/points/`: the control points, their rules in words."""
    event = team_congress(request, congress, *DOOR)
    names = {row.code: pick(row.name) for row in [*event.categories.all(), *event.add_ons.all()]}
    rows = []
    for row in Point.objects.filter(congress=event):
        rules = point_rules(row.rules)
        wanted = sorted(names.get(code, code) for code in rules.categories | rules.add_ons)
        rows.append({"point": row, "rules": rules, "wanted": wanted})
    context = {
        "congress": event,
        "tabs": _tabs(request, event, "registration-door-points"),
        "rows": rows,
        "zone": event.timezone,
        "can_change": has_role(request.user, event, *POINTS),
    }
    return render(request, "registration/door_points.html", context)


def point(request: HttpRequest, congress: str, code: str = "") -> HttpResponse:
    """One control point, changed by the owner; without a code a new one."""
    event = team_congress(request, congress, *POINTS)
    row = Point.objects.filter(congress=event, code=code).first()
    if code and row is None:
        raise Http404
    form = PointForm(request.POST if request.method == "POST" else None, congress=event, point=row)
    if request.method == "POST" and form.is_valid():
        try:
            save_point(congress=event, point=row, **form.values(), by=request.user.as_actor(), now=clock.now())
            messages.success(request, _("The control point is saved. Devices learn of it at their next contact."))
            return redirect("registration-door-points", event.slug)
        except DomainError as error:
            form_error(form, error)
    context = {"congress": event, "tabs": _tabs(request, event, "registration-door-points"), "form": form, "point": row}
    return render(request, "registration/door_point.html", context, status=422 if form.errors else 200)
