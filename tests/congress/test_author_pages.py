"""The author's pages, as a browser without scripts walks them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from common.models import QueuedMail, StoredFile
from congress.models import Submission
from congress.rules.content import Change
from congress.web.shown import shown_changes
from tests.factories import congress as make
from tests.factories import network
from tests.factories import questions as ask

pytestmark = pytest.mark.django_db


def url(name, row, lang="en"):
    path = reverse(name, args=[row.call.congress.slug, row.call.code, row.code])
    return path.replace("/en/", f"/{lang}/", 1)


def fields(row, **changed):
    values = {"version": row.version, "language": "en", "title": "A library", "summary": "We read.", "action": "save"}
    return values | {f"presenter_{n}_{part}": "" for n in (1, 2, 3) for part in ("name", "role", "email")} | changed


@pytest.fixture
def writer():
    return make.author()


@pytest.fixture
def draft(writer):
    return make.submission(author=writer.person, state="draft")


def test_the_calls_of_a_congress_are_public(client):
    call = make.call(guidance={"en": "Tell us.\n\nIn your own words."})
    make.format(call=call, name={"en": "Workshop"})
    make.criterion(call=call, name={"en": "Coherence"}, weight=2)
    page = client.get(f"/en/{call.congress.slug}/call/").content.decode()
    assert all(
        text in page
        for text in (
            "In your own words.",
            "Workshop (10 minutes)",
            "Coherence",
            "1 December 2026, 23:59 (Europe/Madrid)",
        )
    )


def test_several_calls_are_listed_with_their_pages(client):
    call = make.call()
    make.closed_call(congress=call.congress, code="award", title={"en": "The award"})
    page = client.get(f"/en/{call.congress.slug}/call/").content.decode()
    assert (f"/en/{call.congress.slug}/call/award/" in page, "Closed" in page, "Open" in page) == (True, True, True)
    assert client.get(f"/fr/{call.congress.slug}/call/award/").status_code == 200


def test_an_unknown_call_or_a_hidden_congress_is_not_found(client):
    call = make.call()
    hidden = make.call(congress=make.congress(state="draft"))
    paths = [f"/en/{call.congress.slug}/call/nothing/", f"/en/{hidden.congress.slug}/call/", "/en/nowhere/call/"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_writing_asks_to_sign_in_first(client, draft):
    answer = client.get(url("congress-submission-edit", draft))
    assert (answer.status_code, "/sign-in/?next=" in answer.url) == (302, True)


def test_from_the_call_to_the_receipt(client_for, writer):
    form = ask.form()
    ask.question(form=form, code="goal", is_required=True, label={"en": "What for?"})
    call = make.call(form=form)
    theme, way = make.axis(congress=call.congress, code="city"), make.format(call=call, code="poster")
    browser = client_for(writer)
    city = str(writer.person.organisation_id)
    begun = browser.post(
        reverse("congress-submission-new", args=[call.congress.slug, call.code]),
        {"organisation": city, "language": "es", "title": "Una biblioteca"},
        follow=True,
    )
    row = Submission.objects.get()
    assert begun.redirect_chain[-1][0] == url("congress-submission-edit", row)
    typed = fields(row, language="es", title="Una biblioteca", title_en="A library", axis="city", format="poster")
    typed |= {"q_goal": "Leer", "action": "submit", "presenter_1_name": "Li Na", "may_publish": "on"}
    done = browser.post(url("congress-submission-edit", row), typed, follow=True)
    row.refresh_from_db()
    assert done.redirect_chain[-1][0] == url("congress-submission", row)
    assert (row.state, row.title, row.axis, row.format, row.may_publish) == (
        "submitted", {"es": "Una biblioteca", "en": "A library"}, theme, way, True
    )  # fmt: skip
    assert ("Receipt" in done.content.decode(), "Leer" in done.content.decode()) == (True, True)
    assert QueuedMail.objects.get().template == "congress_submission_received"


def test_a_refused_submission_keeps_what_was_typed(client_for, writer, draft):
    typed = fields(draft, action="submit", title="A title of mine", summary="")
    page = client_for(writer).post(url("congress-submission-edit", draft), typed)
    text = page.content.decode()
    assert (page.status_code, "A title of mine" in text, "Please write a summary." in text) == (200, True, True)
    assert Submission.objects.get().state == "draft"


def test_a_second_window_is_warned_and_may_then_overwrite_knowingly(client_for, writer, draft):
    browser, where = client_for(writer), url("congress-submission-edit", draft)
    browser.post(where, fields(draft, title="First window"))
    warned = browser.post(where, fields(draft, title="Second window"))
    assert ("Second window" in warned.content.decode(), Submission.objects.get().title["en"]) == (True, "First window")
    assert warned.context["form"]["version"].value() == "2"
    browser.post(where, fields(draft, version=2, title="Second window"))
    assert Submission.objects.get().title == {"en": "Second window"}


def test_autosave_answers_with_the_new_version_or_the_conflict(client_for, writer, draft):
    browser, where = client_for(writer), url("congress-submission-autosave", draft)
    first = browser.post(where, fields(draft), headers={"accept": "application/json"})
    stale = browser.post(where, fields(draft), headers={"accept": "application/json"})
    bad = browser.post(where, fields(draft, version=""), headers={"accept": "application/json"})
    assert (first.json()["version"], stale.status_code, stale.json()["code"], bad.status_code) == (
        2, 409, "stale_version", 400
    )  # fmt: skip


def test_an_endorsement_is_checked_by_content_and_sent_as_a_download(client_for, writer, files_dir):
    call = make.call(asks_endorsement=True)
    draft = make.submission(author=writer.person, state="draft", call=call)
    browser, where = client_for(writer), url("congress-submission-edit", draft)
    page = SimpleUploadedFile("letter.pdf", b"<script>alert(1)</script>", "application/pdf")
    refused = browser.post(where, fields(draft, endorsement=page))
    assert "This type of file is not accepted here" in refused.content.decode()
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    browser.post(where, fields(draft, endorsement=SimpleUploadedFile("letter.png", picture.getvalue(), "image/png")))
    sent = browser.get(url("congress-submission-endorsement", draft))
    assert b"".join(sent.streaming_content).startswith(b"\x89PNG")
    assert StoredFile.objects.count() == 1
    assert (sent["Content-Type"], sent["X-Content-Type-Options"], "attachment" in sent["Content-Disposition"]) == (
        "image/png", "nosniff", True
    )  # fmt: skip


def test_uploads_are_limited(client_for, writer, files_dir, rate_limits):
    rate_limits.LIMITS = {**rate_limits.LIMITS, "upload": (0, 600)}
    draft = make.submission(author=writer.person, state="draft", call=make.call(asks_endorsement=True))
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7", "application/pdf")
    page = client_for(writer).post(url("congress-submission-edit", draft), fields(draft, endorsement=letter))
    assert ("Too many attempts" in page.content.decode(), StoredFile.objects.count()) == (True, 0)


@pytest.mark.parametrize("name", ["", "-edit", "-autosave", "-versions", "-withdraw", "-endorsement"])
def test_somebody_elses_submission_is_not_found(client_for, draft, name):
    browser = client_for(make.author(organisation=draft.organisation))
    where = url(f"congress-submission{name}", draft)
    assert (browser.get(where).status_code if name != "-autosave" else browser.post(where).status_code) == 404


def test_versions_show_what_changed(client_for, writer, draft):
    browser = client_for(writer)
    for title in ("One", "Two"):
        row = Submission.objects.get()
        browser.post(url("congress-submission-edit", draft), fields(row, title=title))
    page = browser.get(url("congress-submission-versions", draft)).content.decode()
    assert ("<del>One</del>" in page, "<ins>Two</ins>" in page, "Title (English)" in page) == (True, True, True)
    assert "kept only until the next save" in page


def test_versions_name_axis_format_and_file(client_for, writer, now):
    call = make.call(asks_endorsement=True)
    make.axis(congress=call.congress, code="community", name={"en": "A lively community"})
    row = make.submission(author=writer.person, call=call, state="draft")
    stored = StoredFile.objects.create(
        name="x", original_name="l.pdf", content_type="application/pdf", size=31744, sha256="ab" * 32,
        person=writer.person.ref, created_at=now,
    )  # fmt: skip
    found = [
        Change("axis", "", "community"), Change("endorsement", "", stored.sha256[:12]), Change("language", "en", "ca")
    ]  # fmt: skip
    said = [one["after"] for one in shown_changes(row, found)]
    assert said == ["A lively community", "a file of 31.0\xa0KB", "Catalan"]


def test_what_is_wrong_is_said_at_once(client_for, writer):
    draft = make.submission(author=writer.person, state="draft", call=make.call(summary_words=50))
    typed = fields(draft, action="submit", summary="word " * 60, presenter_1_name="Bea", presenter_1_email="bea@")
    page = client_for(writer).post(url("congress-submission-edit", draft), typed).content.decode()
    assert ("Enter a valid email address." in page, "60" in page, "The summary has 60 words" in page) == (
        True, True, True
    )  # fmt: skip


def test_the_guidance_is_shown_as_pages_are_and_says_its_title_once(client):
    text = "The call\n\nWhat counts\n\nWe look for:\n– one thing\n– another\n\nConditions\n\nBe brief."
    call = make.call(title={"en": "The call"}, guidance={"en": text})
    page = client.get(f"/en/{call.congress.slug}/call/").content.decode()
    assert (page.count("What we are looking for"), page.count("<h1"), "<p>The call</p>" in page) == (0, 1, False)
    assert ("What counts</h2>" in page, "<li>one thing</li>" in page, "<h3>Conditions</h3>" in page) == (True,) * 3


def test_a_minor_stands_beside_the_name_and_not_in_the_fold(client_for, writer, draft):
    page = client_for(writer).get(url("congress-submission-edit", draft)).content.decode()
    places = [page.index(f'name="presenter_1_{name}"') for name in ("email", "is_minor", "guardian_name")]
    assert places == sorted(places)
    assert places[-1] < page.index("Gender and youth (optional)") < page.index('name="presenter_1_gender"')


def test_withdrawing_asks_first(client_for, writer):
    row = make.submission(author=writer.person)
    browser, where = client_for(writer), url("congress-submission-withdraw", row)
    assert browser.get(where).status_code == 200
    assert browser.post(where).status_code == 302
    row.refresh_from_db()
    assert (row.state, browser.get(where).status_code) == ("withdrawn", 302)


def test_after_the_closing_the_form_leads_back_to_the_submission(client_for, writer, clock, draft):
    clock.set(draft.call.closes_at)
    browser, where = client_for(writer), url("congress-submission-edit", draft)
    late = browser.post(where, fields(draft, title="Too late but not lost"))
    assert (browser.get(where).status_code, "Too late but not lost" in late.content.decode()) == (302, True)
    assert "This call closed on" in late.content.decode()


def test_a_pending_decision_does_not_show_and_a_released_one_does(client_for, writer, now):
    row = make.submission(author=writer.person, call=make.closed_call())
    made = make.decision(submission=row, outcome="rejected", reason="Too far from the theme")
    browser, where = client_for(writer), url("congress-submission", row)
    before = browser.get(where).content.decode()
    made.released_at = now
    made.save()
    Submission.objects.update(state="rejected")
    after = browser.get(where).content.decode()
    assert ("Too far" in before, "Not selected" in before, "Too far" in after, "Not selected" in after) == (
        False, False, True, True
    )  # fmt: skip


def test_the_short_address_leads_to_ones_own_submission(client_for, writer, draft):
    path = f"/en/{draft.call.congress.slug}/submissions/{draft.code}/"
    assert client_for(writer).get(path).url == url("congress-submission", draft)
    assert client_for(make.author()).get(path).status_code == 404


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt"])
def test_the_form_is_whole_in_every_language(client_for, writer, draft, lang):
    assert client_for(writer).get(url("congress-submission-edit", draft, lang)).status_code == 200


def test_ones_own_list_on_the_call_page_asks_as_many_queries_for_three_as_for_one(client_for, writer, assert_queries):
    call = make.call()
    browser, where = client_for(writer), f"/en/{call.congress.slug}/call/{call.code}/"
    make.submission(author=writer.person, call=call)
    with assert_queries(12):
        browser.get(where)
    for _ in range(2):
        make.submission(author=writer.person, call=call)
    with assert_queries(12):
        browser.get(where)


def test_whoever_belongs_to_nobody_chooses_among_the_active_organisations(client_for):
    call = make.call()
    network.organisation(name={"en": "Porto"})
    network.organisation(name={"en": "Sunken"}, is_active=False)
    nobody = make.accounts.user()
    page = client_for(nobody).get(reverse("congress-submission-new", args=[call.congress.slug, call.code]))
    assert ("Porto" in page.content.decode(), "Sunken" in page.content.decode()) == (True, False)
