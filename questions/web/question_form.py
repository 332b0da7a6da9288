"""The form in which a question is built. What makes sense is decided by rules/building.py."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.marked import marked, option
from common.web.texts import TextsField
from questions.enums import CHOICES, TEXTS, Audience, FileKind, FormFault, LengthUnit, QuestionKind
from questions.models import Question
from questions.rules.building import Draft, Option
from questions.rules.codes import code_for
from questions.rules.conditions import NO, YES
from questions.web.fields import deciding
from questions.web.owner import Owner

BLANK_OPTIONS, MOST_OPTIONS = 3, 60
SIGN = ":"  # between a question's code and an answer's; no code has it


class QuestionForm(forms.Form):
    """A question of one kind. Where the form is fixed there are only the texts."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_required = forms.BooleanField(label=gettext_lazy("It must be answered before handing in"), required=False)
    audience = forms.ChoiceField(label=gettext_lazy("Who reads the answers"))
    max_length = forms.IntegerField(label=gettext_lazy("At most"), required=False)
    length_unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=LengthUnit.choices, required=False)
    minimum = forms.IntegerField(label=gettext_lazy("Smallest number"), required=False)
    maximum = forms.IntegerField(label=gettext_lazy("Largest number"), required=False)
    file_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which files are taken"),
        choices=FileKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("What a file is, is told by its content, whatever its name says."),
    )
    max_megabytes = forms.IntegerField(label=gettext_lazy("Megabytes at most"), required=False)
    condition = forms.MultipleChoiceField(
        label=gettext_lazy("Shown only if one of these was answered"), widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Nothing ticked: always shown. Tick answers of one question only."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, owner: Owner, question: Question | None, kind: str) -> None:
        super().__init__(data, initial=_initial(question))
        self.owner, self.question, self.kind = owner, question, kind
        self.others = [one for one in owner.questions() if question is None or one.pk != question.pk]
        languages = owner.languages
        label = TextsField(
            label=_("Question"), languages=languages, kept=question.label if question else {}, max_length=300
        )
        help_ = TextsField(
            label=_("Help"), languages=languages, kept=question.help if question else {}, max_length=1000, rows=2,
            required=False,
        )  # fmt: skip
        self.fields = {"label": label, "help": help_, **self.fields}
        if question is None:
            self.fields["code"] = forms.CharField(
                label=_("Code"), required=False, max_length=40,
                help_text=_("A word for exports and programs; it stays. Empty: made from the question."),
            )  # fmt: skip
        self._offer()
        self._add_options()
        self._leave_out()

    def _offer(self) -> None:
        audience: Any = self.fields["audience"]
        audience.choices = [(code, Audience(code).label) for code in self.owner.audiences]
        condition: Any = self.fields["condition"]
        before = [one for one in self.others if self.question is None or one.position < self.question.position]
        condition.choices = [(option(one.label), _values(one)) for one in deciding(before)]
        if not condition.choices and not (self.question and self.question.condition):
            del self.fields["condition"]

    def _add_options(self) -> None:
        self.rows: list[int] = []
        if self.kind not in CHOICES:
            return
        kept = self.question.options if self.question else []
        sent = sum(1 for n in range(MOST_OPTIONS) if f"option_{n}_code" in (self.data or {}))
        blank = 0 if self.owner.fixed else BLANK_OPTIONS if kept else BLANK_OPTIONS + 1
        for n in range(min(max(len(kept) + blank, sent), MOST_OPTIONS)):
            row = kept[n] if n < len(kept) else {}
            self.rows.append(n)
            self.fields[f"option_{n}_code"] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=row.get("code", "")
            )
            self.fields[f"option_{n}_label"] = TextsField(
                label=_("Answer %(number)s") % {"number": n + 1}, languages=self.owner.languages,
                kept=row.get("label") or {}, max_length=200, required=False,
            )  # fmt: skip
            if row:
                self.fields[f"option_{n}_retired"] = forms.BooleanField(
                    label=_("Not offered any more"), required=False, initial=bool(row.get("is_retired"))
                )

    def _leave_out(self) -> None:
        """Only what the kind asks for, and only texts where nothing else may change."""
        wanted = {"version", "label", "help", *(f"option_{n}_{part}" for n in self.rows for part in ("code", "label"))}
        if not self.owner.fixed:
            wanted |= {"code", "is_required", "audience", "condition", *_parts(self.kind)}
            wanted |= {f"option_{n}_retired" for n in self.rows}
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]

    def clean_condition(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["condition"]
        if len({each.partition(SIGN)[0] for each in chosen}) > 1:
            raise forms.ValidationError(FormFault.CONDITION_SEVERAL.label)
        return chosen

    def draft(self) -> Draft:
        """What was typed, on top of what is there."""
        data, now = self.cleaned_data, self.question
        chosen = data.get("condition", [])
        kept = {name: getattr(now, name) if now else None for name in ("minimum", "maximum", "max_length")}
        is_fixed = bool(self.owner.fixed)
        stood = now.condition if now else {}
        code = now.code if now else data.get("code") or code_for(data["label"], {one.code for one in self.others})
        values = frozenset(each.partition(SIGN)[2] for each in chosen)
        return Draft(
            code=code,
            kind=self.kind,
            label=data["label"],
            help=data["help"],
            is_required=now.is_required if is_fixed and now else data.get("is_required", False),
            max_length=kept["max_length"] if is_fixed else data.get("max_length"),
            length_unit=data.get("length_unit") or (now.length_unit if now else LengthUnit.CHARACTERS),
            minimum=kept["minimum"] if is_fixed else data.get("minimum"),
            maximum=kept["maximum"] if is_fixed else data.get("maximum"),
            options=self._options(),
            file_kinds=tuple(now.file_kinds) if is_fixed and now else tuple(data.get("file_kinds", ())),
            max_megabytes=now.max_megabytes if is_fixed and now else data.get("max_megabytes"),
            audience=data.get("audience") or (now.audience if now else Audience.COMMITTEE),
            hangs_on=stood.get("question", "") if is_fixed else chosen[0].partition(SIGN)[0] if chosen else "",
            values=frozenset(stood.get("values", ())) if is_fixed else values,
            is_retired=bool(now and now.is_retired),
        )

    def _options(self) -> tuple[Option, ...]:
        """The answers of a choice; an empty line is none, and one that stood is left out by emptying it."""
        found: list[Option] = []
        retired = {row["code"] for row in (self.question.options if self.question else []) if row.get("is_retired")}
        for n in self.rows:
            code, label = self.cleaned_data[f"option_{n}_code"], self.cleaned_data[f"option_{n}_label"]
            if not label:
                continue
            code = code or code_for(label, {one.code for one in found} | self._codes())
            gone = code in retired if self.owner.fixed else self.cleaned_data.get(f"option_{n}_retired", False)
            found.append(Option(code, label, gone))
        return tuple(found)

    def _codes(self) -> set[str]:
        return {row["code"] for row in (self.question.options if self.question else [])}

    def renew_version(self, version: int) -> None:
        """After a warning, saving once more overwrites knowingly."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


def _initial(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {"version": 0, "audience": Audience.COMMITTEE, "length_unit": LengthUnit.CHARACTERS}
    names = ("version", "is_required", "audience", "max_length", "length_unit", "minimum", "maximum")
    condition = question.condition
    chosen = [f"{condition['question']}{SIGN}{value}" for value in condition["values"]] if condition else []
    values: dict[str, Any] = {name: getattr(question, name) for name in names}
    return values | {"file_kinds": question.file_kinds, "max_megabytes": question.max_megabytes, "condition": chosen}


def _parts(kind: str) -> tuple[str, ...]:
    """The fields that a kind of question has beside the common ones."""
    if kind in TEXTS:
        return ("max_length", "length_unit")
    if kind == QuestionKind.NUMBER:
        return ("minimum", "maximum")
    return ("file_kinds", "max_megabytes") if kind == QuestionKind.FILE else ()


def _values(question: Question) -> list[tuple[str, Any]]:
    """The answers by which another question may hang on this one."""
    if question.kind == QuestionKind.BOOLEAN:
        return [(f"{question.code}{SIGN}{YES}", _("Yes")), (f"{question.code}{SIGN}{NO}", _("No"))]
    return [
        (f"{question.code}{SIGN}{row['code']}", marked(row.get("label")) or row["code"]) for row in question.options
    ]
