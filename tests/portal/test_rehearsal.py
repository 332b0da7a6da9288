"""In a rehearsal everything says TEST, and the team may try today what opens later."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from icalendar import Calendar
from pypdf import PdfReader

from common.models import AuditEntry, QueuedMail
from congress.models import Call
from payments.documents import epc
from payments.models import Order
from payments.queries.links import pay_url
from programme.actions.feeds import make_feed
from registration.actions.badges import badge_pdf
from registration.actions.register import register
from registration.models import Category, Fee, Registration, Terms
from registration.notifications import link_address
from registration.queries import manifest
from tests.factories import congress as make
from tests.factories import registration as people
from tests.portal.rehearsing import BY, application, browser, rehearse, stage
from visits.actions.booking import book
from visits.models import Departure

pytestmark = pytest.mark.django_db
SENTENCE = "This letter belongs to a rehearsal: nothing in it counts, and no money is due."


@pytest.fixture
def here(now, files_dir):
    made = stage()
    rehearse(made, now)
    return made


# --- pages --------------------------------------------------------------------------------------
PAGES = ["", "programme/", "visits/", "call/", "register/", "experiences/", "manage/", "manage/registrations/",
         "manage/letters/", "manage/audit/", "manage/publish/", "manage/openings/", "manage/door/",
         "manage/programme/"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_congress_in_rehearsal_says_so(here, page):
    shown = browser(here.owner).get(f"/en/{here.congress.slug}/{page}")

    assert shown.status_code == 200
    assert '<div class="rehearsal" role="note">' in shown.content.decode()
    assert "<title>TEST: " in shown.content.decode()


def test_the_list_of_rooms_says_which_is_rehearsed(here):
    rooms = browser(here.owner).get("/en/me/").context["rooms"]

    assert [room["state"] for room in rooms if here.congress.slug in room["url"]] == ["TEST"]


@pytest.mark.parametrize(
    "address", ["manage/registrations/?format=csv", "manage/visits/{slot}/?format=csv"], ids=["people", "visit"]
)
def test_a_list_that_is_taken_away_says_so_in_its_name(here, address):
    slot = Departure.objects.filter(visit__congress=here.congress).first()
    answer = browser(here.owner).get(f"/en/{here.congress.slug}/{address.format(slot=slot.code)}")

    assert 'filename="TEST-' in answer.headers["Content-Disposition"]


def test_a_guest_of_a_rehearsal_is_offered_nothing_that_only_the_team_may_open(here, client):
    row = Registration.objects.filter(congress=here.congress).first()
    client.get(link_address(row))
    page = client.get(f"/en/me/registrations/{row.code}/")

    html = page.content.decode()
    assert '<div class="rehearsal" role="note">' in html
    assert f"/brand/{here.congress.slug}" not in html
    assert f'href="/en/{here.congress.slug}/register/"' not in html


def test_no_page_says_so_once_it_is_published(here, now):
    from portal.actions.publishing import publish

    publish(congress=here.congress, by=BY, now=now)

    shown = [browser(here.owner).get(f"/en/{here.congress.slug}/{page}").content.decode() for page in PAGES]
    assert [page for page in shown if "TEST" in page] == []


def test_the_payers_page_and_ones_own_page_say_so(here, client):
    row = Registration.objects.get(pk=here.made["unpaid"].pk)

    paying = client.get(pay_url(row.order), follow=True).content.decode()
    mine = client.get(link_address(row), follow=True).content.decode()
    one = client.get(f"/en/me/registrations/{row.code}/").content.decode()

    assert '<div class="rehearsal" role="note">' in paying
    assert '<span class="chip warn">TEST</span>' in mine
    assert '<div class="rehearsal" role="note">' in one


def test_the_treasurers_pages_show_the_rehearsals_book(here):
    terms = Terms.objects.get()
    url = f"/en/finance/{terms.rehearsal_book.code}/"

    shown = browser(here.owner).get(url).content.decode()
    dashboard = browser(here.owner).get(f"/en/{here.congress.slug}/manage/").content.decode()

    assert '<div class="rehearsal" role="note">' in shown
    assert url in dashboard


def test_no_banking_app_is_led_to_pay_for_a_rehearsal(here):
    order = Order.objects.get(pk=here.made["unpaid"].order_id)

    assert not epc.is_possible(order)


# --- letters ------------------------------------------------------------------------------------
def test_every_letter_says_so_in_its_subject_and_first_line(here):
    rows = QueuedMail.objects.all()

    assert {row.scope for row in rows} == {f"{here.congress.slug}/rehearsal"}
    assert [row.subject for row in rows if not row.subject.startswith("TEST: ")] == []
    assert [row.pk for row in rows if not row.body.startswith(f"TEST: {SENTENCE}\n\n")] == []


def test_the_letters_and_the_trail_of_both_scopes_are_shown(here):
    AuditEntry.objects.create(
        at=here.congress.calls.get().opens_at, scope=here.congress.slug, verb="look_changed", actor_kind="system",
        actor_id="test", subject_kind="congress", subject_id="1",
    )  # fmt: skip
    eyes = browser(here.owner)

    letters = eyes.get(f"/en/{here.congress.slug}/manage/letters/").content.decode()
    trail = eyes.get(f"/en/{here.congress.slug}/manage/audit/").content.decode()

    assert letters.count("TEST: ") > 5
    assert "The look of the congress was changed" in trail
    assert "A registration was made" in trail


# --- calendars ----------------------------------------------------------------------------------
def test_ones_own_calendar_says_so_in_every_entry(here, client, now):
    row = Registration.objects.get(pk=here.made["free"].pk)
    secret = make_feed(registration=row, by=BY, now=now)

    found = Calendar.from_ical(client.get(f"/feeds/personal/{secret}.ics").content)

    titles = [str(entry["SUMMARY"]) for entry in found.walk("VEVENT")]
    assert len(titles) > 1
    assert [title for title in [str(found["X-WR-CALNAME"]), *titles] if not title.startswith("TEST: ")] == []


def test_ones_own_calendar_is_plain_once_it_is_published(client, now):
    row = people.registration(congress=make.congress(state="open"))

    data = client.get(f"/feeds/personal/{make_feed(registration=row, by=BY, now=now)}.ics").content

    assert b"SUMMARY" in data
    assert b"TEST" not in data


# --- badges and doors ---------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_the_badge_says_so_across_its_page(here, now, language, tmp_path):
    Registration.objects.filter(pk=here.made["free"].pk).update(language=language)
    row = Registration.objects.get(pk=here.made["free"].pk)
    path = tmp_path / "badge.pdf"
    path.write_bytes(badge_pdf(row, now=now))
    with translation.override(language):
        said = f"TEST: {translation.gettext('not valid at the door')}"

    text = PdfReader(path).pages[0].extract_text()

    assert said in text
    assert text.count("TEST") == 2


def test_the_scanners_list_says_so(here):
    device = here.made["device"]
    points = list(device.points.all())

    assert manifest.page(device, points, "", manifest.extent(device, points))["rehearsal"] is True


# --- what opens later is tried today ------------------------------------------------------------
def test_opening_instants_do_not_bind_the_team(now):
    here = stage()
    later = now + timedelta(days=90)
    Terms.objects.update(opens_at=later)
    Category.objects.update(opens_at=later)
    Fee.objects.update(starts_at=later)
    Departure.objects.update(opens_at=later)
    Call.objects.update(opens_at=later, closes_at=later + timedelta(days=30))

    row = register(congress=here.congress, application=application(here.paid, "Ana"), by=BY, now=now)
    bus = Departure.objects.with_all().get()

    assert row.order.charged_minor == 30_000
    assert book(registration=row, departure=bus, by=BY, now=now)[1]
    assert here.congress.calls.get().place(now) == "open"


def test_what_is_stored_of_a_rehearsal_goes_with_it(here, now, django_capture_on_commit_callbacks):
    from portal.actions.publishing import publish

    proof = Registration.objects.get(pk=here.made["free"].pk).proof.name
    assert default_storage.exists(proof)

    with django_capture_on_commit_callbacks(execute=True):
        publish(congress=here.congress, by=BY, now=now)

    assert not default_storage.exists(proof)
