"""Copying, exporting and importing as organisers meet them."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.actions import jobs
from common.models import AuditEntry, Job, StoredFile
from common.tokens import seal
from congress.enums import CongressKind
from congress.models import Congress, TeamMember
from portal.actions import edition_jobs
from portal.actions.editions import key_for, look, rows_of
from registration.models import Registration
from tests.factories import accounts
from tests.factories import congress as make
from tests.portal.edition_people import peopled
from tests.portal.editions import full, owner_of
from tests.portal.test_edition_file import rebuilt

pytestmark = pytest.mark.django_db
PASSPHRASE = "four words of ours"
COPY = {"name_en": "Second", "name_pt": "Segundo", "starts_on": "2028-05-30", "slug": "second",
        "timezone": "Europe/Madrid"}  # fmt: skip
WITH = {"people": "with", "passphrase": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture
def event(now, files_dir, settings, tmp_path) -> Congress:
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"
    return full(now)


@pytest.fixture
def browser(event, client_for) -> Client:
    """An owner who works for the secretariat."""
    return client_for(owner_of(event))


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- copying ------------------------------------------------------------------------------------
def copy_page(event: Congress) -> str:
    return reverse("portal-copy", args=[event.slug])


def test_copy_is_looked_at_and_then_made(event, browser):
    url = copy_page(event)
    assert "First day" in text_of(browser.get(url))

    looked = browser.post(url, {**COPY, "step": "look"})
    once = re.search(r'name="once" value="([0-9a-f]{32})"', looked.content.decode())[1]
    said = text_of(looked)
    made = browser.post(url, {**COPY, "step": "make", "once": once})

    assert "All dates move 371 days later." in said
    assert "Call closes" in said
    assert "Not taken: people and roles" in said
    assert Congress.objects.get(slug="second").is_rehearsing
    assert made.url == reverse("portal-copied", args=["second"])


def test_copy_sent_twice_makes_one(event, browser):
    data = {**COPY, "step": "make", "once": "b" * 32}

    first, second = browser.post(copy_page(event), data), browser.post(copy_page(event), data)

    assert first.url == second.url
    assert Congress.objects.count() == 2


def test_copy_into_the_past_says_what_has_passed(event, browser):
    looked = browser.post(copy_page(event), {**COPY, "starts_on": "2025-05-27", "step": "look"})

    said = text_of(looked)
    assert "dates would lie in the past" in said
    assert "You may go on" in said
    assert looked.status_code == 200


def test_copy_under_a_taken_word_is_refused_beside_its_field(event, browser):
    answer = browser.post(copy_page(event), {**COPY, "slug": "first", "step": "look"})

    assert answer.status_code == 422
    assert "“first-2” is free" in text_of(answer)


def test_coordinator_copies_the_meetings_of_their_network_only(event, client_for):
    coordinator = client_for(accounts.coordinator(event.territorial_network))
    assert coordinator.get(copy_page(event)).status_code == 404  # no meeting

    Congress.objects.filter(pk=event.pk).update(kind=CongressKind.MEETING)

    assert coordinator.get(copy_page(event)).status_code == 200
    assert client_for(accounts.coordinator(make.network.territorial_network())).get(copy_page(event)).status_code == 404


def test_list_of_congresses_leads_to_copies_and_imports(event, browser):
    shown = browser.get("/en/network/congresses/").content.decode()

    assert copy_page(event) in shown
    assert UPLOAD in shown


# --- exporting ----------------------------------------------------------------------------------
def export_page(event: Congress) -> str:
    return reverse("portal-export", args=[event.slug])


def run(now: Any) -> None:
    assert jobs.run_due(now=now) >= 1


def test_export_without_people_is_made_and_downloaded(event, browser, now):
    asked = browser.post(export_page(event), {"people": "without"})
    waiting = text_of(browser.get(asked.url))
    run(now)
    done = browser.get(asked.url)
    file = browser.get(f"{asked.url}file/")

    assert "This waits for its turn" in waiting
    assert "The file is ready" in text_of(done)
    data = b"".join(file.streaming_content)
    assert look(io.BytesIO(data)).counts["congress.congress"] == 1
    assert file.headers["Content-Disposition"] == 'attachment; filename="first-2026-11-21.plenaria"'
    assert file.headers["Cache-Control"] == "private, no-store"
    entry = AuditEntry.objects.get(verb="congress_exported")
    assert (entry.scope, entry.after["people"]) == ("first", False)


def test_export_with_people_opens_with_the_passphrase(event, browser, now):
    peopled(event, now)
    asked = browser.post(export_page(event), WITH)
    run(now)

    data = io.BytesIO(b"".join(browser.get(f"{asked.url}file/").streaming_content))

    assert key_for(look(data), PASSPHRASE) is not None
    assert look(data).counts["registration.registration"] == 1


def test_passphrase_is_kept_nowhere(event, browser, now, caplog):
    asked = browser.post(export_page(event), WITH)
    job = Job.objects.get(kind=edition_jobs.EXPORT)
    waiting = json.dumps([job.payload, job.progress, job.key])
    run(now)
    job.refresh_from_db()

    assert PASSPHRASE not in waiting + caplog.text + browser.get(asked.url).content.decode()
    assert (job.payload, "key" in job.progress["result"]) == ({}, False)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"passphrase": "short", "again": "short"}, "at least 16 characters"),
        ({"passphrase": "aaaaaaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaaaaaa"}, "same few characters"),
        ({"passphrase": PASSPHRASE, "again": "three words of ours"}, "not the same passphrase"),
        ({"passphrase": "", "again": ""}, "at least 16 characters"),
    ],
)
def test_weak_passphrase_is_refused(data, sentence, event, browser):
    answer = browser.post(export_page(event), {**WITH, **data})

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not Job.objects.exists()


def test_export_asked_for_twice_is_one(event, browser):
    data = {"people": "without", "once": "c" * 32}

    assert browser.post(export_page(event), data).url == browser.post(export_page(event), data).url
    assert Job.objects.filter(kind=edition_jobs.EXPORT).count() == 1
    other = browser.post(export_page(event), {"people": "without", "once": "d" * 32})
    assert "being exported at the moment" in text_of(other)


def test_export_is_kept_for_a_day(event, browser, now, clock):
    asked = browser.post(export_page(event), {"people": "without"})
    run(now)
    name = StoredFile.objects.get(content_type=edition_jobs.EXPORTED).name

    clock.move(hours=24, minutes=1)
    gone = browser.get(f"{asked.url}file/")
    with_sweep = edition_jobs.drop_old(now=clock.now)

    assert (gone.status_code, with_sweep) == (404, 1)
    assert StoredFile.objects.filter(content_type=edition_jobs.EXPORTED).count() == 0
    # The bytes go once the transaction is kept; a test's never is.
    assert default_storage.exists(name)


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_exports_asks_as_much_of_three_as_of_one(number, event, browser, now, assert_queries):
    for _ in range(number):
        browser.post(export_page(event), {"people": "without"})
        run(now)

    with assert_queries(8):
        shown = browser.get(export_page(event))

    assert shown.content.decode().count(">Download<") == number


# --- importing ----------------------------------------------------------------------------------
UPLOAD = "/en/network/congresses/import/"
PREVIEW = f"{UPLOAD}preview/"


def exported(event: Congress, browser: Client, now: Any, **data: str) -> bytes:
    asked = browser.post(export_page(event), data or {"people": "without"})
    run(now)
    return b"".join(browser.get(f"{asked.url}file/").streaming_content)


def uploaded(browser: Client, data: bytes) -> Any:
    return browser.post(UPLOAD, {"file": SimpleUploadedFile("first.plenaria", data)})


def test_import_is_looked_at_and_then_made(event, browser, now):
    sent = uploaded(browser, exported(event, browser, now))
    said = text_of(browser.get(PREVIEW))
    asked = browser.post(PREVIEW, {"slug": "second"})
    run(now)
    done = browser.get(asked.url)

    assert sent.url == PREVIEW
    assert "Without people" in said
    assert Congress.objects.get(slug="second").is_rehearsing
    assert TeamMember.objects.filter(congress__slug="second", role="owner").count() == 1
    assert "The congress is imported" in text_of(done)
    assert StoredFile.objects.filter(content_type=edition_jobs.WAITING).count() == 0
    assert AuditEntry.objects.get(verb="congress_imported").after["from"] == "first"


@pytest.mark.parametrize("people", ["without", "with"])
def test_export_and_import_count_the_same_rows(people, event, browser, now):
    data = WITH if people == "with" else {"people": "without"}
    asked = browser.post(export_page(event), data)
    run(now)
    out = text_of(browser.get(asked.url))
    file = b"".join(browser.get(f"{asked.url}file/").streaming_content)
    rows = rows_of(look(io.BytesIO(file)))
    uploaded(browser, file)
    preview = text_of(browser.get(PREVIEW))
    going = browser.post(PREVIEW, {"slug": "second", "passphrase": PASSPHRASE})
    run(now)
    came = text_of(browser.get(going.url))

    result = Job.objects.get(kind=edition_jobs.IMPORT).progress["result"]
    told = look(io.BytesIO(file)).counts.get("congress.teammember", 0)
    assert f" Rows {rows} " in out
    assert f" Rows {rows} " in preview
    assert f"Rows in the file {rows} " in came
    assert sum(result["made"].values()) + sum(result["here"].values()) + told == rows
    assert {entry.after["rows"] for entry in AuditEntry.objects.filter(verb__endswith="ported")} == {rows}


def test_outcome_names_whom_to_invite_and_what_to_look_at(browser, now):
    jobs.start(kind=edition_jobs.IMPORT, key=edition_jobs.import_key(7), payload={}, now=now)
    result = {"slug": "first", "made": {"congress.page": 3}, "left_out": ["congress.axis.colour"], "erased": 1,
              "findings": ["places"], "team": seal("treasurer rui@example.org\nowner ana@example.org")}  # fmt: skip
    jobs.conclude(key=edition_jobs.import_key(7), result=result, now=now)

    said = text_of(browser.get(f"{UPLOAD}7/"))

    for text in ("rui@example.org (Treasurer)", "ana@example.org (Owner)", "congress.axis.colour", "places",
                 "1 person in the file was erased here before"):  # fmt: skip
        assert text in said


def test_word_that_is_free_is_proposed(event, browser, now):
    uploaded(browser, exported(event, browser, now))

    assert 'value="first-2"' in browser.get(PREVIEW).content.decode()


def test_import_with_people_asks_for_the_passphrase(event, browser, now):
    peopled(event, now)
    uploaded(browser, exported(event, browser, now, **WITH))
    said = text_of(browser.get(PREVIEW))

    wrong = browser.post(PREVIEW, {"slug": "second", "passphrase": "three words of ours"})
    nothing = browser.post(PREVIEW, {"slug": "second"})

    assert "With people, encrypted" in said
    assert "Registrations" in said
    assert "does not open the file" in text_of(wrong)
    assert nothing.status_code == 422
    assert not Job.objects.filter(kind=edition_jobs.IMPORT).exists()


def test_code_that_is_taken_is_named_on_the_page_of_the_outcome(event, browser, now):
    row = peopled(event, now)
    uploaded(browser, exported(event, browser, now, **WITH))

    asked = browser.post(PREVIEW, {"slug": "second", "passphrase": PASSPHRASE})
    run(now)
    said = text_of(browser.get(asked.url))

    assert "This was not done" in said
    assert "here already, so nothing was imported" in said
    assert Registration.objects.get() == row
    assert browser.get(PREVIEW).status_code == 200  # the file waits for another try


def test_import_asked_for_twice_is_one(event, browser, now):
    uploaded(browser, exported(event, browser, now))

    first, second = browser.post(PREVIEW, {"slug": "second"}), browser.post(PREVIEW, {"slug": "second"})
    run(now)
    run_again = jobs.run_due(now=now)

    assert (first.url == second.url, run_again) == (True, 0)
    assert Congress.objects.count() == 2


def test_import_that_died_before_it_was_over_finds_its_file_again(event, browser, now):
    uploaded(browser, exported(event, browser, now))
    browser.post(PREVIEW, {"slug": "second"})
    job = Job.objects.get(kind=edition_jobs.IMPORT)
    Job.objects.filter(pk=job.pk).update(state="running", leased_until=now - timedelta(minutes=1), attempts=1)

    run(now)

    assert Congress.objects.filter(slug="second").exists()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: data[:2000], "no file of this kind"),
        (lambda data: b"slug,name\nporto,Porto\n", "no file of this kind"),
        (lambda data: newer(data), "by a newer Plenaria"),
    ],
)
def test_file_that_cannot_be_read_is_refused_on_upload(spoil, sentence, event, browser, now):
    answer = uploaded(browser, spoil(exported(event, browser, now)))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert StoredFile.objects.filter(content_type=edition_jobs.WAITING).count() == 0


def newer(data: bytes) -> bytes:
    return rebuilt(io.BytesIO(data), manifest=lambda said: said.update(version=99)).getvalue()


def test_waiting_file_can_be_discarded_and_is_dropped_after_a_day(event, browser, now, clock):
    uploaded(browser, exported(event, browser, now))
    browser.post(f"{UPLOAD}discard/")
    assert StoredFile.objects.filter(content_type=edition_jobs.WAITING).count() == 0

    uploaded(browser, exported(event, browser, now))
    clock.move(days=2)
    edition_jobs.drop_old(now=clock.now)

    assert StoredFile.objects.filter(content_type=edition_jobs.WAITING).count() == 0
