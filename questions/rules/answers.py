"""Whether an answer fits its question. Pure: the sentences for the faults are in enums.AnswerFault."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from questions.rules.text import length, tidy

# Whatever a question allows, no single answer is longer than this.
MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """What a rule needs to know of a question. `retired` options are taken only where they stood before."""

    code: str
    kind: str
    is_required: bool = False
    max_length: int | None = None
    unit: str = "characters"
    options: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A code of enums.AnswerFault and what fills its sentence."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict)


class _Refused(Exception):
    def __init__(self, code: str, **params: int) -> None:
        self.fault = Fault(code, params)
        super().__init__(code)


def check_all(
    questions: Iterable[QuestionSpec],
    answers: Mapping[str, Any],
    *,
    complete: bool,
    before: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], dict[str, Fault]]:
    """(clean answers, faults by question code).

    With `complete` required questions must be answered; without it (a draft) they may be left open. Empty
    answers are dropped. An answer to a question that the form does not have is a fault.
    """
    specs = {spec.code: spec for spec in questions}
    clean: dict[str, Any] = {}
    faults = {code: Fault("unknown_question") for code in answers if code not in specs}
    for code, spec in specs.items():
        try:
            value = check(spec, answers.get(code), before=(before or {}).get(code), complete=complete)
        except _Refused as refused:
            faults[code] = refused.fault
            continue
        if value is not None:
            clean[code] = value
    return clean, faults


def fault_of(spec: QuestionSpec, value: Any, *, complete: bool = True) -> Fault | None:
    """The fault of one answer, or None."""
    try:
        check(spec, value, before=None, complete=complete)
    except _Refused as refused:
        return refused.fault
    return None


def check(spec: QuestionSpec, value: Any, *, before: Any, complete: bool) -> Any:
    """The clean value, or None for no answer. Raises a private exception that `check_all` turns into a Fault."""
    if value is None or value == "" or value == [] or (isinstance(value, str) and not value.strip()):
        if spec.is_required and complete:
            raise _Refused("unticked" if spec.kind == "boolean" else "missing")
        return None
    return _CHECKS[spec.kind](spec, value, before, complete)


def _text(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> str:
    if not isinstance(value, str):
        raise _Refused("not_text")
    text = tidy(value)
    if spec.kind == "short_text" and "\n" in text:
        raise _Refused("one_line")
    if len(text) > MOST_CHARACTERS:
        raise _Refused("too_many_characters", length=len(text), limit=MOST_CHARACTERS)
    # A draft may be too long for now; only what is handed in must fit.
    if spec.max_length is not None and complete and length(text, spec.unit) > spec.max_length:
        raise _Refused(f"too_many_{spec.unit}", length=length(text, spec.unit), limit=spec.max_length)
    return text


def _single(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> str:
    if not isinstance(value, str) or not (value in spec.options or (value in spec.retired and value == before)):
        raise _Refused("not_an_option")
    return value


def _multiple(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> list[str]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise _Refused("not_an_option")
    kept = spec.retired & set(before if isinstance(before, list) else [])
    if not set(value) <= spec.options | kept:
        raise _Refused("not_an_option")
    return sorted(set(value))


def _number(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise _Refused("not_a_number")
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise _Refused("not_a_number") from None
    if not number.is_finite() or abs(number) > 10**15 or not math.isfinite(float(number)):
        raise _Refused("not_a_number")
    if spec.minimum is not None and number < spec.minimum:
        raise _Refused("too_small", limit=spec.minimum)
    if spec.maximum is not None and number > spec.maximum:
        raise _Refused("too_large", limit=spec.maximum)
    return int(number) if number == number.to_integral_value() else float(number)


def _date(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        if not isinstance(value, str) or len(value.strip()) != len("2026-05-26"):
            raise ValueError
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise _Refused("not_a_date") from None


def _boolean(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> bool:
    if not isinstance(value, bool):
        raise _Refused("not_yes_or_no")
    if spec.is_required and complete and not value:
        raise _Refused("unticked")
    return value


_CHECKS = {
    "short_text": _text,
    "long_text": _text,
    "single": _single,
    "country": _single,
    "multiple": _multiple,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
}
