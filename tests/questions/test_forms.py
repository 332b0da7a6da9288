"""Building forms, keeping answers, showing them."""

import pytest
from django import forms as django_forms
from django.utils import translation

from common.errors import Invalid
from questions.actions import answers, forms
from questions.models import AnswerSet, Form
from questions.queries.forms import questions_of, shown_answers
from questions.web.fields import add_fields, check_fields, collect, mark_required
from tests.factories import questions as make

pytestmark = pytest.mark.django_db
GOAL = {"code": "goal", "kind": "long_text", "label": {"en": "What for?"}, "is_required": True}
COLOUR = {
    "code": "colour",
    "kind": "single",
    "label": {"en": "Colour"},
    "options": [{"code": "red", "label": {"en": "Red"}}],
}


def test_build_form_keeps_the_order():
    form = forms.build_form(name="Call", questions=[GOAL, COLOUR])
    assert [(q.code, q.position) for q in form.questions.all()] == [("goal", 0), ("colour", 1)]


@pytest.mark.parametrize(
    "questions",
    [
        [GOAL, GOAL],
        [{**GOAL, "code": "Goal!"}],
        [{**GOAL, "kind": "opera"}],
        [{**GOAL, "label": {}}],
        [{**COLOUR, "options": []}],
        [{**COLOUR, "options": [*COLOUR["options"], *COLOUR["options"]]}],
    ],
)
def test_a_form_that_makes_no_sense_is_refused(questions):
    with pytest.raises(Invalid):
        forms.build_form(name="Call", questions=questions)
    assert Form.objects.count() == 0


def test_save_answers_keeps_clean_answers_or_nothing():
    form = forms.build_form(name="Call", questions=[GOAL])
    with pytest.raises(Invalid) as caught:
        answers.save_answers(form=form, answers={}, complete=True)
    assert ({k: [str(t) for t in v] for k, v in caught.value.fields.items()}, AnswerSet.objects.count()) == (
        {"q_goal": ["Please answer this question."]}, 0
    )  # fmt: skip
    draft = answers.save_answers(form=form, answers={}, complete=False)
    kept = answers.save_answers(form=form, answers={"goal": " Reading "}, complete=True, answer_set=draft)
    assert (kept.pk, kept.answers) == (draft.pk, {"goal": "Reading"})


def test_what_is_in_use_is_retired_not_removed():
    colour = make.choice(code="colour")
    make.answer_set(form=colour.form, answers={"colour": "red"})
    with pytest.raises(forms.QuestionInUse):
        forms.remove_question(question=colour)
    with pytest.raises(forms.OptionInUse):
        forms.remove_option(question=colour, option="red")
    retired = forms.retire_option(question=colour, option="red")
    assert [o.get("is_retired", False) for o in retired.options] == [True, False]
    with pytest.raises(Invalid):
        answers.save_answers(form=colour.form, answers={"colour": "red"}, complete=True)


def test_what_nobody_has_chosen_can_be_removed():
    colour = make.choice(code="colour")
    assert [o["code"] for o in forms.remove_option(question=colour, option="blue").options] == ["red"]
    forms.remove_question(question=colour)
    assert colour.form.questions.count() == 0


def test_answers_are_shown_to_their_audience_in_the_readers_language():
    form = make.form()
    make.choice(form=form, code="colour", audience="public", label={"en": "Colour", "es": "Color"})
    make.question(form=form, code="land", kind="country", audience="committee")
    make.question(form=form, code="yes", kind="boolean", audience="organisers")
    make.question(form=form, code="day", kind="date", audience="organisers")
    given = {"colour": "red", "land": "PT", "yes": True, "day": "2026-05-26"}

    def shown(audience):
        return [s.text for s in shown_answers(questions_of(form), given, audience=audience, lang="es")]

    with translation.override("es"):
        assert shown("public") == ["Rojo"]
        assert shown("committee") == ["Rojo", "Portugal"]
        assert len(shown("organisers")) == 4
        assert shown("organisers")[3] == "26 de mayo de 2026"


def django_form(rows, data=None, given=None):
    class Plain(django_forms.Form):
        pass

    form = Plain(data)
    add_fields(form, rows, given or {})
    return form


def test_a_django_form_shows_and_reads_every_kind():
    made = make.form()
    for kind in ("short_text", "long_text", "number", "date", "country", "boolean"):
        make.question(form=made, code=kind, kind=kind)
    make.choice(form=made, code="single")
    make.choice(form=made, code="multiple", kind="multiple")
    rows = questions_of(made)
    typed = {
        "q_short_text": "a", "q_long_text": "b", "q_number": "3,5", "q_date": "2026-05-26", "q_country": "PT",
        "q_boolean": "on", "q_single": "red", "q_multiple": ["red"],
    }  # fmt: skip
    form = django_form(rows, typed)
    assert form.is_valid()
    check_fields(form, rows, complete=True, before={})
    assert form.errors == {}
    found = answers.checked_answers(form=made, answers=collect(form, rows), complete=True)
    assert found == {
        "short_text": "a", "long_text": "b", "number": 3.5, "date": "2026-05-26", "country": "PT", "boolean": True,
        "single": "red", "multiple": ["red"],
    }  # fmt: skip


def test_a_fault_stands_beside_its_field_and_help_is_no_markup():
    made = make.form()
    make.question(form=made, code="goal", is_required=True, max_length=3, help={"en": "<b>Short</b>"})
    rows = questions_of(made)
    form = django_form(rows, {"q_goal": ""})
    form.is_valid()
    check_fields(form, rows, complete=True, before={})
    mark_required(form, rows)
    assert (form.errors["q_goal"], form.fields["q_goal"].required) == (["Please answer this question."], True)
    assert form.fields["q_goal"].help_text == "&lt;b&gt;Short&lt;/b&gt; At most 3 characters."


def test_a_retired_option_is_offered_only_to_whom_it_is_ticked():
    colour = make.choice(code="colour", options=[{"code": "red", "label": {"en": "Red"}, "is_retired": True}])
    rows = [colour]
    assert django_form(rows).fields["q_colour"].choices == []
    assert django_form(rows, given={"colour": "red"}).fields["q_colour"].choices == [("red", "Red")]
