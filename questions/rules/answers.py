"""Whether an answer fits its question. Pure: the sentences for the faults are in enums.AnswerFault."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from questions.rules.conditions import QuestionSpec, shown
from questions.rules.text import length, tidy

# Whatever a question allows, no single answer is longer than this.
MOST_CHARACTERS = 20_000
MOST_IN_LINE = 200  # of a line of an address
ADDRESS = ("street", "postcode", "locality", "country")


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
    answers are dropped. An answer to a question that the form does not have is a fault. What hangs on another answer
    and is not asked is never a fault: a draft keeps what was typed there, what is handed in does not hold it.
    """
    specs = {spec.code: spec for spec in questions}
    asked = shown(specs.values(), answers)
    clean: dict[str, Any] = {}
    faults = {code: Fault("unknown_question") for code in answers if code not in specs}
    for code, spec in specs.items():
        if complete and code not in asked:
            continue
        known = (before or {}).get(code)
        try:
            value = check(spec, answers.get(code), before=known, complete=complete)
        except _Refused as refused:
            if code in asked:
                faults[code] = refused.fault
                continue
            value = known
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
    if is_empty(value):
        if spec.is_required and complete:
            raise _Refused("unticked" if spec.kind == "boolean" else "missing")
        return None
    return _CHECKS[spec.kind](spec, value, before, complete)


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; an address of empty lines is nothing."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(isinstance(part, str) and not part.strip() for part in value.values())
    return value is None or value == []


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


def _address(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> dict[str, str]:
    if not isinstance(value, Mapping) or not set(value) <= set(ADDRESS):
        raise _Refused("not_an_address")
    if not all(isinstance(part, str) for part in value.values()):
        raise _Refused("not_an_address")
    lines = {name: " ".join(tidy(value.get(name, "")).split()) for name in ADDRESS}
    longest = max(map(len, lines.values()))
    if longest > MOST_IN_LINE:
        raise _Refused("too_many_characters", length=longest, limit=MOST_IN_LINE)
    if lines["country"] and lines["country"] not in spec.options:
        raise _Refused("not_an_address")
    # Not every country has postcodes.
    if complete and not (lines["street"] and lines["locality"] and lines["country"]):
        raise _Refused("address_incomplete")
    return {name: line for name, line in lines.items() if line}


def _file(spec: QuestionSpec, value: Any, before: Any, complete: bool) -> str:
    if not isinstance(value, str) or value not in spec.options:
        raise _Refused("not_a_file")
    return value


_CHECKS = {
    "short_text": _text,
    "long_text": _text,
    "single": _single,
    "country": _single,
    "multiple": _multiple,
    "number": _number,
    "date": _date,
    "address": _address,
    "file": _file,
    "boolean": _boolean,
}
