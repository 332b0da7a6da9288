"""Which questions are asked, given the answers to others. Pure; static/js/conditions.js decides alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

YES, NO = "yes", "no"  # how conditions name the two states of a box
DECIDING = frozenset({"single", "multiple", "boolean"})  # kinds that a condition may hang on


@dataclass(frozen=True, slots=True)
class Condition:
    """Met where the question `code` is asked and has any of the `values` for an answer."""

    code: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """What a rule needs to know of a question. `retired` options are taken only where they stood before.

    Of a file question the options are the keys of the files that there are.
    """

    code: str
    kind: str
    is_required: bool = False
    max_length: int | None = None
    unit: str = "characters"
    options: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    minimum: int | None = None
    maximum: int | None = None
    condition: Condition | None = None


def said(kind: str, value: Any) -> frozenset[str]:
    """An answer as the values that conditions name: codes of options, or "yes" and "no" of a box."""
    if kind == "boolean":
        return frozenset({YES if value is True else NO})
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, (list, tuple)):
        return frozenset(item for item in value if isinstance(item, str))
    return frozenset()


def shown(questions: Iterable[QuestionSpec], answers: Mapping[str, Any]) -> frozenset[str]:
    """The codes of the questions that are asked, whatever the order in which they are given.

    A question whose condition hangs on one that is not asked is not asked either. What hangs on a question that the
    form does not have is asked: nobody could ever answer it into being. So is what would wait for itself; the builder
    refuses both.
    """
    known = {question.code: question for question in questions}
    return frozenset(code for code in known if _is_asked(code, known, answers))


def _is_asked(code: str, known: Mapping[str, QuestionSpec], answers: Mapping[str, Any]) -> bool:
    path: list[str] = []
    while code not in path and (condition := known[code].condition) is not None and condition.code in known:
        path.append(code)
        code = condition.code
    if code in path:
        path = path[: path.index(code)]
    return all(_is_met(known[each].condition, known, answers) for each in path)


def _is_met(condition: Condition | None, known: Mapping[str, QuestionSpec], answers: Mapping[str, Any]) -> bool:
    if condition is None:
        return True
    given = said(known[condition.code].kind, answers.get(condition.code))
    return not given.isdisjoint(condition.values)


def circle(code: str, hangs_on: Mapping[str, str]) -> list[str]:
    """The questions that wait for one another in a circle through `code`, in that order; [] where there is none.

    `hangs_on` has {question: question that its condition names}.
    """
    path = [code]
    while (following := hangs_on.get(path[-1])) is not None:
        if following == code:
            return [*path, code]
        if following in path:
            return []
        path.append(following)
    return []
