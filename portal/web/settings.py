"""`…/manage/settings/`: what the congress is, which parts it uses, the legal entity that is paid."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common import clock
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.settings import SettingsChanged, check_change
from congress.enums import Role
from congress.models import Congress
from congress.web.scope import team_congress
from congress.web.settings_page import posted
from network.models import Organisation
from portal.actions import settings as actions
from portal.queries import changes, moves
from portal.queries.parts import in_use
from portal.web.merging import is_behind, merged
from portal.web.settings_forms import GeneralForm, PartsForm


def general(request: HttpRequest, congress: str) -> HttpResponse:
    """Name, days, zone, place and languages. A move to other days or another zone is explained before it is done."""
    event = team_congress(request, congress, Role.OWNER)
    form = _general_form(event, posted(request))
    context: dict[str, Any] = {"told": [], "meanwhile": []}
    if request.method == "POST" and is_behind(form, event.version):
        form = _over_theirs(event, form, _general_form, context)
        _is_sound(event, form)
    elif request.method == "POST" and _is_sound(event, form):
        told = _told(event, form)
        if told and form.cleaned_data["seen"] != _mark(form):
            context["told"] = told
            _say(form, seen=_mark(form))
        else:
            answer = _save(request, event, form)
            if answer is not None:
                return answer
            if is_behind(form, event.version):
                form = _over_theirs(event, form, _general_form, context)
    context |= {"form": form, "groups": form.groups()}
    return _shown(request, "portal/settings_general.html", context)


def _general_form(event: Congress, data: Any = None) -> GeneralForm:
    return GeneralForm(data, congress=event, hosts=Organisation.objects.all())


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    is_refused = bool(context["form"].errors or context["meanwhile"])
    return render(request, template, context, status=422 if is_refused else 200)


def _is_sound(event: Congress, form: GeneralForm) -> bool:
    """Whether what was typed could be saved as it stands; what is wrong with it then stands beside its fields."""
    if not form.is_valid():
        return False
    try:
        check_change(
            congress=event, facts=form.facts(), now=clock.now(), may_be_past=form.cleaned_data["is_past_meant"]
        )
    except DomainError as error:
        form_error(form, error)
        return False
    return True


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


def _save(request: HttpRequest, event: Congress, form: GeneralForm) -> HttpResponse | None:
    """Leads on where it was saved. None where it was refused: the form says why, or `event` is newer than it."""
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
    except SettingsChanged:
        event.refresh_from_db()
        return None
    except DomainError as error:
        form_error(form, error)
        return None
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    event.refresh_from_db()
    return redirect("portal-settings", event.slug)


def _over_theirs(event: Congress, form: Any, make: Callable[..., Any], context: dict[str, Any]) -> Any:
    """A form over what somebody else saved meanwhile: what was typed stays, the rest is theirs; says what changed."""
    version = str(form.data.get("version", ""))
    found = merged(form, make(event), event.version)
    told = changes.since(event, int(version) if version.isdecimal() else 0)
    context["meanwhile"] = told or [_("Its texts were changed elsewhere, at the translation desk for instance.")]
    context["clashes"] = found.clashes
    return make(event, found.data)


def parts(request: HttpRequest, congress: str) -> HttpResponse:
    """What the congress does without shows nowhere."""
    event = team_congress(request, congress, Role.OWNER)
    form = _parts_form(event, posted(request))
    context: dict[str, Any] = {"meanwhile": []}
    if request.method == "POST" and is_behind(form, event.version):
        form = _over_theirs(event, form, _parts_form, context)
        _are_sound(event, form)
    elif request.method == "POST" and _are_sound(event, form):
        data = form.cleaned_data
        args: dict[str, Any] = {"by": request.user.as_actor(), "now": clock.now()}
        try:
            actions.choose_parts(congress=event, parts=data["parts"], version=data["version"], **args)
        except SettingsChanged:
            event.refresh_from_db()
            form = _over_theirs(event, form, _parts_form, context)
        except DomainError as error:
            form_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("portal-settings-parts", event.slug)
    return _shown(request, "portal/settings_parts.html", {**context, "form": form})


def _are_sound(event: Congress, form: PartsForm) -> bool:
    """As `_is_sound`, of the parts."""
    if not form.is_valid():
        return False
    try:
        actions.check_parts(congress=event, parts=form.cleaned_data["parts"])
    except DomainError as error:
        form_error(form, error)
        return False
    return True


def _parts_form(event: Congress, data: Any = None) -> PartsForm:
    return PartsForm(data, congress=event, in_use=in_use(event))
