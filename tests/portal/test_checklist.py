"""What is left before publishing: counted from the rows, each item a page that opens, nothing about unused parts."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congress.actions.pages import publish_page
from congress.models import Congress, Host
from payments.models import Book, Issuer
from portal.queries.checklist import checklist, missing
from registration.models import Category, Fee, Terms
from tests.factories import accounts as make
from tests.factories.congress import milestone
from tests.portal.test_setting_up import LANGUAGES, made

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def codes(event):
    return {item.code: item.is_done for item in checklist(Congress.objects.get(pk=event.pk), NOW)}


def blocking(event):
    return {item.code for item in missing(Congress.objects.get(pk=event.pk), NOW)}


MISSING = "3 texts are missing (Spanish: 1, French: 1, Portuguese: 1)."


def one(code):
    return next(item for item in checklist(Congress.objects.get(), NOW) if item.code == code)


def publish_notice(event):
    page = event.pages.get(slug="privacy-notice")
    publish_page(page=page, version=page.version, by=make.user().as_actor(), now=NOW)


def test_a_small_meeting_lacks_its_privacy_notice_and_nothing_else():
    event = made("meeting")
    assert blocking(event) == {"privacy_notice"}

    publish_notice(event)

    assert blocking(event) == set()


def test_a_full_congress_lacks_a_way_to_pay_and_a_refund_rule_besides():
    assert blocking(made("full")) == {"privacy_notice", "payment_key", "refund_rule"}


def test_a_refund_rule_and_an_account_number_are_seen():
    event = made("full")
    Terms.objects.update(refund_rules=[{"days": 30, "percent": 100}])
    Issuer.objects.update(iban="ES9121000418450200051332")

    assert blocking(event) == {"privacy_notice"}


def test_a_card_key_is_a_way_to_pay(settings):
    event = made("full")
    settings.STRIPE_TEST_API_KEYS = {Issuer.objects.get().code: "sk_test_x"}

    assert codes(event)["payment_key"]


@pytest.mark.parametrize(
    ("fees", "sound"),
    [
        ([], False),
        ([(0, None, None)], False),
        ([(100, None, None)], True),
        ([(100, None, datetime(2027, 1, 1, tzinfo=UTC)), (200, datetime(2027, 2, 1, tzinfo=UTC), None)], False),
        ([(100, None, datetime(2027, 1, 1, tzinfo=UTC))], False),
    ],
)
def test_fees_are_asked_for_and_must_fit_together(fees, sound):
    event = made("full")
    Fee.objects.all().delete()
    member = Category.objects.get(code="member")
    for minor, starts_at, ends_at in fees:
        Fee.objects.create(category=member, minor=minor, currency="EUR", starts_at=starts_at, ends_at=ends_at)

    assert codes(event)["fees"] is sound


def test_a_controller_without_an_address_blocks():
    event = made("meeting")
    Host.objects.update(contact_email="")

    assert "controllers" in blocking(event)


def test_texts_missing_in_a_language_are_counted():
    event = made("meeting", languages=LANGUAGES)
    Congress.objects.update(name={"en": "Meeting"})

    item = one("translations")

    assert (item.is_done, item.is_blocking, item.detail) == (False, True, MISSING)
    assert "translations" in blocking(event)


def test_the_translation_desk_counts_the_same(client_for):
    event = made("full", languages=LANGUAGES)
    Congress.objects.update(name={"en": "Meeting"})
    milestone(congress=event, title={"en": "Ours"})

    desk = client_for(event.team.get().user).get("/en/new/manage/translations/")

    missing_there = {row["code"]: row["missing"] for row in desk.context["rows"] if row["missing"]}
    assert missing_there == {"es": 2, "fr": 2, "pt": 2}
    assert one("translations").detail == "6 texts are missing (Spanish: 2, French: 2, Portuguese: 2)."


def test_what_the_team_alone_reads_forbids_nothing():
    event = made("meeting", languages=LANGUAGES)
    milestone(congress=event, title={"en": "Ours"})

    assert (one("translations").is_done, one("translations").is_blocking) == (False, False)


def test_a_language_of_the_content_alone_is_advisable():
    event = made("meeting", languages=("en", "ko"))
    publish_notice(event)

    assert (one("content_languages").label, one("content_languages").is_done) == ("All texts in Korean", False)
    assert one("translations").is_done
    assert blocking(event) == set()


def test_parts_that_are_not_used_have_no_texts_to_translate():
    event = made("meeting", languages=LANGUAGES)
    Book.objects.update(name={"en": "Book"})

    assert not event.uses("fees")
    assert one("translations").is_done


@pytest.mark.parametrize(
    ("venue", "address", "done"),
    [("", "", False), ("Hall", "", False), ("", "Street 1", False), ("Hall", "Street 1", True)],
)
def test_the_place_is_told_once_venue_and_address_are(venue, address, done):
    event = made("meeting")
    Congress.objects.update(venue={"en": venue}, address=address)

    assert codes(event)["venue"] is done


def test_a_controller_without_a_postal_address_is_not_done_and_forbids_nothing():
    event = made("meeting")
    Host.objects.update(address="")

    assert (one("controllers_address").is_done, one("controllers_address").is_blocking) == (False, False)
    Host.objects.update(address="Street 1")
    assert codes(event)["controllers_address"]


def test_an_online_cafe_is_asked_for_no_venue_rooms_door_or_money():
    assert not {"venue", "rooms", "points", "visits", "call", "fees", "legal_entity"} & set(codes(made("cafe")))


@pytest.mark.parametrize("code", ["full", "meeting", "cafe", "youth"])
def test_every_item_leads_to_a_page_that_its_owner_may_open(code, client_for):
    event = made(code)
    client = client_for(event.team.get().user)

    found = {item.code: client.get(item.url).status_code for item in checklist(event, NOW)}

    assert found == dict.fromkeys(found, 200)


def test_the_owner_sees_what_is_left_and_others_their_figures(client_for):
    event = made("meeting")
    owner = client_for(event.team.get().user)
    door = make.user()
    event.team.create(user=door, role="door", starts_on=NOW.date())

    assert "What is left before you publish" in owner.get("/en/new/manage/").content.decode()
    assert "What is left before you publish" not in client_for(door).get("/en/new/manage/").content.decode()


def test_somebody_whose_role_has_ended_is_not_beside_the_owner():
    event = made("meeting")
    member = event.team.create(user=make.user(), role="door", starts_on=NOW.date())
    assert one("team").is_done

    event.team.filter(pk=member.pk).update(ends_on=NOW.date())

    assert not one("team").is_done


def test_a_published_congress_shows_its_figures_first(client_for):
    event = made("meeting")
    Congress.objects.update(state="open")

    page = client_for(event.team.get().user).get("/en/new/manage/").content.decode()

    assert "What is left before you publish" not in page
    assert "What happened so far" in page


def test_the_checklist_asks_as_much_for_many_rows_as_for_few():
    event = made("full")
    few = asked(event)
    for n in range(3):
        Category.objects.create(congress=event, code=f"more-{n}", name=dict.fromkeys(LANGUAGES, "More"))
        Host.objects.create(congress=event, legal_name="City", contact_email="a@example.org")

    assert asked(event) == few


def asked(event):
    with CaptureQueriesContext(connection) as seen:
        checklist(Congress.objects.get(pk=event.pk), NOW)
    return len(seen)


def test_the_live_key_is_named_apart_from_the_account_number(settings):
    made("full")
    issuer = Issuer.objects.get()
    Issuer.objects.update(iban="ES9121000418450200051332")
    assert (one("card_key").is_done, one("card_key").is_blocking) == (False, False)
    settings.STRIPE_TEST_API_KEYS = {issuer.code: "sk_test_x"}
    assert "Only the test key is set" in one("card_key").detail

    settings.STRIPE_API_KEYS = {issuer.code: "sk_live_x"}

    assert (one("card_key").is_done, one("card_key").detail) == (True, "")


def test_at_a_public_address_a_test_key_is_no_way_to_pay(settings):
    event = made("full")
    settings.STRIPE_TEST_API_KEYS = {Issuer.objects.get().code: "sk_test_x"}
    settings.LOOPBACK = False

    assert "payment_key" in blocking(event)
