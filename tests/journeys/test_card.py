"""Step 1: registering in Portuguese as a member city, and paying by card; only the webhook confirms."""

from collections.abc import Callable
from datetime import date

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.letters import badge_of, has_letter, read_letter
from tests.journeys.pages import Watch, assert_accessible
from tests.journeys.service import Service
from tests.journeys.steps import DEMO, control, guest, register, to_checkout
from tests.journeys.words import words

CONFIRMED = "Your place at %(congress)s is confirmed"


@pytest.mark.smoke
def test_member_of_a_city_registers_in_portuguese_and_pays_by_card(
    service: Service, new_page: Callable[..., Page]
) -> None:
    t, who = words("pt"), guest("Conceição", "d’Ávila Guimarães", "pt")
    page = new_page(language="pt")
    page.goto("/")
    expect(page).to_have_url(f"{service.url}/pt/")
    assert_accessible(page)
    page.locator("main").get_by_role("link", name=DEMO["pt"]).click()
    expect(page).to_have_url(f"{service.url}/pt/demo/")

    register(page, who, "member", city="almada")
    assert "300,00" in page.locator("main").inner_text()
    to_checkout(page, service, "pt")
    assert_accessible(page)
    page.locator("button[value=pay]").click()
    page.wait_for_url("**/return/**")
    expect(page.get_by_text(t("Paid"), exact=True).first).to_be_visible()
    assert_accessible(page)
    page.goto("/pt/me/")
    expect(page.get_by_text(t("Your place"), exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(t("Confirmed"))
    assert_accessible(page)

    letter = read_letter(new_page(language="pt"), who.email, t(CONFIRMED, congress=DEMO["pt"]))
    assert_accessible(letter.page)
    assert letter.language == "pt"
    assert who.full_name in letter.text
    assert letter.link("/r/").startswith(f"{service.url}/r/")
    assert set(letter.files) == {"badge", "calendar"}
    _, text = badge_of(letter.files["badge"])
    assert (text[:3], len(text)) == ("PL1", 116)
    (event,) = icalendar.Calendar.from_ical(letter.files["calendar"]).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == (DEMO["pt"], date(2027, 1, 26))


def test_return_page_confirms_nothing_when_the_webhook_is_lost(service: Service, new_page: Callable[..., Page]) -> None:
    who = guest("Grace", "Nakitto", "en")
    page, mailbox = new_page(), new_page()
    register(page, who, "non-member", look=False)
    to_checkout(page, service, "en")
    before = {event["id"] for event in control(service)["events"]}
    control(service, lose=99)
    try:
        page.locator("button[value=pay]").click()
        page.wait_for_url("**/return/**")
    finally:
        control(service, lose=0)

    waiting = page.get_by_text("We are waiting for the confirmation of your payment")
    expect(waiting).to_be_visible()
    assert_accessible(page)
    page.reload()
    expect(waiting).to_be_visible()
    page.goto("/en/me/")
    expect(page.get_by_role("main")).to_contain_text("Pay €350.00")
    subject = words("en")(CONFIRMED, congress=DEMO["en"])
    service.work()
    assert not has_letter(mailbox, who.email, subject)

    page.go_back()
    lost = [event for event in control(service)["events"] if event["id"] not in before]
    for event in lost:
        control(service, redeliver=event["id"])
    expect(page.get_by_text("Paid", exact=True).first).to_be_visible()
    assert read_letter(mailbox, who.email, subject).files


def test_declined_card_and_a_change_of_mind_leave_the_order_open(
    service: Service, new_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("402 (Payment Required)")
    who = guest("Élodie", "Prévert", "fr")
    page, t = new_page(language="fr"), words("fr")
    register(page, who, "non-member", look=False)
    order = page.url
    to_checkout(page, service, "fr")

    page.locator("button[value=decline]").click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    page.locator("button[value=cancel]").click()
    expect(page).to_have_url(order)
    expect(page.get_by_text(t("Not paid yet"), exact=True)).to_be_visible()
