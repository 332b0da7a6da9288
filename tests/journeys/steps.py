"""What journeys have in common: registering, paying on the stand-in's page, and looking at every page on the way."""

import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.journeys.pages import assert_accessible
from tests.journeys.words import words

DEMO = {
    "en": "International Congress of Educating Cities, Vallclara",
    "es": "Congreso Internacional de Ciudades Educadoras, Vallclara",
    "fr": "Congrès international des villes éducatrices, Vallclara",
    "pt": "Congresso Internacional das Cidades Educadoras, Vallclara",
}


@dataclass(frozen=True)
class Guest:
    """Somebody who was never here before: every address is new, so that journeys share a database."""

    given_name: str
    family_name: str
    email: str
    language: str = "en"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def guest(given_name: str, family_name: str, language: str = "en") -> Guest:
    return Guest(given_name, family_name, f"guest-{uuid.uuid4().hex[:10]}@guests.example.org", language)


def fill_in(page: Page, who: Guest, **more: str) -> None:
    """The form of one's details, by the names of its fields; whether they are labelled, axe tells."""
    page.locator("[name=given_name]").fill(who.given_name)
    page.locator("[name=family_name]").fill(who.family_name)
    page.locator("[name=email]").fill(who.email)
    if city := more.pop("city", ""):
        page.locator("select[name=city]").select_option(city)
    for name, value in more.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_label(words(who.language)("I have read the privacy notice and agree to it")).check()


def register(page: Page, who: Guest, category: str, *, city: str = "", look: bool = True) -> None:
    """From the congress's page to the page after the form; axe looks at each."""
    t = words(who.language)
    page.goto(f"/{who.language}/demo/")
    _look(page, look)
    section(page, who.language, "Register")
    expect(page.get_by_role("heading", level=1)).to_have_text(t("Register"))
    _look(page, look)
    page.locator(f"input[name=category][value='{category}']").check()
    page.get_by_role("button", name=t("Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(t("Your details"))
    _look(page, look)
    fill_in(page, who, city=city)
    page.get_by_role("button", name=t("Register"), exact=True).click()
    page.wait_for_url("**/pay/**" if category in PAID else "**/me/")
    _look(page, look)


def section(page: Page, language: str, name: str) -> None:
    """Follows a link of the congress's menu, which a phone folds."""
    t = words(language)
    fold = page.locator("[data-nav-toggle]")
    if fold.is_visible():
        fold.click()
    page.get_by_role("navigation", name=t("Sections")).get_by_role("link", name=t(name), exact=True).click()


PAID = {"member", "non-member", "plenaries"}


def _look(page: Page, look: bool) -> None:
    if look:
        assert_accessible(page)


def to_checkout(page: Page, service: Any, language: str) -> None:
    """From the order to the stand-in's Checkout page."""
    page.locator("form[action$='/card/'] button").click()
    page.wait_for_url(f"{service.stripe_url}/c/pay/**")
    expect(page.locator("html")).to_have_attribute("lang", language)


def control(service: Any, **orders: Any) -> dict[str, Any]:
    """Turns the stand-in's knobs; answers its state."""
    request = Request(f"{service.stripe_url}/_control", data=json.dumps(orders).encode() if orders else None)
    with urlopen(request, timeout=10) as answer:
        return json.load(answer)
