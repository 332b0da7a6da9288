"""Questions as the builder sees them, and what is wrong with one in words."""

from collections.abc import Iterable
from typing import Any

from common import fields
from questions.enums import FormFault
from questions.models import Question
from questions.rules.building import BuildFault, Draft, Option


def draft_of(question: Question) -> Draft:
    """A stored question for the rules of the builder."""
    return Draft(
        code=question.code,
        kind=question.kind,
        label=question.label,
        help=question.help,
        is_required=question.is_required,
        max_length=question.max_length,
        length_unit=question.length_unit,
        minimum=question.minimum,
        maximum=question.maximum,
        options=tuple(
            Option(row.get("code", ""), row.get("label") or {}, bool(row.get("is_retired"))) for row in question.options
        ),
        file_kinds=tuple(question.file_kinds),
        max_megabytes=question.max_megabytes,
        audience=question.audience,
        hangs_on=question.condition.get("question", ""),
        values=frozenset(question.condition.get("values", ())),
        is_retired=question.is_retired,
    )


def drafts_of(questions: Iterable[Question]) -> list[Draft]:
    return [draft_of(question) for question in questions]


def columns_of(draft: Draft) -> dict[str, Any]:
    """The columns of Question that a draft fills."""
    names = ("code", "kind", "is_required", "max_length", "length_unit", "minimum", "maximum", "max_megabytes")
    values: dict[str, Any] = {name: getattr(draft, name) for name in (*names, "audience", "is_retired")}
    return values | {
        "label": dict(draft.label),
        "help": dict(draft.help),
        "options": [
            {"code": one.code, "label": dict(one.label), **({"is_retired": True} if one.is_retired else {})}
            for one in draft.options
        ],
        "file_kinds": list(draft.file_kinds),
        "condition": {"question": draft.hangs_on, "values": sorted(draft.values)} if draft.hangs_on else {},
    }


def fault_sentence(fault: BuildFault) -> str:
    """What is wrong with a question, in the active language."""
    texts = {name: fields.pick(dict(words)) for name, words in fault.texts.items()}
    ring = " → ".join(text for name, text in texts.items() if name.startswith("circle"))
    return str(FormFault(fault.code).label).format(**texts, **fault.values, circle=ring)
