"""Keeping answers, showing them, and asking for them in a Django form."""

import pytest
from django import forms as django_forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation

from common.errors import Invalid
from common.models import StoredFile
from questions.actions import answers, forms
from questions.models import AnswerFile, AnswerSet
from questions.queries.forms import files_by_key, questions_of, readable_file, shown_answers
from questions.web.fields import add_fields, collect, conditions_data, mark_required
from tests.factories import questions as make
from tests.questions.files import docx, pdf

pytestmark = pytest.mark.django_db
GOAL = {"code": "goal", "kind": "long_text", "label": {"en": "What for?"}, "is_required": True}
HOME = {"street": "Rua Nova 1", "postcode": "1000-001", "locality": "Lisboa", "country": "PT"}


def sent(data, name="report.pdf"):
    return ContentFile(data, name=name)


def save(form, given, now, **kw):
    return answers.save_answers(form=form, answers=given, now=now, **{"complete": True, **kw})


def sentences(error):
    return {code: [str(text) for text in texts] for code, texts in error.value.fields.items()}


# --- answers ------------------------------------------------------------------------------------
def test_save_answers_keeps_clean_answers_or_nothing(now):
    form = forms.build_form(name="Call", questions=[GOAL])
    with pytest.raises(Invalid) as caught:
        save(form, {}, now)
    assert (sentences(caught), AnswerSet.objects.count()) == ({"q_goal": ["Please answer this question."]}, 0)
    draft = save(form, {}, now, complete=False)
    kept = save(form, {"goal": " Reading "}, now, answer_set=draft)
    assert (kept.pk, kept.answers) == (draft.pk, {"goal": "Reading"})


def test_answers_to_a_retired_question_stay_and_new_ones_are_refused(now):
    old = make.question(code="old", is_retired=True)
    kept = make.answer_set(form=old.form, answers={"old": "said"})

    assert save(old.form, {}, now, answer_set=kept).answers == {"old": "said"}
    with pytest.raises(Invalid):
        save(old.form, {"old": "anew"}, now, answer_set=kept)


def test_a_hidden_answer_is_kept_by_a_draft_and_not_handed_in(now):
    box = make.question(code="tested", kind="boolean")
    make.question(form=box.form, code="how", is_required=True, condition={"question": "tested", "values": ["yes"]})

    draft = save(box.form, {"tested": False, "how": "With a survey"}, now, complete=False)
    assert draft.answers == {"tested": False, "how": "With a survey"}
    assert shown_answers(questions_of(box.form), draft.answers, audience="organisers")[-1].code == "tested"
    assert save(box.form, draft.answers, now, answer_set=draft).answers == {"tested": False}
    with pytest.raises(Invalid) as caught:
        save(box.form, {"tested": True}, now, answer_set=draft)
    assert sentences(caught) == {"q_how": ["Please answer this question."]}


# --- files --------------------------------------------------------------------------------------
def test_a_file_is_kept_replaced_and_let_go(now, files_dir, django_capture_on_commit_callbacks):
    paper = make.question(code="paper", kind="file", file_kinds=["pdf", "document"], audience="committee")

    first = save(paper.form, {"paper": sent(pdf())}, now)
    key = first.answers["paper"]
    assert first.files.get().file.content_type == "application/pdf"
    again = save(paper.form, {"paper": key}, now, answer_set=first)
    assert again.answers == {"paper": key}
    old = first.files.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        last = save(paper.form, {"paper": sent(docx(), "plan.docx")}, now, answer_set=first)
    assert last.files.get().file.original_name == "plan.docx"
    assert (default_storage.exists(old), StoredFile.objects.count()) == (False, 1)
    with django_capture_on_commit_callbacks(execute=True):
        save(paper.form, {"paper": None}, now, answer_set=last)
    assert (AnswerFile.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"MZ" + b"\0" * 50, "report.pdf", "This type of file is not accepted here, whatever its name says."),
        (b"", "report.pdf", "The file is empty."),
        (docx(), "report.pdf", "The name of this file says that it is something else than it is. Please save it anew."),
        (docx(macros=True), "plan.docx", "The file holds macros, which nobody here would run. "
                                         "Please save it without them."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "plan.docx",
         "The file is protected by a password, or of an old kind. Please save it as DOCX, ODT or PDF."),
        (pdf(password="x"), "report.pdf", "The PDF is protected by a password. Please send it without one."),
        (pdf() + b" " * 1_100_000, "report.pdf", "The file is larger than 1 MB."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_named(now, files_dir, data, name, sentence):
    paper = make.question(code="paper", kind="file", file_kinds=["pdf", "document"], max_megabytes=1)

    with pytest.raises(Invalid) as caught:
        save(paper.form, {"paper": sent(data, name)}, now)

    assert sentences(caught) == {"q_paper": [sentence]}
    assert (AnswerSet.objects.count(), list(files_dir.iterdir())) == (0, [])


def test_only_an_answer_of_ones_own_can_be_named_by_its_key(now, files_dir):
    paper = make.question(code="paper", kind="file", file_kinds=["pdf"])
    theirs = save(paper.form, {"paper": sent(pdf())}, now)

    with pytest.raises(Invalid):
        save(paper.form, {"paper": theirs.answers["paper"]}, now)


def test_a_file_is_read_by_whom_the_answer_is_read(now, files_dir):
    paper = make.question(code="paper", kind="file", file_kinds=["pdf"], audience="organisers")
    kept = save(paper.form, {"paper": sent(pdf(), "Ana Puig.pdf")}, now)
    key, rows = kept.answers["paper"], questions_of(paper.form)

    found = [readable_file(rows, kept, key, audience=who) for who in ("public", "committee", "organisers")]
    assert [row is not None for row in found] == [False, False, True]
    (one,) = shown_answers(rows, kept.answers, audience="organisers", files=files_by_key(kept, rows))
    assert (one.file, one.text.split(",")[0]) == (key, "PDF")


# --- shown --------------------------------------------------------------------------------------
def test_answers_are_shown_to_their_audience_in_the_readers_language():
    form = make.form()
    make.choice(form=form, code="colour", audience="public", label={"en": "Colour", "es": "Color"})
    make.question(form=form, code="land", kind="country", audience="committee")
    make.question(form=form, code="home", kind="address", audience="committee")
    make.question(form=form, code="yes", kind="boolean", audience="organisers")
    make.question(form=form, code="day", kind="date", audience="organisers")
    given = {"colour": "red", "land": "PT", "home": HOME, "yes": True, "day": "2026-05-26"}

    def shown(audience):
        return [s.text for s in shown_answers(questions_of(form), given, audience=audience, lang="es")]

    with translation.override("es"):
        assert shown("public") == ["Rojo"]
        assert shown("committee") == ["Rojo", "Portugal", "Rua Nova 1\n1000-001 Lisboa\nPortugal"]
        assert len(shown("organisers")) == 5
        assert shown("organisers")[4] == "26 de mayo de 2026"


# --- asked --------------------------------------------------------------------------------------
def django_form(rows, data=None, given=None, files=None):
    class Plain(django_forms.Form):
        pass

    form = Plain(data, files)
    add_fields(form, rows, given or {})
    return form


def test_a_django_form_shows_and_reads_every_kind(files_dir):
    made = make.form()
    for kind in ("short_text", "long_text", "number", "date", "country", "boolean", "address"):
        make.question(form=made, code=kind, kind=kind)
    make.question(form=made, code="file", kind="file", file_kinds=["pdf"])
    make.choice(form=made, code="single")
    make.choice(form=made, code="multiple", kind="multiple")
    rows = questions_of(made)
    typed = {
        "q_short_text": "a", "q_long_text": "b", "q_number": "3,5", "q_date": "2026-05-26", "q_country": "PT",
        "q_boolean": "on", "q_single": "red", "q_multiple": ["red"],
        **{f"q_address.{part}": text for part, text in HOME.items()},
    }  # fmt: skip
    form = django_form(rows, typed, files={"q_file": sent(pdf())})
    assert form.is_valid()
    found = answers.checked_answers(form=made, answers=collect(form, rows), complete=True)
    key = found.answers.pop("file")
    assert found.answers == {
        "short_text": "a", "long_text": "b", "number": 3.5, "date": "2026-05-26", "country": "PT", "boolean": True,
        "single": "red", "multiple": ["red"], "address": HOME,
    }  # fmt: skip
    assert list(found.files) == [key]


def test_help_is_no_markup_and_says_the_limit():
    made = make.form()
    make.question(form=made, code="goal", is_required=True, max_length=3, help={"en": "<b>Short</b>"})
    rows = questions_of(made)
    form = django_form(rows, {"q_goal": ""})
    form.is_valid()
    mark_required(form, rows)
    assert form.fields["q_goal"].required is True
    assert form.fields["q_goal"].help_text == "&lt;b&gt;Short&lt;/b&gt;<br>At most 3 characters."


def test_a_question_says_on_which_answer_it_hangs():
    colour = make.choice(code="colour", label={"en": "Colour"})
    make.question(form=colour.form, code="why", condition={"question": "colour", "values": ["red", "blue"]})
    rows = questions_of(colour.form)

    words = django_form(rows).fields["q_why"].help_text
    assert "Only if “Colour” is answered by “Red” or “Blue”." in words
    assert conditions_data(rows) == (
        '{"q_colour": {"kind": "single"}, "q_why": {"kind": "short_text", "on": "q_colour", "values": ["blue", "red"]}}'
    )
    assert conditions_data([colour]) == ""


def test_a_retired_option_is_offered_only_to_whom_it_is_ticked():
    colour = make.choice(code="colour", options=[{"code": "red", "label": {"en": "Red"}, "is_retired": True}])
    rows = [colour]
    assert django_form(rows).fields["q_colour"].choices == []
    assert django_form(rows, given={"colour": "red"}).fields["q_colour"].choices == [("red", "Red")]
