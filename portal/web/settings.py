"""`…/manage/settings/`: what the congress is, which parts it uses, the legal entity that is paid."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.settings import SettingsChanged
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from congress.web.settings_page import posted
from network.models import Organisation
from portal.actions import settings as actions
from portal.queries import changes, moves
from portal.queries.parts import in_use
from portal.web.settings_forms import GeneralForm, PartsForm


def general(request: HttpRequest, congress: str) -> HttpResponse:
    """Name, days, zone, place and languages. A move to other days or another zone is explained before it is done."""
    event = team_congress(request, congress, Role.OWNER)
    form = GeneralForm(posted(request), congress=event, hosts=Organisation.objects.all())
    context: dict[str, Any] = {"form": form, "told": [], "meanwhile": []}
    if request.method == "POST" and form.is_valid():
        told = _told(event, form)
        if told and form.cleaned_data["seen"] != _mark(form):
            context["told"] = told
            _say(form, seen=_mark(form))
        else:
            answer = _save(request, event, form, context)
            if answer is not None:
                return answer
    context["groups"] = form.groups()
    return render(request, "portal/settings_general.html", context, status=422 if form.errors else 200)


def _told(event: Congress, form: GeneralForm) -> list[str]:
    data = form.cleaned_data
    return moves.consequences(event, moves.Move(data["starts_on"], data["ends_on"], data["timezone"]))


def _mark(form: GeneralForm) -> str:
    """Names a move, so that whoever saves has seen what follows from this one."""
    data = form.cleaned_data
    return f"{data['starts_on']} {data['ends_on']} {data['timezone']}"


def _say(form: Any, **values: Any) -> None:
    """Puts hidden values into a form that is shown again with all that was typed."""
    form.data = form.data.copy()
    for name, value in values.items():
        form.data[name] = str(value)


def _save(request: HttpRequest, event: Congress, form: GeneralForm, context: dict[str, Any]) -> HttpResponse | None:
    data, by, now = form.cleaned_data, request.user.as_actor(), clock.now()
    try:
        changed = actions.change(
            congress=event,
            facts=form.facts(),
            version=data["version"],
            by=by,
            now=now,
            may_be_past=data["is_past_meant"],
        )
    except SettingsChanged as error:
        _conflict(event, form, context, error)
        return None
    except DomainError as error:
        form_error(form, error)
        return None
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    event.refresh_from_db()
    return redirect("portal-settings", event.slug)


def _conflict(event: Congress, form: Any, context: dict[str, Any], error: DomainError) -> None:
    """Says what somebody else saved meanwhile; what was typed stays, and the next save is over their version."""
    context["meanwhile"] = changes.since(event, form.cleaned_data["version"])
    form_error(form, error)
    event.refresh_from_db()
    _say(form, version=event.version)


def parts(request: HttpRequest, congress: str) -> HttpResponse:
    """What the congress does without shows nowhere."""
    event = team_congress(request, congress, Role.OWNER)
    form = PartsForm(posted(request), congress=event, in_use=in_use(event))
    context: dict[str, Any] = {"form": form, "meanwhile": []}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        args: dict[str, Any] = {"by": request.user.as_actor(), "now": clock.now()}
        try:
            actions.choose_parts(congress=event, parts=data["parts"], version=data["version"], **args)
        except SettingsChanged as error:
            _conflict(event, form, context, error)
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("portal-settings-parts", event.slug)
    return render(request, "portal/settings_parts.html", context, status=422 if form.errors else 200)
