"""Answers as JSON: a file is {"name": …, "content": base64}; all else is as it is kept."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from common.errors import Invalid
from questions.enums import QuestionKind
from questions.models import Form
from questions.queries.forms import questions_of

HELP = (
    "By the codes of the form's questions. Texts, numbers, dates (YYYY-MM-DD), countries (ISO 3166) and true or false "
    "as they are; a choice by its code, several as a list; an address as "
    '{"street", "postcode", "locality", "country"}; a file as {"name", "content"} with the content in base64. '
    "What hangs on another answer and is not asked is left out once it is handed in."
)


def with_files(form: Form | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with files in the place of their base64. Raises Invalid under "answers"."""
    given = dict(answers)
    for question in questions_of(form):
        sent = given.get(question.code)
        if question.kind != QuestionKind.FILE or not isinstance(sent, Mapping):
            continue
        name, content = sent.get("name"), sent.get("content")
        try:
            if not isinstance(name, str) or not isinstance(content, str):
                raise ValueError
            given[question.code] = ContentFile(base64.b64decode(content, validate=True), name=name[:200] or "file")
        except (ValueError, binascii.Error):
            text = _("{question}: a file is given as name and content, the content in base64.")
            raise Invalid(fields={"answers": [text.format(question=question.code)]}) from None
    return given
