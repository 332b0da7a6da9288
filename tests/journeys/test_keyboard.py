"""Registering with the keyboard alone, seeing at every step where one is."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.pages import Watch
from tests.journeys.service import Service
from tests.journeys.steps import guest

MOST_TABS = 80
FOCUS = """() => {
  const on = document.activeElement
  const style = getComputedStyle(on)
  const box = on.closest("label") ? getComputedStyle(on.closest("label")) : style
  const ring = [style, box].some((one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2)
  return { name: on.name || "", text: (on.innerText || "").trim(), value: on.value || "", ring, tag: on.tagName }
}"""


def tab_to(page: Page, **wanted: str) -> None:
    """Presses Tab until the focus stands on what is wanted; everything on the way shows that it has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        on = page.evaluate(FOCUS)
        assert on["ring"] or on["tag"] == "BODY", f"no focus is seen on {on}"
        if all(on[key] == value for key, value in wanted.items()):
            return
    raise AssertionError(f"{wanted} is not reached by Tab on {page.url}")


def test_registering_by_keyboard(service: Service, new_page: Callable[..., Page]) -> None:
    who = guest("Ngozi", "Adeyemi-Larsen")
    page = new_page()
    page.goto("/en/demo/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["text"] == "Skip to the content"
    page.keyboard.press("Enter")
    tab_to(page, text="Register", tag="A")
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/")

    tab_to(page, name="category")
    while page.evaluate(FOCUS)["value"] != "observer":
        page.keyboard.press("ArrowDown")
    tab_to(page, text="Continue")
    page.keyboard.press("Enter")
    page.wait_for_url("**category=observer")
    for name, text in (("given_name", who.given_name), ("family_name", who.family_name), ("email", who.email)):
        tab_to(page, name=name)
        page.keyboard.type(text)
    tab_to(page, name="privacy")
    page.keyboard.press("Space")
    tab_to(page, text="Register", tag="BUTTON")
    page.keyboard.press("Enter")

    page.wait_for_url("**/en/me/")
    expect(page.get_by_role("main")).to_contain_text("Confirmed")


def test_errors_are_announced_and_lead_to_their_fields(
    service: Service, new_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("422 (Unprocessable Entity)")
    page = new_page()
    page.goto("/en/demo/register/?category=observer")
    page.get_by_label("Given name").fill("Ngozi")
    page.get_by_label("E-mail address").fill("not an address")

    page.get_by_role("button", name="Register", exact=True).click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    summary.get_by_role("link").first.click()
    assert page.evaluate(FOCUS)["name"] == "email"
    expect(page.get_by_label("Given name")).to_have_value("Ngozi")
    expect(page.get_by_label("E-mail address")).to_have_attribute("aria-invalid", "true")
