"""Making forms."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Invalid
from questions.enums import QuestionKind
from questions.models import AnswerSet, Form, Question

CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


class QuestionInUse(Conflict):
    code = "question_in_use"
    message = _("This question has been answered already. It can be reworded, but not removed.")


class OptionInUse(Conflict):
    code = "option_in_use"
    message = _("This answer has been chosen already. It can be retired, but not removed.")


def build_form(*, name: str, questions: Sequence[dict[str, Any]]) -> Form:
    """A new form with its questions in the order given; each is a dict of Question's columns.

    Raises Invalid when two questions have one code, or a choice offers nothing to choose from.
    """
    with transaction.atomic():
        form = Form.objects.create(name=name)
        rows = [Question(form=form, position=place, **columns) for place, columns in enumerate(questions)]
        codes = [row.code for row in rows]
        for row in rows:
            if codes.count(row.code) > 1:
                raise Invalid(_("Two questions have the code “{code}”."), code=row.code)
            check_question(row)
        Question.objects.bulk_create(rows)
    return form


def check_question(question: Question) -> None:
    """Raises Invalid when a question makes no sense by itself."""
    codes = [option.get("code", "") for option in question.options]
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", question.code):
        raise Invalid(fields={"code": [_("Use small letters, digits and hyphens.")]})
    if question.kind not in QuestionKind.values:
        raise Invalid(fields={"kind": [_("There is no such kind of question.")]})
    if not any(question.label.values()):
        raise Invalid(fields={"label": [_("Please word the question in at least one language.")]})
    if question.kind in CHOICES and (not codes or not all(codes) or len(set(codes)) != len(codes)):
        raise Invalid(fields={"options": [_("A choice needs answers, each with a code of its own.")]})


def remove_question(*, question: Question) -> None:
    """Removes a question that nobody has answered. Raises QuestionInUse."""
    with transaction.atomic():
        Form.objects.select_for_update().get(pk=question.form_id)
        if AnswerSet.objects.filter(form_id=question.form_id, answers__has_key=question.code).exists():
            raise QuestionInUse()
        question.delete()


def retire_option(*, question: Question, option: str) -> Question:
    """Offers an option to nobody any more; where it was chosen, it stays. A repeat is harmless."""
    with transaction.atomic():
        question = Question.objects.select_for_update().get(pk=question.pk)
        question.options = [{**row, "is_retired": True} if row["code"] == option else row for row in question.options]
        question.save(update_fields=["options"])
    return question


def remove_option(*, question: Question, option: str) -> Question:
    """Removes an option that nobody has chosen. Raises OptionInUse."""
    with transaction.atomic():
        question = Question.objects.select_for_update().get(pk=question.pk)
        for answers in AnswerSet.objects.filter(form_id=question.form_id).values_list("answers", flat=True):
            chosen = answers.get(question.code)
            if chosen == option or (isinstance(chosen, list) and option in chosen):
                raise OptionInUse()
        question.options = [row for row in question.options if row["code"] != option]
        check_question(question)
        question.save(update_fields=["options"])
    return question
