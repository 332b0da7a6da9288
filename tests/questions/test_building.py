"""Building a form: what can stand in it, what is in use, what only the wording may change."""

import pytest

from common.actors import Actor
from common.errors import Invalid
from questions.actions import forms
from questions.enums import Audience, FormFault, QuestionKind
from questions.models import Form
from questions.queries.drafts import columns_of, draft_of
from questions.rules import building
from questions.rules.building import Draft, Option, faults_of
from questions.rules.codes import code_for
from tests.factories import questions as make

RED, BLUE = Option("red", {"en": "Red"}), Option("blue", {"en": "Blue"})
COLOUR = Draft("colour", "single", {"en": "Colour", "es": "Color"}, options=(RED, BLUE))
BOX = Draft("box", "boolean", {"en": "Tested?"})
WHY = Draft("why", "long_text", {"en": "Why?"})


def but(draft, **kw):
    return Draft(**{**{name: getattr(draft, name) for name in Draft.__slots__}, **kw})


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (but(WHY, code="Why!"), "code", "code_malformed"),
        (but(WHY, code="new"), "code", "code_reserved"),
        (but(WHY, code="colour"), "code", "code_taken"),
        (but(WHY, kind="opera"), "kind", "unknown_kind"),
        (but(WHY, audience="press"), "audience", "unknown_audience"),
        (but(WHY, label={"en": " "}), "label", "label_missing"),
        (but(WHY, label={"es": " COLOR "}), "label", "label_taken"),
        (but(WHY, max_length=0), "max_length", "limit_malformed"),
        (Draft("n", "number", {"en": "N"}, minimum=3, maximum=2), "maximum", "bounds_crossed"),
        (Draft("f", "file", {"en": "F"}), "file_kinds", "file_kinds_missing"),
        (Draft("f", "file", {"en": "F"}, file_kinds=("pdf",), max_megabytes=99), "max_megabytes", "limit_malformed"),
        (Draft("c", "single", {"en": "C"}), "options", "options_missing"),
        (Draft("c", "single", {"en": "C"}, options=(RED, RED)), "options", "options_missing"),
        (Draft("c", "single", {"en": "C"}, options=(Option("a", {}),)), "options", "option_unnamed"),
        (Draft("c", "single", {"en": "C"}, options=(RED, Option("a", {"en": "red"}))), "options", "option_taken"),
        (but(WHY, hangs_on="gone", values=frozenset({"a"})), "condition", "condition_unknown"),
        (but(WHY, hangs_on="why", values=frozenset({"a"})), "condition", "condition_circular"),
        (but(WHY, hangs_on="colour", values=frozenset({"green"})), "condition", "condition_values"),
        (but(WHY, hangs_on="colour"), "condition", "condition_values"),
    ],
)
def test_what_makes_no_sense_is_named(draft, field, code):
    assert {name: fault.code for name, fault in faults_of(draft, [COLOUR, BOX], 2).items()} == {field: code}
    assert code in FormFault.values


def test_conditions_hang_on_earlier_questions_that_are_asked():
    why = but(WHY, hangs_on="box", values=frozenset({"yes"}))

    assert faults_of(why, [COLOUR, BOX], 2) == {}
    assert faults_of(why, [COLOUR, BOX], 1)["condition"].code == "condition_later"
    assert faults_of(why, [COLOUR, but(BOX, is_retired=True)], 2)["condition"].code == "condition_retired"
    assert faults_of(but(why, hangs_on="text"), [Draft("text", "date", {"en": "T"})], 1)["condition"].code == (
        "condition_kind"
    )
    ring = faults_of(why, [but(BOX, hangs_on="why", values=frozenset({"a"}))], 1)["condition"]
    assert [text["en"] for text in ring.texts.values()] == ["Why?", "Tested?", "Why?"]


def test_every_kind_can_be_built_for_everybody():
    assert (set(QuestionKind.values), set(Audience.values)) == (building.KINDS, building.AUDIENCES)


def test_codes_are_made_from_words():
    assert code_for({"es": "¿Qué hace la Ciudad por ti?"}, set()) == "que-hace-la-ciudad"
    assert code_for({"en": "New"}, {"new-2"}) == "new-3"
    assert code_for({"ko": "안동"}, set()) == "q"


# --- in the database ----------------------------------------------------------------------------
@pytest.fixture
def editing(db, now):
    form = forms.build_form(name="Call", questions=[columns_of(one) for one in (COLOUR, BOX)])
    return forms.Editing(form=form, by=Actor.system("test"), now=now, scope="here")


def order(form):
    return [row.code for row in form.questions.all()]


def get(editing, code):
    return editing.form.questions.get(code=code)


def change(editing, draft, version=1):
    return forms.change_question(editing=editing, question=get(editing, draft.code), draft=draft, version=version)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [[COLOUR, COLOUR], [but(WHY, hangs_on="box", values=frozenset({"yes"})), BOX]])
def test_a_form_that_makes_no_sense_is_not_built(rows):
    with pytest.raises(Invalid):
        forms.build_form(name="Call", questions=[columns_of(row) for row in rows])
    assert Form.objects.count() == 0


def test_questions_are_added_and_moved(editing):
    forms.add_question(editing=editing, draft=but(WHY, hangs_on="box", values=frozenset({"yes"})))
    assert (order(editing.form), editing.form.version) == (["colour", "box", "why"], 2)

    forms.move_question(editing=editing, code="colour", place=5, version=2)
    assert order(editing.form) == ["box", "why", "colour"]
    with pytest.raises(forms.FormChanged):
        forms.move_question(editing=editing, code="colour", place=0, version=2)
    with pytest.raises(forms.OrderRefused) as caught:
        forms.move_question(editing=editing, code="why", place=0, version=3)
    assert str(caught.value) == "“Why?” is shown only where “Tested?” was answered, so it has to come after it."


def test_a_question_is_changed_by_whoever_has_read_it(editing):
    changed = change(editing, but(COLOUR, label={"en": "Which colour?"}, is_required=True))
    assert (changed.version, changed.is_required) == (2, True)
    assert draft_of(get(editing, "colour")).options == (RED, BLUE)
    with pytest.raises(forms.FormChanged) as caught:
        change(editing, COLOUR)
    assert caught.value.params == {"version": 2}
    for wrong in (but(COLOUR, code="box"), but(COLOUR, kind="multiple")):
        with pytest.raises(Invalid):
            forms.change_question(editing=editing, question=get(editing, "colour"), draft=wrong, version=2)


def test_what_is_in_use_is_retired_not_removed(editing):
    make.answer_set(form=editing.form, answers={"colour": "red"})

    with pytest.raises(forms.QuestionInUse):
        forms.remove_question(editing=editing, question=get(editing, "colour"))
    with pytest.raises(forms.OptionInUse) as caught:
        change(editing, but(COLOUR, options=(BLUE,)))
    assert str(caught.value) == "The answer “Red” has been chosen already. It can be retired, but not removed."
    assert change(editing, but(COLOUR, options=(Option("red", RED.label, True), BLUE))).options[0]["is_retired"] is True
    assert change(editing, but(COLOUR, options=(RED,)), version=2).options == [{"code": "red", "label": {"en": "Red"}}]
    assert forms.retire_question(editing=editing, question=get(editing, "colour")).is_retired is True
    assert forms.restore_question(editing=editing, question=get(editing, "colour")).is_retired is False
    forms.remove_question(editing=editing, question=get(editing, "box"))
    assert order(editing.form) == ["colour"]


def test_what_another_question_hangs_on_stays(editing):
    forms.add_question(editing=editing, draft=but(WHY, hangs_on="colour", values=frozenset({"red"})))

    for act in (forms.remove_question, forms.retire_question):
        with pytest.raises(forms.QuestionNeeded) as caught:
            act(editing=editing, question=get(editing, "colour"))
        assert str(caught.value) == "“Why?” is shown only where this question was answered. Change that first."
    with pytest.raises(Invalid):
        change(editing, but(COLOUR, options=(BLUE,)))


def test_a_form_that_is_fixed_takes_corrected_words_only(editing):
    fixed = forms.Editing(**{**{n: getattr(editing, n) for n in forms.Editing.__slots__}, "is_fixed": True})

    words = but(COLOUR, label={"en": "Which?"}, help={"en": "One"}, options=(Option("red", {"en": "Reddish"}), BLUE))
    assert change(fixed, words).label == {"en": "Which?"}
    for more in (but(words, is_required=True), but(words, options=(BLUE,)), but(words, audience="public")):
        with pytest.raises(forms.FormFixed):
            change(fixed, more, version=2)
    with pytest.raises(forms.FormFixed):
        forms.add_question(editing=fixed, draft=WHY)
    with pytest.raises(forms.FormFixed):
        forms.move_question(editing=fixed, code="box", place=0, version=1)
