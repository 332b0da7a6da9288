"""Step 5: a participant books a study visit; a full one refuses with a sentence; the personal feed has it."""

from collections.abc import Callable
from urllib.request import urlopen

import icalendar
from playwright.sync_api import Page, expect

from tests.journeys.letters import read_letter
from tests.journeys.pages import Watch, assert_accessible
from tests.journeys.pages import visit as visit_page
from tests.journeys.service import Service
from tests.journeys.steps import guest, register, section
from tests.journeys.words import words

SignIn = Callable[..., Page]


def book(page: Page, visit: str, slot: str) -> None:
    """Opens the visit from the list and books its slot."""
    page.locator(f"main a[href*='/visits/{visit}/']").first.click()
    assert_accessible(page)
    page.locator(f"section#{slot} form button").click()


def fill_up(organiser: Page, visit: str, slot: str) -> None:
    """The visits' organiser makes a slot as small as what is booked on it."""
    visit_page(organiser, f"/pt/demo/manage/visits/{slot}/")
    organiser.locator("input[name=places]").fill(str(organiser.locator("tbody tr").count()))
    organiser.locator("button[value=places]").click()
    organiser.goto(f"/pt/demo/visits/{visit}/")


def test_visit_is_booked_and_stands_in_the_personal_feed(service: Service, new_page: Callable[..., Page]) -> None:
    t, who = words("pt"), guest("Iracema", "Sãobento Luz", "pt")
    page, mailbox = new_page(language="pt"), new_page()
    register(page, who, "observer", look=False)
    link = read_letter(mailbox, who.email, "").link("/r/")
    page.goto(link)
    expect(page).to_have_url(f"{service.url}/pt/me/")
    page.get_by_role("link", name=t("Book your study visits")).click()
    assert_accessible(page)

    book(page, "river-park", "river-park")

    slot = page.locator("section#river-park")
    expect(slot.get_by_text(t("Your place is booked."))).to_be_visible()
    assert_accessible(page)
    title = page.get_by_role("heading", level=1).inner_text()
    letter = read_letter(mailbox, who.email, t("Your place on the study visit %(visit)s", visit=title))
    assert letter.language == "pt"
    page.goto("/pt/me/visits/")
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
    assert_accessible(page)

    page.goto("/pt/me/")
    page.get_by_role("link", name=t("Put the congress into your calendar")).click()
    page.get_by_role("button", name=t("Make a new address")).click()
    address = page.locator("#address").input_value()
    assert_accessible(page)
    assert address.startswith(f"{service.url}/feeds/personal/")
    with urlopen(f"{address}?lang=pt", timeout=20) as answer:
        feed = icalendar.Calendar.from_ical(answer.read())
    assert [title in str(event["SUMMARY"]) for event in feed.walk("VEVENT")].count(True) == 1


def test_full_visit_refuses_with_a_sentence_and_offers_the_waiting_list(
    service: Service, new_page: Callable[..., Page], sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("409 (Conflict)")
    who = guest("Kwame", "Obiri", "en")
    page = new_page()
    register(page, who, "observer", look=False)
    page.goto("/en/demo/")
    section(page, "en", "Study visits")
    assert_accessible(page)
    page.locator("main a[href*='/visits/prison-reading-club/']").first.click()
    slot = page.locator("section#prison-reading")
    expect(slot.get_by_role("button", name="Book this slot")).to_be_visible()

    # Meanwhile the organiser takes the free places away: the page that is still open offers what is gone.
    fill_up(sign_in(new_page(language="pt"), "visits"), "prison-reading-club", "prison-reading")
    slot.get_by_role("button", name="Book this slot").click()

    expect(slot.locator(".notice.danger")).to_be_visible()
    assert_accessible(page)
    slot.get_by_role("button", name="Join the waiting list").click()
    expect(slot.get_by_text("You are on the waiting list.", exact=True)).to_be_visible()
    assert_accessible(page)
