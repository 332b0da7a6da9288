"""A city's delegation: opened by its head, reached again by the letter's link, paid by one order."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.letters import read_letter
from tests.journeys.pages import assert_accessible
from tests.journeys.service import Service
from tests.journeys.steps import DEMO, fill_in, guest, to_checkout
from tests.journeys.words import words


def add(page: Page, row: int, given_name: str, family_name: str, email: str) -> None:
    """One member in the form's row, counted from 0."""
    page.locator(f"#id_form-{row}-given_name").fill(given_name)
    page.locator(f"#id_form-{row}-family_name").fill(family_name)
    page.locator(f"#id_form-{row}-email").fill(email)
    page.locator(f"#id_form-{row}-category").select_option("member")


def test_head_opens_adds_members_and_pays_one_order(service: Service, new_page: Callable[..., Page]) -> None:
    t, head = words("fr"), guest("Maëlle", "Quatreponts", "fr")
    page, mailbox = new_page(language="fr"), new_page()
    page.goto("/fr/demo/register/")
    page.get_by_role("link", name=t("Open a delegation")).click()
    assert_accessible(page)
    fill_in(page, head, city="rennes", position="Élue à l’éducation")
    page.get_by_role("button", name=t("Open the delegation")).click()
    page.wait_for_url("**/fr/me/delegations/**")
    assert_accessible(page)

    link = read_letter(mailbox, head.email, DEMO["fr"]).link("/r/")
    again = new_page(language="fr")  # another device: nothing but the link
    again.goto(link)
    expect(again).to_have_url(page.url)
    members = [guest("Yann", "Kerlann", "fr"), guest("Aïssatou", "Belombre", "fr")]
    for row, who in enumerate(members):
        add(again, row, who.given_name, who.family_name, who.email)
    again.get_by_role("button", name=t("Register these people")).click()
    expect(again.locator("main tbody tr")).to_have_count(2)
    assert_accessible(again)

    again.get_by_role("link", name=t("Pay, or see the bank details")).click()
    assert "600,00" in again.locator("main").inner_text()
    assert_accessible(again)
    to_checkout(again, service, "fr")
    again.locator("button[value=pay]").click()
    expect(again.get_by_text(t("Paid"), exact=True).first).to_be_visible()
    page.reload()
    expect(page.locator("main tbody tr").filter(has_text=t("Confirmed"))).to_have_count(2)
    for who in members:
        letter = read_letter(mailbox, who.email, t("Your place at %(congress)s is confirmed", congress=DEMO["fr"]))
        assert letter.language == "fr"
        assert "badge" in letter.files
