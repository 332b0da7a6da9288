"""The form of a call: its organisers build it, its authors fill it in, its readers read it."""

import base64
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.models import StoredFile
from congress.actions.erasure import forget
from congress.actions.rehearsal import drop
from congress.models import Submission
from questions.models import AnswerFile, Form, Question
from tests.congress.test_author_pages import fields
from tests.factories import congress as make
from tests.factories import questions as ask
from tests.questions.files import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return make.call(congress=make.congress(slug="here", languages=["en", "ca"]))


@pytest.fixture
def owner(call, client_for):
    return client_for(make.team_member(congress=call.congress).user)


def url(rest=""):
    return f"/en/here/manage/settings/calls/experiences/form/{rest}"


WORDS = {"do": "save", "version": "0", "label_en": "Colour", "audience": "committee"}


def codes():
    return list(Question.objects.order_by("position").values_list("code", flat=True))


# --- building -----------------------------------------------------------------------------------
def test_a_form_is_built_without_code(owner, call):
    assert "This form asks nothing yet" in owner.get(url()).content.decode()
    made = owner.post(
        url("new/?kind=single"), {**WORDS, "option_0_label_en": "Red", "option_1_label_en": "Blue", "option_1_code": ""}
    )
    assert made.headers["Location"] == url("questions/colour/")
    call.refresh_from_db()
    assert (call.form.name, Question.objects.get().options) == ("experiences", [
        {"code": "red", "label": {"en": "Red"}}, {"code": "blue", "label": {"en": "Blue"}},
    ])  # fmt: skip

    why = {**WORDS, "label_en": "Why <b>red</b>?", "label_ca": "Per què?", "condition": "colour:red", "code": "why"}
    owner.post(url("new/?kind=long_text"), {**why, "max_length": "90", "length_unit": "words", "is_required": "on"})
    page = owner.get(url()).content.decode()
    assert "Why &lt;b&gt;red&lt;/b&gt;?" in page
    assert "Only if “Colour” is answered by “Red”." in page

    owner.post(url(), {"do": "up:why", "version": call.form.questions.first().form.version})
    assert codes() == ["colour", "why"]
    shown = owner.get(f"{url('preview/')}?lang=ca&width=phone").content.decode()
    said = (
        "Per què?",
        'class="form-sample phone" lang="ca"',
        "data-max-words",
        "data-conditions",
        "1 question has no words",
    )
    assert [text for text in said if text not in shown] == []


def test_what_is_refused_keeps_what_was_typed(owner, call):
    ask.choice(form=call.form or _form(call), code="colour", label={"en": "Colour"})

    page = owner.post(url("new/?kind=short_text"), {**WORDS, "code": "colour", "help_en": "A help"})

    assert page.status_code == 422
    text = page.content.decode()
    assert "Another question of this form has the code “colour” already." in text
    assert "The question “Colour” is worded the same. People could not tell them apart." in text
    assert "A help" in text


def _form(call):
    call.form = ask.form()
    call.save()
    return call.form


def test_two_who_edit_at_once_are_told(owner, call):
    row = ask.question(form=_form(call), code="goal", label={"en": "Goal"})
    owner.post(url("questions/goal/"), {**WORDS, "version": "1", "label_en": "Goals"})

    late = owner.post(url("questions/goal/"), {**WORDS, "version": "1", "label_en": "Aims"})
    assert (late.status_code, b"Somebody changed this while you were writing" in late.content) == (422, True)
    assert b'name="version" value="2"' in late.content
    row.refresh_from_db()
    assert row.label == {"en": "Goals"}
    owner.post(url("questions/goal/"), {**WORDS, "version": "2", "label_en": "Aims"})
    row.refresh_from_db()
    assert row.label == {"en": "Aims"}


def test_a_question_in_use_is_retired_and_asked_again(owner, call):
    row = ask.question(form=_form(call), code="goal")
    ask.answer_set(form=row.form, answers={"goal": "Reading"})
    page = owner.get(url("questions/goal/")).content.decode()
    assert ("Ask it no more" in page, "Nobody has answered it" in page) == (True, False)

    owner.post(url("questions/goal/"), {"do": "remove"})
    assert codes() == ["goal"]
    owner.post(url("questions/goal/"), {"do": "retire"})
    assert "Not asked any more" in owner.get(url()).content.decode()
    owner.post(url("questions/goal/"), {"do": "restore"})
    assert Question.objects.get().is_retired is False


@pytest.mark.parametrize("late", [timedelta(seconds=-1), timedelta(0)])
def test_the_form_is_fixed_once_its_call_has_closed(owner, call, clock, late):
    """One second before the end all may change, at the end itself only words; an extension opens it again."""
    ask.question(form=_form(call), code="goal", is_required=True, max_length=7)
    clock.set(call.closes_at + late)
    said = {**WORDS, "version": "1", "label_en": "Aims", "max_length": "9", "length_unit": "characters"}

    owner.post(url("questions/goal/"), said)

    row = Question.objects.get()
    is_fixed = late == timedelta(0)
    assert (row.label, row.max_length, row.is_required) == ({"en": "Aims"}, 7 if is_fixed else 9, is_fixed)
    page = owner.get(url()).content.decode()
    assert ("only labels and help can still be corrected" in page, "Add a question" in page) == (is_fixed, not is_fixed)
    call.closes_at += timedelta(days=1)
    call.save()
    assert "Add a question" in owner.get(url()).content.decode()


def test_a_form_that_another_call_has_closed_is_fixed_too(owner, call):
    ask.question(form=_form(call))
    make.closed_call(congress=call.congress, code="award", form=call.form)

    assert "only labels and help can still be corrected" in owner.get(url()).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(owner, call, django_assert_num_queries, number):
    form = _form(call)
    for _n in range(number):
        ask.question(form=form)
    with django_assert_num_queries(9):
        owner.get(url())


# --- filling in ---------------------------------------------------------------------------------
@pytest.fixture
def writer():
    return make.author()


@pytest.fixture
def paper(call):
    """A form that asks for a file where a box is ticked."""
    form = _form(call)
    ask.question(form=form, code="tested", kind="boolean", label={"en": "Tested"}, audience="committee")
    return ask.question(
        form=form, code="paper", kind="file", file_kinds=["pdf"], audience="committee", label={"en": "Report"},
        condition={"question": "tested", "values": ["yes"]}, is_required=True,
    )  # fmt: skip


def at(row, rest=""):
    return reverse("congress-submission", args=[row.call.congress.slug, row.call.code, row.code]) + rest


def report():
    return SimpleUploadedFile("Ana Puig.pdf", pdf(), "application/pdf")


def test_a_file_outlives_a_refusal_and_is_read_by_its_readers_alone(client_for, writer, call, paper, files_dir):
    draft = make.submission(author=writer.person, state="draft", call=call)
    browser = client_for(writer)

    refused = browser.post(
        at(draft, "edit/"), fields(draft, action="submit", summary="", q_tested="on", q_paper=report())
    )
    assert "There already:" in refused.content.decode()
    draft.refresh_from_db()
    key = draft.answer_set.answers["paper"]
    browser.post(at(draft, "edit/"), fields(draft, action="submit", version=draft.version, q_tested="on"))

    draft.refresh_from_db()
    assert (draft.state, draft.answer_set.answers) == ("submitted", {"tested": True, "paper": key})
    assert f'href="{at(draft, f"files/{key}/")}"' in browser.get(at(draft)).content.decode()
    sent = browser.get(at(draft, f"files/{key}/"))
    assert b"".join(sent).startswith(b"%PDF")
    assert (sent["Content-Disposition"], sent["X-Content-Type-Options"]) == (
        'attachment; filename="Ana Puig.pdf"', "nosniff"
    )  # fmt: skip
    reader = make.member(congress=call.congress)
    make.assignment(submission=draft, member=reader)
    address = reverse("congress-review-file", args=[call.congress.slug, draft.code, key])
    page = (
        client_for(reader.user).get(reverse("congress-review", args=[call.congress.slug, draft.code])).content.decode()
    )
    assert (f'href="{address}"' in page, "Ana Puig.pdf" in page) == (True, False)
    given = client_for(reader.user).get(address)
    assert b"".join(given).startswith(b"%PDF")
    assert given["Content-Disposition"] == f'attachment; filename="{draft.code}-paper.pdf"'
    Question.objects.filter(code="paper").update(audience="organisers")
    assert client_for(reader.user).get(address).status_code == 404
    assert client_for(make.author()).get(at(draft, f"files/{key}/")).status_code == 404


def test_what_is_hidden_is_dropped_on_handing_in_with_its_file(client_for, writer, call, paper, files_dir):
    draft = make.submission(author=writer.person, state="draft", call=call)
    browser = client_for(writer)
    browser.post(at(draft, "edit/"), fields(draft, q_paper=report()))
    draft.refresh_from_db()
    assert set(draft.answer_set.answers) == {"tested", "paper"}
    assert "Report" not in browser.get(at(draft)).content.decode()

    browser.post(at(draft, "edit/"), fields(draft, action="submit", version=draft.version))

    draft.refresh_from_db()
    assert (draft.answer_set.answers, AnswerFile.objects.count()) == ({"tested": False}, 0)
    assert StoredFile.objects.count() == 0


def test_versions_say_what_changed_in_words(client_for, writer, call):
    ask.question(form=_form(call), code="place", kind="address", label={"en": "Place"})
    draft = make.submission(author=writer.person, state="draft", call=call)
    browser = client_for(writer)
    home = {"q_place.street": "Rua Nova 1", "q_place.locality": "Lisboa", "q_place.country": "PT"}
    for version, more in enumerate(({}, home)):
        browser.post(at(draft, "edit/"), fields(draft, version=draft.version + version, **more))

    page = browser.get(at(draft, "versions/")).content.decode()
    assert "Rua Nova 1\nLisboa\nPortugal" in page


@pytest.mark.parametrize("way", ["erasure", "rehearsal"])
def test_files_go_with_the_draft(client_for, writer, call, paper, files_dir, now, way):
    draft = make.submission(author=writer.person, state="draft", call=call)
    client_for(writer).post(at(draft, "edit/"), fields(draft, q_tested="on", q_paper=report()))
    kept = StoredFile.objects.get()

    if way == "erasure":
        forget(person=str(writer.person.ref), now=now)
    else:
        assert drop(call.congress).files == {kept.pk}
    assert (Submission.objects.count(), AnswerFile.objects.count()) == (0, 0)
    assert StoredFile.objects.count() == (0 if way == "erasure" else 1)


def test_the_api_takes_every_kind(client_for, writer, call, paper, files_dir):
    ask.question(form=Form.objects.get(pk=call.form_id), code="place", kind="address")
    place = {"street": "Rua Nova 1", "locality": "Lisboa", "country": "PT"}
    content = {"name": "r.pdf", "content": base64.b64encode(pdf()).decode()}
    body = {"language": "en", "title": {"en": "A library"}, "summary": {"en": "We read."}}
    path = f"/api/v1/congresses/{call.congress.slug}/submissions/"

    def post(answers):
        return client_for(writer).post(path, {**body, "answers": answers}, content_type="application/json")

    bad = post({"tested": True, "paper": {"name": "r.pdf", "content": "?"}})
    assert (bad.status_code, Submission.objects.count()) == (400, 0)
    made = post({"tested": True, "paper": content, "place": place})
    assert made.status_code == 201
    assert made.json()["answers"] == {"tested": True, "place": place, "paper": AnswerFile.objects.get().key}
    hidden = post({"tested": False, "paper": content, "place": place})
    assert hidden.json()["answers"] == {"tested": False, "place": place}
