"""Forms of the work plan."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import clock, fields, formats
from congress.actions.plan import Plan
from congress.enums import MilestoneState, Role
from congress.models import Congress, Milestone, Note, TeamMember
from congress.queries.team import roles_for

BEFORE, AFTER, FIXED = "before", "after", "fixed"
COUNTED = (
    (BEFORE, gettext_lazy("Days before the opening")),
    (AFTER, gettext_lazy("Days after the opening")),
    (FIXED, gettext_lazy("On a fixed day")),
)


class MilestoneForm(forms.Form):
    """A milestone in every language of the congress; one title is enough."""

    def __init__(self, data: Any = None, *, congress: Congress, milestone: Milestone | None = None) -> None:
        super().__init__(data, initial=_initial(milestone) if milestone else {"counted": BEFORE, "role": Role.OWNER})
        self.congress = congress
        for code in congress.languages:
            name = formats.language_name(code)
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": name},
                max_length=200,
                required=False,
            )
        for code in congress.languages:
            self.fields[f"description_{code}"] = forms.CharField(
                label=_("What has to be done (%(language)s)") % {"language": formats.language_name(code)},
                max_length=2000, required=False, widget=forms.Textarea({"rows": 3}),
            )  # fmt: skip
        self.fields["counted"] = forms.ChoiceField(
            label=_("When"), choices=COUNTED, widget=forms.RadioSelect({"class": "inline"})
        )
        self.fields["days"] = forms.IntegerField(
            label=_("Days"), min_value=0, max_value=3000, required=False,
            help_text=_("Counted from the opening, so that the milestone moves with it."),
        )  # fmt: skip
        self.fields["due_on"] = forms.DateField(
            label=_("Fixed day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        )
        self.fields["role"] = forms.ChoiceField(label=_("Whose it is"), choices=_roles(congress, milestone))
        self.fields["owner"] = forms.TypedChoiceField(
            label=_("A person by name"), choices=_people(congress), coerce=int, empty_value=None, required=False
        )
        others = Milestone.objects.filter(congress=congress).exclude(pk=milestone.pk if milestone else None)
        self.fields["waits_for"] = forms.MultipleChoiceField(
            label=_("Waits for"), required=False, choices=[(m.code, fields.pick(m.title)) for m in others],
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        if not others.exists():
            del self.fields["waits_for"]
        if milestone:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("counted") == FIXED and not found.get("due_on"):
            self.add_error("due_on", _("Please say when this is due."))
        if found.get("counted") in (BEFORE, AFTER) and found.get("days") is None:
            self.add_error("days", _("Please say how many days."))
        return found

    def plan(self) -> Plan:
        """What was typed, for the action."""
        data = self.cleaned_data
        days = {BEFORE: data["days"], AFTER: -(data["days"] or 0), FIXED: None}[data["counted"]]
        texts = {
            part: {code: data[f"{part}_{code}"] for code in self.congress.languages}
            for part in ("title", "description")
        }
        owner = User.objects.filter(pk=data["owner"]).first() if data["owner"] else None
        due = data["due_on"] if days is None else None
        return Plan(
            role=data["role"], owner=owner, days_before=days, due_on=due, waits_for=data.get("waits_for", ()), **texts
        )


class PlanFilter(forms.Form):
    """Which milestones the list shows."""

    whose = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[("", gettext_lazy("Everybody's")), ("me", gettext_lazy("Mine"))],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All but dropped")), *MilestoneState.choices],
    )
    view = forms.ChoiceField(required=False, choices=[("", ""), ("list", ""), ("board", "")], widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A note on a milestone."""

    body = forms.CharField(label=gettext_lazy("Note"), max_length=50_000, widget=forms.Textarea({"rows": 5}))
    attachment = forms.FileField(label=gettext_lazy("Attachment (PDF or picture)"), required=False)
    kept = ("body", "version")

    def __init__(self, data: Any = None, files: Any = None, *, note: Note | None = None) -> None:
        super().__init__(data, files, initial={name: getattr(note, name) for name in self.kept} if note else {})
        if note:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)


class MinutesForm(NoteForm):
    """The minutes of a meeting."""

    title = forms.CharField(label=gettext_lazy("Meeting"), max_length=200)
    held_on = forms.DateField(
        label=gettext_lazy("Day of the meeting"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("title", "held_on", "body", "attachment")
    kept = ("title", "held_on", "body", "version")

    def __init__(self, data: Any = None, files: Any = None, *, note: Note | None = None) -> None:
        super().__init__(data, files, note=note)
        self.fields["body"].label = _("Minutes")
        self.fields["body"].widget.attrs["rows"] = 16


def _initial(row: Milestone) -> dict[str, Any]:
    days = row.days_before
    texts = {f"{part}_{code}": text for part in ("title", "description") for code, text in getattr(row, part).items()}
    return {
        **texts,
        "counted": FIXED if days is None else BEFORE if days >= 0 else AFTER,
        "days": None if days is None else abs(days),
        "due_on": row.due_on if days is None else None,
        "role": row.role,
        "owner": row.owner_id or "",
        "waits_for": [one.code for one in row.waits_for.all()],
        "version": row.version,
    }


def _roles(congress: Congress, milestone: Milestone | None) -> list[tuple[str, Any]]:
    known = roles_for(congress, held=[milestone.role] if milestone else ())
    return [(role.value, role.label) for role in known if role not in (Role.COMMITTEE, Role.AUDITOR)]


def _people(congress: Congress) -> list[tuple[Any, str]]:
    today = clock.now().astimezone(congress.zone).date()
    rows = TeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), congress=congress)
    people = {row.user_id: row.user.person.name_or_address for row in rows.select_related("user__person")}
    return [("", _("Whoever has the role")), *sorted(people.items(), key=lambda pair: pair[1])]
