"""Step 2: registering and paying by bank transfer; the treasurer marks the money as received."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.letters import has_letter, read_letter
from tests.journeys.pages import assert_accessible
from tests.journeys.service import Service
from tests.journeys.steps import DEMO, guest, register
from tests.journeys.words import words

SignIn = Callable[..., Page]
CONFIRMED = "Your place at %(congress)s is confirmed"


def book_transfer(page: Page, reference: str, bank_reference: str, language: str = "es") -> None:
    """The treasurer finds the order by what stands on the bank's statement, and books the money."""
    t = words(language)
    page.get_by_role("navigation", name=t("Rooms")).get_by_role("link", name=t("Payments"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("Orders"))
    assert_accessible(page)
    page.get_by_label(t("Reference, code or name")).fill(reference)
    page.locator("form[role=search] button").click()
    page.locator("tbody tr").get_by_role("link").click()
    assert_accessible(page)
    page.get_by_label(t("Bank reference")).fill(bank_reference)
    page.get_by_role("button", name=t("Book the transfer")).click()


def test_transfer_is_marked_received_by_the_treasurer(
    service: Service, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    t, who = words("es"), guest("Lucía Belén", "Ibáñez Núñez", "es")
    page, mailbox = new_page(language="es", viewport="phone"), new_page()
    register(page, who, "member", city="barcelona")

    page.locator("form[action$='/transfer/'] button").click()
    instructions = page.locator("#transfer")
    expect(instructions.get_by_role("heading", name=t("Your transfer"))).to_be_visible()
    assert_accessible(page)
    reference = instructions.locator("dt", has_text=t("Reference")).locator("xpath=following-sibling::dd").inner_text()
    assert instructions.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    order = page.url.split("/pay/")[1].split("/")[0]
    letter = read_letter(mailbox, who.email, t("Order %(code)s: how to pay by bank transfer", code=order))
    assert letter.language == "es"
    assert reference in letter.text
    assert "300,00" in letter.text

    treasurer = sign_in(new_page(language="es"), "treasurer")
    assert_accessible(treasurer)
    confirmed = t(CONFIRMED, congress=DEMO["es"])
    assert not has_letter(mailbox, who.email, confirmed)
    book_transfer(treasurer, reference, f"BANK-{order}")
    expect(treasurer.get_by_text(t("Paid"), exact=True).first).to_be_visible()
    assert_accessible(treasurer)

    page.goto("/es/me/")
    expect(page.get_by_role("main")).to_contain_text(t("Confirmed"))
    assert_accessible(page)
    assert set(read_letter(mailbox, who.email, confirmed).files) == {"badge", "calendar"}
