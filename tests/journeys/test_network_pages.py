"""The secretariat looks after cities and people, on a desk and on a telephone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import assert_accessible

TABLE = "slug,name,country,member_from\nporto-two,Porto,PT,2020-01-01\nx y,Foo,PT,\nfar-away,Faraway,PT,2020\n"
PAGES = ["cities/", "cities/porto/", "cities/porto/edit/", "cities/new/", "cities/import/", "people/", "people/roles/"]


@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_page_is_accessible(
    new_page: Callable[..., Page], sign_in: Callable[..., Page], language: str, viewport: str
) -> None:
    page = sign_in(new_page(language=language, viewport=viewport), "secretariat")
    for path in PAGES:
        answer = page.goto(f"/{language}/network/{path}")
        assert answer is not None
        assert (path, answer.status) == (path, 200)
        assert_accessible(page)


def test_table_is_looked_at_before_it_counts(phone: Page, sign_in: Callable[..., Page]) -> None:
    sign_in(phone, "secretariat").goto("/en/network/cities/import/")
    file = {"name": "cities.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    phone.set_input_files("input[type=file]", file)
    phone.get_by_role("button", name="Upload and look").click()
    expect(phone.get_by_text("Is it the same?")).to_be_visible()
    expect(phone.get_by_text("Cannot be read: 1")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="Discard").click()
    expect(phone.get_by_role("heading", name="Import cities")).to_be_visible()
    phone.goto("/en/network/cities/?q=faraway")
    expect(phone.get_by_text("No city found")).to_be_visible()


def upload(page: Page, slug: str) -> None:
    """A table of one new city, looked at."""
    page.goto("/en/network/cities/import/")
    table = f"slug,name,country\n{slug},{slug.title()},PT\n".encode()
    page.set_input_files("input[type=file]", {"name": "cities.csv", "mimeType": "text/csv", "buffer": table})
    page.get_by_role("button", name="Upload and look").click()


def test_table_is_imported_while_one_looks_on(page: Page, sign_in: Callable[..., Page]) -> None:
    upload(sign_in(page, "secretariat"), "quietville")
    page.get_by_role("button", name="Import all of it").dblclick()
    expect(page).to_have_url(re.compile(r"/import/\d+/$"))
    assert_accessible(page)

    expect(page.get_by_text("The table was imported")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("definition").first).to_have_text("1")
    assert_accessible(page)
    page.get_by_role("link", name="To the cities").click()
    expect(page).to_have_url(re.compile(r"/network/cities/$"))


def test_table_is_imported_without_scripts(
    new_page: Callable[..., Page], sign_in: Callable[..., Page], reload_until: Callable[..., None]
) -> None:
    page = sign_in(new_page(java_script_enabled=False), "secretariat")
    upload(page, "plainville")
    page.get_by_role("button", name="Import all of it").click()
    page.get_by_role("link", name="Look again").click()

    reload_until(page, page.get_by_text("The table was imported"), times=200)
