"""Notes and minutes: whose they are, how they are corrected and removed."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.actors import Actor
from common.models import AuditEntry, StoredFile
from congress.actions import notes
from congress.models import Note
from tests.factories import congress as make

BY = Actor("user", "1", "user 1")
pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"congress-plan{name}", args=["demo", *args])


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


@pytest.fixture
def edition():
    return make.congress(slug="demo")


@pytest.fixture
def team(edition, client_for, settings):
    settings.DEMO = True

    def member(role="owner"):
        user = make.team_member(congress=edition, role=role).user
        return client_for(user), user

    return member


@pytest.fixture
def milestone(edition):
    return make.milestone(congress=edition, role="visits")


def png(name="plan.png"):
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


# --- actions --------------------------------------------------------------------------------------
def test_a_corrected_note_stays_its_authors_and_says_when_and_by_whom(milestone, now):
    row = notes.write_note(congress=milestone.congress, milestone=milestone, body="Two buses.", by=BY, now=now)

    other, later = Actor("user", "2", "user 2"), now + timedelta(hours=1)
    notes.change_note(note=row, version=1, body="Three buses.", by=other, now=later)

    row.refresh_from_db()
    assert (row.body, row.written_by, row.written_at) == ("Three buses.", "user:1", now)
    assert (row.corrected_by, row.corrected_at, row.version) == ("user:2", later, 2)


def test_a_removed_note_takes_its_attachment_along_and_leaves_a_line(
    milestone, now, files_dir, django_capture_on_commit_callbacks
):
    row = notes.write_note(
        congress=milestone.congress, milestone=milestone, body="A plan.", attachment=png(), by=BY, now=now
    )
    name = row.attachment.name

    with django_capture_on_commit_callbacks(execute=True):
        notes.remove_note(note=row, version=1, by=BY, now=now)

    assert (Note.objects.exists(), StoredFile.objects.exists(), default_storage.exists(name)) == (False,) * 3
    last = AuditEntry.objects.latest("id")
    assert (last.verb, last.subject_kind, last.subject_label) == ("note_removed", "note", milestone.code)


def test_another_attachment_takes_the_place_of_the_first(milestone, now, files_dir):
    row = notes.write_note(
        congress=milestone.congress, milestone=milestone, body="A plan.", attachment=png("a.png"), by=BY, now=now
    )

    notes.change_note(note=row, version=1, body="A plan.", attachment=png("b.png"), by=BY, now=now)

    assert [file.original_name for file in StoredFile.objects.all()] == ["b.png"]


def test_what_was_corrected_meanwhile_is_not_removed(milestone, now):
    row = make.note(milestone=milestone, version=2)

    with pytest.raises(notes.NoteChanged):
        notes.remove_note(note=row, version=1, by=BY, now=now)

    assert Note.objects.count() == 1


# --- pages ----------------------------------------------------------------------------------------
def test_the_author_corrects_a_note_and_the_page_says_so(milestone, team, clock):
    browser, user = team("visits")
    browser.post(url("-milestone", milestone.code), {"body": "Two buses."})
    row = Note.objects.get()
    clock.move(hours=1)

    answer = browser.post(url("-note", row.pk), {"body": "Three buses.", "version": 1})

    assert (answer.status_code, answer.url) == (302, url("-milestone", milestone.code))
    page = text(browser.get(url("-milestone", milestone.code)))
    assert ("Three buses." in page, "corrected on " in page) == (True, True)
    assert page.count(user.person.full_name) >= 1


def test_the_author_removes_a_note_once_asked(milestone, team):
    browser, user = team("visits")
    row = make.note(milestone=milestone, written_by=f"user:{user.pk}")

    assert 'name="version" value="1"' in text(browser.get(url("-note-remove", row.pk)))
    browser.post(url("-note-remove", row.pk), {"version": "1"})

    assert not Note.objects.exists()


def test_a_note_is_nobody_elses_to_correct_or_remove(milestone, team):
    row = make.note(milestone=milestone, written_by="user:999999")
    browser, _user = team("owner")

    page = text(browser.get(url("-milestone", milestone.code)))
    assert (url("-note", row.pk) in page, url("-note-remove", row.pk) in page) == (False, False)
    for name in ("-note", "-note-remove"):
        assert browser.get(url(name, row.pk)).status_code == 404
        assert browser.post(url(name, row.pk), {"body": "x", "version": "1"}).status_code == 404


def test_a_note_that_was_corrected_meanwhile_is_shown_beside_what_was_typed(milestone, team):
    browser, user = team("visits")
    row = make.note(milestone=milestone, written_by=f"user:{user.pk}", version=3, body="Theirs")

    page = text(browser.post(url("-note", row.pk), {"body": "Mine", "version": 2}), 409)

    assert ("Theirs" in page, "Mine" in page, 'name="version" value="3"' in page) == (True, True, True)


def test_minutes_say_who_wrote_and_who_corrected_them(edition, team, clock):
    writer, author = team()
    writer.post(url("-minutes-new"), {"title": "Site visit", "held_on": "2026-11-20", "body": "Seen."})
    row = Note.objects.get()
    clock.move(hours=1)
    second, other = team()
    second.post(
        url("-minutes-one", row.pk), {"title": "Site visit", "held_on": "2026-11-20", "body": "Well.", "version": 1}
    )

    for address in (url("-minutes"), url("-minutes-one", row.pk)):
        page = text(second.get(address))
        assert author.person.full_name in page
        assert f"by {other.person.full_name}" in page
        assert "corrected on " in page


def test_minutes_are_removed_by_their_author_alone(edition, team):
    author, user = team()
    other, _user = team()
    row = make.note(
        milestone=make.milestone(congress=edition),
        title="Visit",
        held_on=edition.starts_on,
        written_by=f"user:{user.pk}",
    )

    assert other.post(url("-note-remove", row.pk), {"version": "1"}).status_code == 404
    assert author.post(url("-note-remove", row.pk), {"version": "1"}).url == url("-minutes")
    assert not Note.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_minutes_ask_the_same_number_of_questions(edition, team, number, django_assert_num_queries):
    browser, user = team()
    one = make.milestone(congress=edition)
    for _ in range(number):
        make.note(milestone=one, title="Visit", held_on=edition.starts_on, written_by=f"user:{user.pk}")
    browser.get(url("-minutes"))
    with django_assert_num_queries(9):
        browser.get(url("-minutes"))


# --- done before what it waits for ----------------------------------------------------------------
@pytest.mark.parametrize(("view", "times"), [("list", 1), ("board", 1)])
def test_what_is_done_before_what_it_waits_for_is_said_in_words(edition, team, view, times):
    browser, _user = team()
    early = make.milestone(congress=edition, state="done", done_on=edition.starts_on)
    early.waits_for.add(make.milestone(congress=edition))
    fine = make.milestone(congress=edition, state="done", done_on=edition.starts_on)
    fine.waits_for.add(early)

    said = "Done before what it waits for"
    assert text(browser.get(url(""), {"view": view})).count(said) == times
    assert said in text(browser.get(url("-milestone", early.code)))
    assert said not in text(browser.get(url("-milestone", fine.code)))
