"""`…/manage/publish/{step}/`: finishing, archiving and taking either back; what happens is said before it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from common import clock, formats
from common.errors import DomainError
from common.web.page import form_error
from congress.actions.stage import StageRefused
from congress.enums import CongressState, Part, Role
from congress.models import Congress
from congress.web.scope import team_congress
from portal.actions import publishing


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states, what it does, and what is said before and after it."""

    states: tuple[CongressState, ...]
    act: Callable[..., Congress]
    label: Any
    effects: tuple[Any, ...]
    told: Any
    tone: str = ""
    of_fees: int | None = None  # the effect that a congress without fees does not have
    plainly: Any = ""  # what such a congress is told instead

    def effects_of(self, event: Congress) -> list[Any]:
        """What the step does to this congress."""
        has_fees = event.uses(Part.FEES)
        return [effect for n, effect in enumerate(self.effects) if has_fees or n != self.of_fees]

    def told_of(self, event: Congress) -> str:
        """What is said once it is done."""
        return str(self.told if event.uses(Part.FEES) or not self.plainly else self.plainly)


STEPS: dict[str, Step] = {
    "finish": Step(
        (CongressState.ANNOUNCED, CongressState.OPEN),
        publishing.finish,
        gettext_lazy("Finish the congress"),
        (
            gettext_lazy("Its pages say that it is over, and nobody registers any more."),
            gettext_lazy("Everything else stays as it is, and its team can still correct it."),
            gettext_lazy("You can reopen it afterwards, or archive it."),
        ),
        gettext_lazy("The congress is finished: its pages say so, and nobody registers any more. It can be corrected."),
    ),
    "archive": Step(
        (CongressState.FINISHED,),
        publishing.archive,
        gettext_lazy("Archive the congress"),
        (
            gettext_lazy("Everything can be read, and nothing can be changed any more, by nobody."),
            gettext_lazy("Its book is closed: no order, payment or refund is entered from then on."),
            gettext_lazy("Public pages and calendar feeds stay."),
            gettext_lazy("You can take it out of the archive again."),
        ),
        gettext_lazy("The congress is archived: everything can be read, nothing can be changed; its book is closed."),
        "danger",
        1,
        gettext_lazy("The congress is archived: everything can be read, and nothing can be changed."),
    ),
    "unarchive": Step(
        (CongressState.ARCHIVED,),
        publishing.reopen,
        gettext_lazy("Take the congress out of the archive"),
        (
            gettext_lazy("It is finished, as it was before: its team can correct what there is."),
            gettext_lazy("Its book is open again."),
            gettext_lazy("Nobody can register: for that, reopen it afterwards."),
        ),
        gettext_lazy("The congress is out of the archive: finished as it was, and its book is open again."),
        "",
        1,
        gettext_lazy("The congress is out of the archive: finished as it was."),
    ),
    "reopen": Step(
        (CongressState.FINISHED,),
        publishing.reopen,
        gettext_lazy("Reopen the finished congress"),
        (
            gettext_lazy("It goes on as if it had not been finished."),
            gettext_lazy("Registration, calls and programme are open or closed again as their instants say."),
        ),
        gettext_lazy("The congress goes on: what opens and closes is as its instants say."),
        "quiet",
    ),
}  # fmt: skip


class StepForm(forms.Form):
    """Whoever finishes a congress before its last day has passed says that it is meant."""

    early = forms.BooleanField(
        label="", error_messages={"required": gettext_lazy("Please confirm that this is meant.")}
    )

    def __init__(self, *args: Any, congress: Congress, code: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_early = code == "finish" and not congress.is_over(now)
        if not self.is_early:
            del self.fields["early"]
            return
        has_begun = now.astimezone(congress.zone).date() >= congress.starts_on
        label = (
            _("The congress lasts until %(day)s: I mean to finish it earlier.")
            if has_begun
            else _("The congress has not even begun (it lasts until %(day)s): I mean to finish it nevertheless.")
        )
        self.fields["early"].label = label % {"day": formats.day(congress.ends_on)}

    def words(self) -> dict[str, bool]:
        """What the step is told besides."""
        return {"is_early_meant": True} if self.is_early else {}


def steps_from(event: Congress) -> list[dict[str, Any]]:
    """The steps that a congress can take now, each with its page."""
    return [
        {
            "label": step.label,
            "text": step.effects[0],
            "tone": step.tone,
            "url": reverse("portal-publish-step", args=[event.slug, code]),
        }
        for code, step in STEPS.items()
        if event.state in step.states
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, congress: str, step: str) -> HttpResponse:
    """Says what the step does, and takes it; leads back where it is not open in this state."""
    event = team_congress(request, congress, Role.OWNER, archived_too=True)
    found = STEPS.get(step)
    if found is None:
        raise Http404
    if event.state not in found.states:
        messages.error(request, str(StageRefused(state=event.get_state_display())))
        return redirect("portal-publish", event.slug)
    now = clock.now()
    form = StepForm(request.POST if request.method == "POST" else None, congress=event, code=step, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            found.act(congress=event, by=request.user.as_actor(), now=now, **form.words())  # type: ignore[union-attr]
            messages.success(request, found.told_of(event))
            return redirect("portal-publish", event.slug)
        except DomainError as error:
            form_error(form, error)
    context = {
        "form": form,
        "step": found,
        "effects": found.effects_of(event),
        "breadcrumbs": [
            {"label": _("State of the congress"), "url": reverse("portal-publish", args=[event.slug])},
            {"label": found.label},
        ],
    }
    return render(request, "portal/publish_step.html", context, status=422 if form.errors else 200)
