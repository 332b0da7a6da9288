"""From an empty database to a published small meeting, in Portuguese, with clicks and required fields counted."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from scripts.processes import Group
from tests.installation import Installation
from tests.journeys.pages import VIEWPORTS, Watch, assert_accessible, visit
from tests.journeys.service import Service

MOST_CLICKS, MOST_REQUIRED = 40, 12
SLUG = "encontro-da-rede-portuguesa"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
SETTINGS = (
    "", "parts/", "hosts/", "hosts/new/", "registration/", "categories/", "categories/participant/", "extras/new/",
    "axes/", "axes/new/", "visits/", "visits/new/", "rooms/", "rooms/new/",
)  # fmt: skip


class Walk:
    """A visitor whose clicks and required fields are counted, and each of whose pages is examined."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.required: set[tuple[str, str]] = set()
        self.look()

    def look(self) -> None:
        assert_accessible(self.page)
        for element in self.page.locator("main :is(input, select, textarea)[required]").all():
            self.required.add((self.page.url.split("?")[0], str(element.get_attribute("name"))))

    def click(self, selector: str, to: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()
        self.page.wait_for_url(re.compile(to))
        self.look()


@pytest.fixture
def empty(ground: Installation) -> Iterator[Service]:
    """A service on an empty database: no demo, and nobody in it."""
    running = Service(ground)
    running.manage("collectstatic", "--noinput", "--verbosity", "0")
    for name in ("DEMO", "DEMO_NOW"):
        running.settings.pop(name)
    running.group = Group(running.settings)
    try:
        yield running.start()
    finally:
        running.stop()


def test_an_empty_database_becomes_a_published_meeting(
    empty: Service, new_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow("404 (Not Found)")
    page = new_page(language="pt", base_url=empty.url)
    page.goto("/")
    page.wait_for_url("**/pt/start/")
    walk = Walk(page)
    page.locator("[name=code]").fill(CODE.findall(empty.log("server").read_text())[-1])
    page.locator("[name=given_name]").fill("Inês")
    page.locator("[name=email]").fill("ines@example.org")
    walk.click("main form button", r"/network/congresses/new/$")

    set_up(walk)
    expect(page.locator("h1")).to_have_text("Encontro da rede portuguesa")
    stranger = new_page(language="pt", base_url=empty.url)
    visit(stranger, f"/pt/{SLUG}/", status=404)

    walk.click(f"nav a[href='/pt/{SLUG}/manage/']", "/manage/$")
    walk.click("ol.tasks a", "/manage/pages/privacy-notice/")  # what is needed stands first
    walk.click("main button[value=publish]", "/manage/pages/privacy-notice/")
    walk.click(f"a[href='/pt/{SLUG}/manage/publish/']", "/manage/publish/$")
    page.locator("[name=slug]").fill(SLUG)
    walk.click("main form button", "/manage/publish/$")

    visit(stranger, f"/pt/{SLUG}/")
    visit(stranger, f"/pt/{SLUG}/privacy-notice/")
    expect(stranger.get_by_text("ines@example.org").first).to_be_visible()
    visit(stranger, "/pt/")
    expect(stranger.get_by_role("link", name="Encontro da rede portuguesa")).to_be_visible()
    print(f"\nfirst meeting: {walk.clicks} clicks, {len(walk.required)} required fields")
    assert walk.clicks < MOST_CLICKS
    assert len(walk.required) < MOST_REQUIRED
    empty.assert_sound()

    assert_settings_fit_a_phone(page, empty.url)


def assert_settings_fit_a_phone(page: Page, url: str) -> None:
    """Every page of settings, by the same person on a phone."""
    context = page.context.browser.new_context(
        base_url=url, storage_state=page.context.storage_state(), viewport=VIEWPORTS["phone"], locale="pt-PT"
    )
    phone = context.new_page()
    for rest in SETTINGS:
        visit(phone, f"/pt/{SLUG}/manage/settings/{rest}")
    visit(phone, "/pt/network/congresses/")
    context.close()


def set_up(walk: Walk) -> None:
    """The five steps, with what is proposed wherever something is."""
    page = walk.page
    walk.click("main form button", "/new/basics/$")
    page.locator("[name=name]").fill("Encontro da rede portuguesa")
    page.locator("[name=starts_on]").fill((datetime.now(UTC).date() + timedelta(days=180)).isoformat())
    walk.click("main form button", "/new/place/$")
    page.locator("[name=new_city]").fill("Évora")
    page.locator("[name=new_country]").select_option("PT")
    walk.click("main form button", "/new/words/$")
    assert page.locator("[name=timezone]").input_value() == "Europe/Lisbon"
    walk.click("main form button", "/new/entity/$")
    walk.click("main form button", f"/pt/{SLUG}/$")
