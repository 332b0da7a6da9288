"""Making and changing forms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from common import fields
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid, NotFound
from questions.enums import FormFault
from questions.models import AnswerSet, Form, Question
from questions.queries.drafts import columns_of, draft_of, drafts_of, fault_sentence
from questions.rules.building import BuildFault, Draft, Option, dependants, faults_of, order_fault


class QuestionInUse(Conflict):
    code = "question_in_use"
    message = _("This question has been answered already. It can be reworded or retired, but not removed.")


class OptionInUse(Conflict):
    code = "option_in_use"
    message = _("The answer “{option}” has been chosen already. It can be retired, but not removed.")


class QuestionNeeded(Conflict):
    code = "question_needed"
    message = FormFault.STILL_NEEDED.label


class OrderRefused(Conflict):
    code = "order_refused"
    message = _("“{question}” is shown only where “{other}” was answered, so it has to come after it.")


class FormChanged(Conflict):
    code = "form_changed"
    message = _(
        "Somebody changed this while you were writing. Nothing of yours is lost: it is still in this form. Open the "
        "saved version in a new tab, compare, and save again."
    )


class FormFixed(Conflict):
    code = "form_fixed"
    message = _("This form is closed: only the wording of its questions can still be corrected.")


@dataclass(frozen=True, slots=True)
class Editing:
    """A form that its owner holds locked while somebody changes it. `scope` is that of the trail.

    Where it `is_fixed` only the wording may change.
    """

    form: Form
    by: Actor
    now: datetime
    scope: str
    is_fixed: bool = False


def build_form(*, name: str, questions: Sequence[dict[str, Any]]) -> Form:
    """A new form with its questions in the order given; each is a dict of Question's columns.

    Raises Invalid when a question cannot stand where it does.
    """
    rows = [Question(position=place, **columns) for place, columns in enumerate(questions)]
    drafts = drafts_of(rows)
    for place, draft in enumerate(drafts):
        _check(draft, [*drafts[:place], *drafts[place + 1 :]], place)
    with transaction.atomic():
        form = Form.objects.create(name=name)
        for row in rows:
            row.form = form
        Question.objects.bulk_create(rows)
    return form


def add_question(*, editing: Editing, draft: Draft) -> Question:
    """Puts a question at the end of a form. Raises Invalid by field, FormFixed."""
    _check_free(editing)
    rows = list(editing.form.questions.all())
    _check(draft, drafts_of(rows), len(rows))
    position = rows[-1].position + 1 if rows else 0
    row = Question.objects.create(form=editing.form, position=position, **columns_of(draft))
    _step(editing)
    _audit(editing, "question_added", row)
    return row


def change_question(*, editing: Editing, question: Question, draft: Draft, version: int) -> Question:
    """Changes a question; code and kind stay. `version` is the one that was read.

    Raises FormChanged when somebody saved in between, Invalid by field, OptionInUse for an answer left out that was
    chosen, FormFixed for more than the wording of a form that is closed.
    """
    row = _locked(editing, question)
    if row.version != version:
        raise FormChanged(version=row.version)
    before = draft_of(row)
    draft = replace(draft, is_retired=before.is_retired)
    if draft.code != before.code:
        raise Invalid(fields={"code": [FormFault.CODE_FIXED.label]})
    if draft.kind != before.kind:
        raise Invalid(fields={"kind": [FormFault.KIND_FIXED.label]})
    if editing.is_fixed and _without_words(draft) != _without_words(before):
        raise FormFixed()
    rows = list(editing.form.questions.all())
    others = drafts_of(other for other in rows if other.pk != row.pk)
    _check(draft, others, [other.pk for other in rows].index(row.pk))
    _check_options(row, before, draft, others)
    for name, value in columns_of(draft).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _audit(editing, "question_changed", row)
    return row


def remove_question(*, editing: Editing, question: Question) -> None:
    """Removes a question that nobody has answered. Raises QuestionInUse, QuestionNeeded, FormFixed."""
    _check_free(editing)
    row = _locked(editing, question)
    if is_answered(row):
        raise QuestionInUse()
    _check_needed(editing, row)
    _audit(editing, "question_removed", row)
    row.delete()
    _step(editing)


def retire_question(*, editing: Editing, question: Question) -> Question:
    """Asks a question of nobody any more; its answers stay. A repeat is harmless. Raises QuestionNeeded, FormFixed."""
    _check_free(editing)
    row = _locked(editing, question)
    _check_needed(editing, row)
    return _retired(editing, row, True)


def restore_question(*, editing: Editing, question: Question) -> Question:
    """Asks a retired question again. A repeat is harmless. Raises Invalid where it no longer fits, FormFixed."""
    _check_free(editing)
    row = _locked(editing, question)
    rows = list(editing.form.questions.all())
    others = drafts_of(other for other in rows if other.pk != row.pk)
    draft = replace(draft_of(row), is_retired=False)
    _check(draft, others, [other.pk for other in rows].index(row.pk))
    return _retired(editing, row, False)


def move_question(*, editing: Editing, code: str, place: int, version: int) -> None:
    """Puts a question at a place (from 0) of the order; `version` is the form's that was read.

    Raises FormChanged, NotFound, FormFixed, and OrderRefused where a question would come before what it hangs on.
    """
    _check_free(editing)
    if editing.form.version != version:
        raise FormChanged(version=editing.form.version)
    rows = list(editing.form.questions.select_for_update())
    row = next((one for one in rows if one.code == code), None)
    if row is None:
        raise NotFound()
    rows.remove(row)
    rows.insert(min(max(place, 0), len(rows)), row)
    fault = order_fault(drafts_of(rows))
    if fault is not None:
        question, other = (fields.pick(dict(one.label)) for one in fault)
        raise OrderRefused(question=question, other=other)
    for number, one in enumerate(rows):
        one.position = number
    Question.objects.bulk_update(rows, ["position"])
    _step(editing)
    _audit(editing, "question_moved", row)


def is_answered(question: Question) -> bool:
    """Whether anybody has answered a question, in a draft at least."""
    return AnswerSet.objects.filter(form_id=question.form_id, answers__has_key=question.code).exists()


def chosen_options(question: Question) -> set[str]:
    """The options of a choice that somebody has chosen."""
    rows = AnswerSet.objects.filter(form_id=question.form_id, answers__has_key=question.code)
    found: set[str] = set()
    for value in rows.values_list(KeyTransform(question.code, "answers"), flat=True):
        found |= set(value) if isinstance(value, list) else {value}
    return found


def _locked(editing: Editing, question: Question) -> Question:
    row = Question.objects.select_for_update().filter(pk=question.pk, form=editing.form).first()
    if row is None:
        raise NotFound()
    return row


def _check(draft: Draft, others: Sequence[Draft], position: int) -> None:
    faults = faults_of(draft, others, position)
    if faults:
        raise Invalid(fields={name: [fault_sentence(fault)] for name, fault in faults.items()})


def _check_free(editing: Editing) -> None:
    if editing.is_fixed:
        raise FormFixed()


def _check_options(row: Question, before: Draft, draft: Draft, others: Sequence[Draft]) -> None:
    """An answer that is left out was chosen by nobody, and no question hangs on it."""
    left = {option.code for option in draft.options}
    gone = [option for option in before.options if option.code not in left]
    used = chosen_options(row) if gone else set()
    for option in gone:
        label = dict(option.label)
        if option.code in used:
            raise OptionInUse(option=fields.pick(label), fields={})
        for other in dependants(draft.code, others):
            if option.code in other.values:
                fault = BuildFault("option_needed", {"option": label, "other": other.label})
                raise Invalid(fields={"options": [fault_sentence(fault)]})


def _check_needed(editing: Editing, row: Question) -> None:
    found = dependants(row.code, drafts_of(editing.form.questions.exclude(pk=row.pk)))
    if found:
        raise QuestionNeeded(other=fields.pick(dict(found[0].label)))


def _without_words(draft: Draft) -> Draft:
    options = tuple(Option(one.code, {}, one.is_retired) for one in draft.options)
    return replace(draft, label={}, help={}, options=options)


def _retired(editing: Editing, row: Question, is_retired: bool) -> Question:
    if row.is_retired == is_retired:
        return row
    row.is_retired = is_retired
    row.version += 1
    row.save(update_fields=["is_retired", "version"])
    _audit(editing, "question_retired" if is_retired else "question_restored", row)
    return row


def _step(editing: Editing) -> None:
    """The order of the form is another one than somebody may have read."""
    editing.form.version += 1
    editing.form.save(update_fields=["version"])


def _audit(editing: Editing, verb: str, row: Question) -> None:
    audit.record(verb=verb, subject=row, by=editing.by, now=editing.now, scope=editing.scope, after={"kind": row.kind})
