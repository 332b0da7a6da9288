"""Step 3, for somebody who was never here: signing in with the code of a letter, and beginning a draft."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.letters import read_letter
from tests.journeys.pages import Watch, assert_accessible, visit
from tests.journeys.service import Service
from tests.journeys.steps import guest
from tests.journeys.words import words


def test_newcomer_signs_in_by_code_and_writes(service: Service, new_page: Callable[..., Page], watch: Watch) -> None:
    watch.allow("400 (Bad Request)", "422 (Unprocessable Entity)")
    t, who = words("fr"), guest("Capucine", "Rivedouce", "fr")
    page, mailbox = new_page(language="fr", viewport="phone"), new_page()
    visit(page, "/fr/demo/call/award/")
    page.get_by_role("link", name=t("Begin a draft")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("Sign in"))
    assert_accessible(page)
    page.locator("[name=email]").fill(who.email)
    page.get_by_role("button", name=t("Send me a code")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("Enter the code"))
    assert_accessible(page)

    letter = read_letter(mailbox, who.email, t("Your code to sign in"))
    assert letter.language == "fr"
    page.locator("[name=code]").fill(str((int(letter.code) + 1) % 1_000_000).zfill(6))
    page.get_by_role("button", name=t("Sign in"), exact=True).last.click()
    expect(page.get_by_text(t("This is not the code we sent. Please check it and try again.")).first).to_be_visible()
    assert_accessible(page)
    page.locator("[name=code]").fill(letter.code)
    page.get_by_role("button", name=t("Sign in"), exact=True).last.click()

    page.wait_for_url("**/fr/me/profile/**")  # an account without a name is asked for it first
    assert_accessible(page)
    page.locator("[name=given_name]").fill(who.given_name)
    page.locator("[name=family_name]").fill(who.family_name)
    page.locator("main form button").last.click()
    expect(page).to_have_url(f"{service.url}/fr/demo/call/award/new/")
    assert_accessible(page)
    page.locator("[name=title]").fill("Le jardin des écoles")
    page.locator("select[name=organisation]").select_option(index=1)
    page.get_by_role("button", name=t("Begin the draft")).click()
    page.wait_for_url("**/edit/")
    page.goto("/fr/me/")
    expect(page.get_by_role("link", name="Le jardin des écoles")).to_be_visible()
    assert_accessible(page)
