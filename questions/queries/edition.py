"""What of the forms goes along when an edition is copied, exported or imported."""

from django.db import models

from common.transfer.tables import Pointer, Table
from questions.models import AnswerSet, Form, Question

SET_UP: tuple[Table, ...] = (
    Table(Form, kept="name"),
    Table(
        Question,
        of="form",
        kept="code kind label help is_required max_length length_unit minimum maximum options audience position",
    ),
)
PEOPLE: tuple[Table, ...] = (Table(AnswerSet, kept="form answers"),)
POINTERS: tuple[Pointer, ...] = ()
LEFT_OUT: dict[type[models.Model], str] = {}
