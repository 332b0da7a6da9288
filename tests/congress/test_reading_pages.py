"""The score sheet, the set as a PDF, discussion, rounds, reminders and redactions, as pages."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from common import tables
from common.models import QueuedMail
from congress.models import Assignment, Bid, DiscussionNote, Redaction, Review, Round
from tests.factories import congress as make
from tests.factories import questions as ask

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call():
    row = make.closed_call(code="reading", form=ask.form())
    make.criterion(call=row, code="coherence", name={"en": "Coherence"}, anchors={"5": {"en": "all of a piece"}})
    make.criterion(call=row, code="beauty", name={"en": "Beauty"})
    return row


@pytest.fixture
def reader(call):
    return make.member(congress=call.congress)


def path(call, name, *args):
    return reverse(name, args=[call.congress.slug, *args])


def give(reader, call, **kw):
    state = kw.pop("reading", "assigned")
    return make.assignment(submission=make.submission(call=call, **kw), member=reader, state=state)


def cells(row, *scores):
    return {f"{row.submission.code}:{code}": score for code, score in zip(("coherence", "beauty"), scores, strict=True)}


# --- the queue ----------------------------------------------------------------------------------
def test_the_queue_says_how_long_the_rest_takes_and_on_what_that_is_reckoned(client_for, reader, call):
    for _ in range(12):
        give(reader, call)
    page = client_for(reader.user).get(path(call, "congress-committee")).content.decode()
    assert "0 of 12, about 3 hours left" in page
    assert "Reckoned with 15 minutes for a review" in page


def test_what_waits_for_a_coming_round_is_counted_and_not_shown(client_for, reader, call):
    make.round(call=call, opens_at=make.NOW + DAY)
    row = give(reader, call, title={"en": "A secret garden"})
    browser = client_for(reader.user)
    page = browser.get(path(call, "congress-committee")).content.decode()
    assert ("1 experience waits for a round" in page, "A secret garden" in page) == (True, False)
    assert browser.get(path(call, "congress-review", row.submission.code)).status_code == 404
    api = browser.post(f"/api/v1/submissions/{row.submission.code}/reviews/", {"scores": {}, "submit": False})
    assert api.status_code == 404


def test_rounds_with_different_ends_say_each_of_them(client_for, reader, call):
    make.round(call=call, closes_at=make.NOW + DAY, name={"en": "First reading"})
    make.round(call=call, number=2, closes_at=make.NOW + 9 * DAY, name={})
    give(reader, call)
    make.assignment(submission=make.submission(call=call), member=reader, round=2)
    page = client_for(reader.user).get(path(call, "congress-committee")).content.decode()
    assert ("First reading: 1 review, to be handed in until 2" in page, "Round 2: 1 review" in page) == (True, True)


def test_a_second_round_takes_the_place_of_the_first(client_for, reader, call):
    make.round(call=call, closes_at=make.NOW)
    make.round(call=call, number=2)
    row = give(reader, call, reading="done")
    browser, where = client_for(reader.user), path(call, "congress-review", row.submission.code)
    assert "round of reading is over" in browser.get(where).content.decode()
    make.assignment(submission=row.submission, member=reader, round=2)
    browser.post(where, {"score_coherence": "4", "score_beauty": "2", "action": "submit"})
    assert Review.objects.get().assignment.round == 2


def test_a_member_says_what_they_would_like_to_read_of_what_they_may(client_for, reader, call):
    work, other = make.submission(call=call), make.submission(call=call, language="ca")
    own = make.submission(call=call, organisation=reader.organisation)
    browser, where = client_for(reader.user), path(call, "congress-bids", "reading")
    assert browser.get(where).status_code == 404
    call.asks_bids = True
    call.save()
    browser.post(where, {f"bid:{row.code}": "2" for row in (work, other, own)})
    assert list(Bid.objects.values_list("submission", "value")) == [(work.pk, 2)]
    assert (
        work.title["en"] in browser.get(where).content.decode(),
        own.title["en"] in browser.get(where).content.decode(),
    ) == (True, False)
    browser.post(where, {f"bid:{work.code}": "9"})
    browser.post(where, {f"bid:{work.code}": "0"})
    assert Bid.objects.count() == 0


# --- one review ---------------------------------------------------------------------------------
def test_a_review_is_kept_while_it_is_written_and_another_window_is_told(client_for, reader, call):
    row = give(reader, call)
    browser, where = client_for(reader.user), path(call, "congress-review-autosave", row.submission.code)
    first = browser.post(where, {"score_coherence": "4", "comment_authors": "Well", "version": ""})
    assert (first.status_code, Review.objects.get().scores) == (200, {"coherence": 4})
    assert browser.post(where, {"score_coherence": "1", "version": ""}).status_code == 409
    again = browser.post(where, {"score_coherence": "2", "version": first.json()["version"]})
    assert (again.status_code, Review.objects.get().scores) == (200, {"coherence": 2})


def test_what_the_others_think_is_shown_once_ones_own_is_in(client_for, reader, call):
    row = give(reader, call)
    other = make.assignment(submission=row.submission, state="done")
    make.review(assignment=other, scores={"coherence": 2}, comment_committee="Too short")
    browser, where = client_for(reader.user), path(call, "congress-review", row.submission.code)
    talk = path(call, "congress-discussion", row.submission.code)
    browser.post(talk, {"text": "Why?"})
    assert ("Too short" in browser.get(where).content.decode(), DiscussionNote.objects.count()) == (False, 0)
    browser.post(where, {"score_coherence": "4", "score_beauty": "2", "action": "submit"})
    browser.post(talk, {"text": "Why <b>so</b> short?"})
    page = browser.get(where).content.decode()
    assert ("Too short" in page, "Why &lt;b&gt;so&lt;/b&gt; short?" in page) == (True, True)


# --- the sheet and the set ----------------------------------------------------------------------
def test_each_row_of_the_sheet_is_saved_or_says_what_is_wrong_with_it(client_for, reader, call):
    good, half, bad, idle = (give(reader, call) for _ in range(4))
    typed = cells(good, "4", "5") | cells(half, "3", "") | cells(bad, "7", "x") | cells(idle, "", "")
    answer = client_for(reader.user).post(path(call, "congress-score-sheet", "reading"), {**typed, "action": "submit"})
    page = answer.content.decode()
    states = [Assignment.objects.get(pk=row.pk).state for row in (good, half, bad, idle)]
    assert (answer.status_code, states) == (422, ["done", "started", "assigned", "assigned"])
    assert ("2 rows were saved" in page, "Coherence: Scores are whole numbers" in page, 'value="7"' in page) == (
        True, True, True
    )  # fmt: skip


def test_the_sheet_keeps_comments_and_comes_back_as_a_spreadsheet(client_for, reader, call):
    row = give(reader, call, reading="started")
    make.review(assignment=row, state="draft", score=None, submitted_at=None, scores={}, comment_authors="Kept")
    browser, where = client_for(reader.user), path(call, "congress-score-sheet", "reading")
    sent = b"".join(browser.get(path(call, "congress-score-sheet-file", "reading")).streaming_content)
    heads = list(tables.read(sent)[0].cells)
    assert heads == ["code", "title", "score:coherence", "score:beauty"]
    back = tables.write_xlsx(heads, [[row.submission.code, "", "4", "5"]])
    browser.post(where, {"file": SimpleUploadedFile("sheet.xlsx", back), "action": "submit"})
    kept = Review.objects.get()
    assert (kept.state, kept.scores, kept.comment_authors) == ("submitted", {"coherence": 4, "beauty": 5}, "Kept")
    for wrong, words in (
        (b"PK\x03\x04no", "cannot be opened"),
        (b"MZ\x90\x00\x03\x00", "neither a CSV nor an XLSX file"),
        (b"%PDF-1.7\n/Encrypt\n", "neither a CSV nor an XLSX file"),
        (b"name,points\nA,4\n", "its columns should be code, score:coherence and score:beauty"),
    ):
        answer = browser.post(where, {"file": SimpleUploadedFile("sheet.csv", wrong)})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    stray = tables.write_xlsx(
        heads, [["NOTMINE", "", "4", "5"]], headings=["Code", "Experience", "Coherence", "Beauty"]
    )
    page = browser.post(where, {"file": SimpleUploadedFile("sheet.xlsx", stray)}, follow=True).content.decode()
    assert "1 row of the file was not read, because it is none that you can score here: NOTMINE." in page


def test_the_set_has_contents_criteria_with_anchors_and_every_experience(client_for, reader, call, assert_queries):
    browser, where = client_for(reader.user), path(call, "congress-reading-set")
    assert browser.get(where).status_code == 404
    rows = [give(reader, call, title={"en": f"Reading in park {n}"}, reading="assigned") for n in range(3)]
    with assert_queries(12):
        answer = browser.get(where)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert (len(pages), answer.headers["Cache-Control"]) == (5, "private, no-store")
    assert all(f"Reading in park {n}" in pages[0] and f"Reading in park {n}" in pages[n + 2] for n in range(3))
    assert ("5 – all of a piece" in pages[1], rows[0].submission.code in pages[2]) == (True, True)
    Assignment.objects.filter(pk=rows[0].pk).update(state="done")
    sizes = [len(PdfReader(io.BytesIO(browser.get(f"{where}{rest}").content)).pages) for rest in ("", "?all")]
    assert sizes == [4, 5]
    queue = browser.get(path(call, "congress-committee")).content.decode()
    assert ("What is left as a PDF" in queue, "?all" in queue) == (True, True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_sheet_asks_as_many_queries_for_three_as_for_one(client_for, reader, call, assert_queries, number):
    for _ in range(number):
        give(reader, call)
    browser = client_for(reader.user)
    with assert_queries(12):
        browser.get(path(call, "congress-score-sheet", "reading"))


# --- the chair ----------------------------------------------------------------------------------
def test_the_chair_reminds_chosen_members_and_reads_who_was_reminded_when(client_for, reader, call):
    make.round(call=call)
    give(reader, call)
    chair = make.member(congress=call.congress, role="chair")
    browser, where = client_for(chair.user), path(call, "congress-manage-readers", "reading")
    browser.post(where, {"round": "1", "member": [reader.pk]})
    page = browser.get(where).content.decode()
    assert (QueuedMail.objects.get().to, f"by {chair.user.person.full_name}" in page) == (
        reader.user.person.email,
        True,
    )
    browser.post(where, {"round": "1", "member": [reader.pk]})
    assert QueuedMail.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_chairs_lists_ask_as_many_queries_for_three_as_for_one(client_for, call, assert_queries, number):
    for _ in range(number):
        give(make.member(congress=call.congress), call)
    browser = client_for(make.member(congress=call.congress, role="chair").user)
    with assert_queries(13):
        browser.get(path(call, "congress-manage-readers", "reading"))
    with assert_queries(12):
        browser.get(path(call, "congress-manage-redactions", "reading"))


def test_the_chair_writes_what_blind_readers_get_and_is_told_when_the_author_changes_it(client_for, reader, call):
    make.round(call=call, blindness="double")
    ask.question(form=call.form, code="goal", audience="committee", kind="long_text")
    answers = ask.answer_set(form=call.form, answers={"goal": "Reading"})
    row = give(reader, call, answer_set=answers)
    work = row.submission
    browser = client_for(make.member(congress=call.congress, role="chair").user)
    where = path(call, "congress-manage-redaction", "reading", work.code)
    assert "Nothing is kept yet" in browser.get(where).content.decode()
    texts = {"title.en": "One title", "summary.en": "One summary", "answers.goal": "One goal"}
    browser.post(where, {**texts, "version": "0", "of_version": "1"})
    assert Redaction.objects.get().texts == texts
    seen = client_for(reader.user).get(path(call, "congress-review", work.code)).content.decode()
    assert all(text in seen for text in texts.values())
    work.version = 2
    work.save()
    assert "The author has changed the experience since" in browser.get(where).content.decode()
    assert browser.post(where, {**texts, "version": "0", "of_version": "2"}).status_code == 422


def test_the_owner_sets_rounds_up(client_for, call):
    browser = client_for(make.team_member(congress=call.congress).user)
    new = path(call, "congress-settings-round-new", "reading")
    sent = {"name_en": "First", "blindness": "double", "closes_at": "2027-01-31T20:00", "remind_days": "14, 7,2"}
    assert browser.post(new, {**sent, "remind_days": "soon"}).status_code == 422
    browser.post(new, sent)
    row = Round.objects.get()
    assert (row.number, row.blindness, row.remind_days) == (1, "double", [14, 7, 2])
    shown = browser.get(path(call, "congress-settings-round", "reading", 1)).content.decode()
    assert ('value="14, 7, 2"' in shown, 'value="2027-01-31T20:00"' in shown) == (True, True)
    browser.post(path(call, "congress-settings-reading", "reading"), {"asks_confidence": "on"})
    call.refresh_from_db()
    assert (call.asks_bids, call.asks_confidence) == (False, True)
    browser.post(path(call, "congress-settings-round", "reading", 1), {"verb": "remove"})
    assert Round.objects.count() == 0
