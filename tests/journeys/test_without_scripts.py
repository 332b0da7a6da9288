"""Without JavaScript: registering, paying by transfer, booking, submitting, reviewing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.letters import read_letter
from tests.journeys.service import Service
from tests.journeys.steps import guest, register
from tests.journeys.words import words

TITLE = "A garden on the roof of the school"


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of a browser whose scripts are off."""
    return lambda **options: new_page(java_script_enabled=False, **options)


def test_registering_and_paying_by_transfer(service: Service, plain_page: Callable[..., Page]) -> None:
    t, who = words("fr"), guest("Zoé", "Lanterne", "fr")
    page = plain_page(language="fr")
    register(page, who, "non-member", look=False)

    page.locator("form[action$='/transfer/'] button").click()

    expect(page.get_by_role("heading", name=t("Your transfer"))).to_be_visible()
    expect(page.locator("#transfer .number").first).to_be_visible()
    page.goto("/fr/me/")
    expect(page.get_by_role("main")).to_contain_text("350,00")


def test_paying_by_card(service: Service, plain_page: Callable[..., Page]) -> None:
    page = plain_page()
    register(page, guest("Tane", "Whakaari"), "non-member", look=False)

    page.locator("form[action$='/card/'] button").click()
    page.locator("button[value=pay]").click()
    page.wait_for_url("**/return/**")

    paid = page.get_by_text("Paid", exact=True)
    for _ in range(40):  # nothing looks by itself here: the page has a link for it
        if paid.count():
            break
        page.goto(page.get_by_role("link", name="Look again").get_attribute("href") or "")
    expect(paid.first).to_be_visible()


def test_booking_a_visit(service: Service, plain_page: Callable[..., Page]) -> None:
    page = plain_page(viewport="phone")
    register(page, guest("Mirembe", "Okello"), "observer", look=False)
    page.goto("/en/demo/visits/river-park/")

    page.locator("section#river-park").get_by_role("button", name="Book this slot").click()

    expect(page.locator("section#river-park").get_by_text("Your place is booked.")).to_be_visible()
    page.locator("section#river-park").get_by_role("link", name="Cancel this booking").click()
    page.locator("main form button").click()
    expect(page.get_by_role("main")).to_contain_text("Your booking is cancelled.")


def test_submitting_an_experience(
    service: Service, plain_page: Callable[..., Page], sign_in: Callable[..., Page]
) -> None:
    page = sign_in(plain_page(), "liaison")
    page.goto("/en/demo/call/award/new/")
    page.get_by_label("Title of the experience").fill(TITLE)
    page.get_by_label("Language in which you write").select_option("en")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()

    for name in ("axis", "format"):
        page.locator(f"input[name={name}]").first.check()
    for field in page.locator("fieldset.group textarea").all():
        field.fill("The children planned it, the gardeners of the city built it, and everybody eats from it.")
    page.get_by_role("button", name="Submit", exact=True).click()

    expect(page.get_by_text("Receipt", exact=True)).to_be_visible()


def test_reviewing(service: Service, plain_page: Callable[..., Page], sign_in: Callable[..., Page]) -> None:
    t = words("fr")
    page = sign_in(plain_page(language="fr"), "reviewer")
    page.goto("/fr/demo/committee/")
    page.get_by_role("link", name=t("Read the next one")).click()
    address = page.url
    groups = {radio.get_attribute("name") for radio in page.locator("input[type=radio]").all()}
    for name in sorted(filter(None, groups)):
        page.locator(f"input[name='{name}'][value='3']").check()
    page.get_by_label(t("Comment for the authors")).fill("Bien décrite, peu évaluée.")

    page.get_by_role("button", name=t("Save draft")).click()

    expect(page.get_by_text(t("The draft was saved."))).to_be_visible()
    page.goto(address)
    expect(page.get_by_label(t("Comment for the authors"))).to_have_value("Bien décrite, peu évaluée.")


def test_link_of_the_letter_opens_the_registration(service: Service, plain_page: Callable[..., Page]) -> None:
    who = guest("Inés", "Molinar", "es")
    page = plain_page(language="es")
    register(page, who, "observer", look=False)
    link = read_letter(page, who.email, "").link("/r/")

    other = plain_page(language="es")
    other.goto(link)

    expect(other).to_have_url(f"{service.url}/es/me/")
    assert link.rsplit("/", 2)[1] not in other.content()
