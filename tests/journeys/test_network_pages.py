"""The secretariat looks after cities and people, on a desk and on a telephone."""

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
