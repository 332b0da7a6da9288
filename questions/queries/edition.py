"""What of the forms goes along when an edition is copied, exported or imported."""

from typing import Any

from django.db import models

from common.transfer.reading import RowDamaged
from common.transfer.tables import Pointer, Table
from questions.enums import QuestionKind
from questions.models import AnswerFile, AnswerSet, Form, Question


def _can_be_asked(_reading: Any, row: Question) -> None:
    """Pages rely on the shape of what a file says of a question. Raises RowDamaged."""
    condition = row.condition
    is_plain = isinstance(condition, dict) and (
        not condition
        or isinstance(condition.get("question"), str)
        and isinstance(condition.get("values"), list)
        and all(isinstance(value, str) for value in condition["values"])
    )
    is_plain = is_plain and isinstance(row.file_kinds, list) and row.kind in QuestionKind.values
    if not is_plain:
        raise RowDamaged(table="questions.question", row=row.code, field="condition")


SET_UP: tuple[Table, ...] = (
    Table(Form, kept="name", begun={"version": 1}),
    Table(
        Question,
        of="form",
        kept="code kind label help is_required max_length length_unit minimum maximum options file_kinds "
        "max_megabytes audience condition is_retired position",
        begun={"version": 1},
        finish=_can_be_asked,
    ),
)
PEOPLE: tuple[Table, ...] = (
    Table(AnswerSet, kept="form answers"),
    Table(AnswerFile, of="answer_set", kept="question key file"),
)
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {}
