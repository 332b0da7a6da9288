"""Whether a question may stand in its form. Pure: the sentences for the faults are in enums.FormFault."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from questions.rules.answers import MOST_CHARACTERS
from questions.rules.conditions import DECIDING, NO, YES, circle

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
RESERVED = frozenset({"new", "preview"})  # words of the builder's addresses
MOST_MEGABYTES = 10
KINDS = frozenset(
    {"short_text", "long_text", "single", "multiple", "number", "date", "address", "country", "boolean", "file"}
)
AUDIENCES = frozenset({"public", "committee", "organisers"})
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    code: str
    label: Texts
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as somebody builds it; texts by language. `hangs_on` and `values` are its condition."""

    code: str
    kind: str
    label: Texts
    help: Texts = field(default_factory=dict)
    is_required: bool = False
    max_length: int | None = None
    length_unit: str = "characters"
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    file_kinds: tuple[str, ...] = ()
    max_megabytes: int | None = None
    audience: str = "committee"
    hangs_on: str = ""
    values: frozenset[str] = frozenset()
    is_retired: bool = False

    @property
    def deciding(self) -> frozenset[str]:
        """The values by which another question may hang on this one."""
        return frozenset({YES, NO}) if self.kind == "boolean" else frozenset(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class BuildFault:
    """A code of enums.FormFault and what fills its sentence: texts in languages, by name, and plain values."""

    code: str
    texts: Mapping[str, Texts] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)


def faults_of(question: Draft, others: Sequence[Draft], position: int) -> dict[str, BuildFault]:
    """The faults of a question by field; `others` are those of its form in order, `position` its place among them."""
    named = [one for one in others if one.code == question.code]
    faults: dict[str, BuildFault] = {}
    if not CODE.fullmatch(question.code):
        faults["code"] = BuildFault("code_malformed")
    elif question.code in RESERVED:
        faults["code"] = BuildFault("code_reserved")
    elif named:
        faults["code"] = BuildFault("code_taken", values={"code": question.code})
    if question.kind not in KINDS:
        faults["kind"] = BuildFault("unknown_kind")
    if question.audience not in AUDIENCES:
        faults["audience"] = BuildFault("unknown_audience")
    if not any(text.strip() for text in question.label.values()):
        faults["label"] = BuildFault("label_missing")
    elif (twin := _twin(question, others)) is not None:
        faults["label"] = BuildFault("label_taken", {"other": twin.label})
    faults |= _limits(question)
    if question.kind in ("single", "multiple"):
        faults |= _options(question.options)
    if question.hangs_on and (fault := condition_fault(question, others, position)) is not None:
        faults["condition"] = fault
    return faults


def _twin(question: Draft, others: Sequence[Draft]) -> Draft | None:
    """Another question that is asked and says the same in some language."""
    words = {(lang, _plain(text)) for lang, text in question.label.items() if text.strip()}
    asked = [] if question.is_retired else [one for one in others if not one.is_retired]
    return next((one for one in asked if words & {(lang, _plain(text)) for lang, text in one.label.items()}), None)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _limits(question: Draft) -> dict[str, BuildFault]:
    faults = {}
    for name, value, most in (
        ("max_length", question.max_length, MOST_CHARACTERS),
        ("max_megabytes", question.max_megabytes, MOST_MEGABYTES),
    ):
        if value is not None and not 1 <= value <= most:
            faults[name] = BuildFault("limit_malformed", values={"least": 1, "most": most})
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        faults["maximum"] = BuildFault("bounds_crossed")
    if question.kind == "file" and not question.file_kinds:
        faults["file_kinds"] = BuildFault("file_kinds_missing")
    return faults


def _options(options: Sequence[Option]) -> dict[str, BuildFault]:
    codes = [option.code for option in options]
    if not all(codes) or len(set(codes)) != len(codes) or all(option.is_retired for option in options):
        return {"options": BuildFault("options_missing")}
    seen: set[tuple[str, str]] = set()
    for option in options:
        words = {(lang, _plain(text)) for lang, text in option.label.items() if text.strip()}
        if not words:
            return {"options": BuildFault("option_unnamed", values={"option": option.code})}
        if words & seen:
            return {"options": BuildFault("option_taken", {"option": option.label})}
        seen |= words
    return {}


def condition_fault(question: Draft, others: Sequence[Draft], position: int) -> BuildFault | None:
    """What is wrong with the condition of a question that would stand at `position` among the others."""
    by_code = {one.code: one for one in others}
    ring = circle(question.code, {one.code: one.hangs_on for one in (*others, question) if one.hangs_on})
    if ring:
        labels = {**{one.code: one.label for one in others}, question.code: question.label}
        return BuildFault("condition_circular", {f"circle{n}": labels[code] for n, code in enumerate(ring)})
    on = by_code.get(question.hangs_on)
    if on is None:
        return BuildFault("condition_unknown", values={"other": question.hangs_on})
    if on.is_retired:
        return BuildFault("condition_retired", {"other": on.label})
    if on.kind not in DECIDING:
        return BuildFault("condition_kind")
    if not question.values or not question.values <= on.deciding:
        return BuildFault("condition_values", {"other": on.label})
    if others.index(on) >= position:
        return BuildFault("condition_later", {"other": on.label})
    return None


def dependants(code: str, others: Sequence[Draft]) -> list[Draft]:
    """The questions that are shown only where this one has certain answers."""
    return [one for one in others if one.hangs_on == code and not one.is_retired]


def order_fault(questions: Sequence[Draft]) -> tuple[Draft, Draft] | None:
    """(question, what it hangs on) where an order puts the second behind the first."""
    places = {one.code: place for place, one in enumerate(questions)}
    for place, one in enumerate(questions):
        if one.hangs_on and places.get(one.hangs_on, -1) > place:
            return one, questions[places[one.hangs_on]]
    return None
