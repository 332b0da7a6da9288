"""The programme team's rooms: sessions, experiences to place, publishing."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import clock, formats
from common.errors import DomainError
from common.fields import pick
from common.web.page import form_error
from congress.enums import Role
from congress.models import Congress, Submission
from congress.permissions import has_role
from congress.web.scope import team_congress
from programme.actions import sessions as acts
from programme.actions.publish import publish
from programme.enums import SessionKind
from programme.models import Room, Session, SessionItem
from programme.queries import figures, sessions

READ = (Role.OWNER, Role.PROGRAMME, Role.INTERPRETERS, Role.AUDITOR)
WRITE = (Role.OWNER, Role.PROGRAMME)


class SessionForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)
    is_ready = forms.BooleanField(label=gettext_lazy("Ready to be published"), required=False)
    is_cancelled = forms.BooleanField(label=gettext_lazy("Cancelled"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [(row.code, pick(row.name)) for row in Room.objects.filter(congress=congress)]
        self.fields["room"].choices = [("", "–"), *rooms]  # type: ignore[attr-defined]


class NewSessionForm(SessionForm):
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=60)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Type"), choices=SessionKind.choices)
    field_order = ["code", "title", "kind", "day", "starts", "ends", "room"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("is_ready", "is_cancelled", "version"):
            del self.fields[name]


class PublishForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of this version"), max_length=120, required=False)
    anyway = forms.BooleanField(
        label=gettext_lazy("Publish although a room or a person is taken twice at the same time"), required=False
    )

    def __init__(self, *args: Any, clashing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not clashing:
            del self.fields["anyway"]


def overview(request: HttpRequest, congress: str) -> HttpResponse:
    """`…/manage/programme/`: sessions, clashes, what waits to be placed, and publishing.

    `?show=` and `?language=` (of interpretation) show the sessions behind a figure of the dashboard.
    """
    event = team_congress(request, congress, *READ)
    can_write = has_role(request.user, event, *WRITE)
    clashes = sessions.named_clashes(event)
    form = PublishForm(request.POST or None, clashing=any(clash.is_ready for clash in clashes))
    if request.method == "POST":
        if not can_write:
            raise Http404
        if form.is_valid() and _publish(request, event, form):
            return redirect(request.path)
    show, language = request.GET.get("show", ""), request.GET.get("language", "")[:8]
    days: dict[Any, list[Session]] = {}
    for row in figures.behind(sessions.working(event), show=show, language=language):
        days.setdefault(row.day, []).append(row)
    context = {
        "tabs": _tabs(show, language),
        "days": sorted(days.items()),
        "clashes": clashes,
        "unplaced": sessions.unplaced(event),
        "publication": sessions.last_publication(event),
        "form": form,
        "can_write": can_write,
        "zone": event.timezone,
    }
    return render(request, "programme/manage.html", context, status=422 if form.errors else 200)


def _tabs(show: str, language: str) -> list[dict[str, Any]]:
    lists = [
        ("", _("All sessions")),
        ("ready", _("Ready")),
        ("preparation", _("In preparation")),
        ("cancelled", _("Cancelled")),
    ]
    tabs = [
        {"label": label, "url": f"?show={code}" if code else "?", "is_current": code == show and not language}
        for code, label in lists
    ]
    if language:
        words = {"language": formats.language_name(language)}
        label = _("Interpreted into %(language)s") % words
        tabs.append({"label": label, "url": f"?{urlencode({'language': language})}", "is_current": True})
    return tabs


def _publish(request: HttpRequest, event: Congress, form: PublishForm) -> bool:
    name, anyway = form.cleaned_data["name"], form.cleaned_data.get("anyway", False)
    try:
        made = publish(congress=event, name=name, by=request.user.as_actor(), now=clock.now(), anyway=anyway)
    except DomainError as error:
        form_error(form, error)
        return False
    counts = {kind: len(codes) for kind, codes in made.changes.items()}
    text = _("Version %(number)s is published: %(added)s new, %(changed)s changed, %(cancelled)s cancelled.")
    messages.success(request, text % {"number": made.number, **counts})
    return True


def _warn(request: HttpRequest, row: Session) -> None:
    """Names what else is in the room of a session just saved, and where else its people are."""
    for clash in sessions.named_clashes(row.congress):
        if row.pk not in (clash.one.pk, clash.other.pk):
            continue
        other = clash.other if row.pk == clash.one.pk else clash.one
        words = {"title": pick(other.title), "room": pick(clash.room), "person": clash.person}
        if clash.person:
            messages.warning(request, _("%(person)s is also in “%(title)s” at the same time.") % words)
        else:
            messages.warning(request, _("“%(title)s” takes the room %(room)s at the same time.") % words)


def edit(request: HttpRequest, congress: str, code: str) -> HttpResponse:
    """One session: when, where, whether it is ready; the experiences in it and those that may come in."""
    event = team_congress(request, congress, *READ)
    row = Session.objects.select_related("room", "congress", "axis").filter(congress=event, code=code).first()
    if row is None:
        raise Http404
    can_write = has_role(request.user, event, *WRITE)
    verb = request.POST.get("verb", "")
    form = SessionForm(request.POST if verb == "change" else None, congress=event, initial=_initial(row))
    if request.method == "POST":
        if not can_write:
            raise Http404
        answer = _act(request, row, form, verb)
        if answer is not None:
            return answer
    context = {
        "row": row,
        "form": form,
        "items": row.items.select_related("submission__organisation").all(),
        "candidates": sessions.unplaced(event),
        "can_write": can_write,
        "zone": event.timezone,
    }
    return render(request, "programme/manage_session.html", context, status=422 if form.errors else 200)


def _initial(row: Session) -> dict[str, Any]:
    names = ("day", "starts", "ends", "is_ready", "is_cancelled", "version")
    return {**{name: getattr(row, name) for name in names}, "room": row.room.code if row.room else ""}


def _act(request: HttpRequest, row: Session, form: SessionForm, verb: str) -> HttpResponse | None:
    by, now = request.user.as_actor(), clock.now()
    try:
        if verb == "change":
            if not form.is_valid():
                return None
            data = dict(form.cleaned_data)
            acts.change_session(session=row, version=data.pop("version"), changes=data, by=by, now=now)
            messages.success(request, _("Saved. Readers see it with the next publication."))
            _warn(request, row)
        elif verb == "place":
            paper = Submission.objects.filter(code=request.POST.get("experience", "")).first()
            if paper is None:
                raise Http404
            acts.place(session=row, submission=paper, by=by, now=now)
            messages.success(request, _("The experience stands in this session."))
            _warn(request, row)
        elif verb == "take_out":
            item = SessionItem.objects.filter(session=row, pk=request.POST.get("item") or 0).first()
            if item is not None:
                acts.take_out(item=item, by=by, now=now)
        else:
            raise Http404
    except DomainError as error:
        if verb != "change":
            messages.error(request, str(error))
            return redirect(request.path)
        form_error(form, error)
        return None
    return redirect(request.path)


def new(request: HttpRequest, congress: str) -> HttpResponse:
    event = team_congress(request, congress, *WRITE)
    form = NewSessionForm(request.POST or None, congress=event, initial={"day": event.starts_on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = acts.add_session(
                congress=event,
                code=data["code"],
                kind=data["kind"],
                title={request.LANGUAGE_CODE: data["title"]},
                when=(data["day"], data["starts"], data["ends"]),
                room=data["room"],
                by=request.user.as_actor(),
                now=clock.now(),
            )
            _warn(request, row)
            return redirect("programme-manage-session", event.slug, row.code)
        except DomainError as error:
            form_error(form, error)
    return render(request, "programme/manage_new.html", {"form": form}, status=422 if form.errors else 200)
