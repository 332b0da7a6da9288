"""Step 7: the organiser's dashboard counts what happened, and each figure leads to the list behind it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.pages import assert_accessible, visit
from tests.journeys.service import Service
from tests.journeys.steps import guest, register
from tests.journeys.words import words


def figures(page: Page) -> dict[str, tuple[int, str]]:
    """Label of a whole number on the dashboard → the number and the address of the list behind it."""
    found = {}
    for section in page.locator("main section").all():
        title = section.get_by_role("heading", level=2).inner_text()
        for stat in section.locator(".stat").all():
            value, link = stat.locator(".value").inner_text(), stat.get_by_role("link")
            address = link.get_attribute("href") if link.count() else ""
            label = stat.inner_text().replace(value, "", 1).strip()
            number = re.sub(r"\D", "", value)
            found[f"{title}: {label}"] = (int(number or 0), address or "")
    return found


def test_dashboard_counts_and_leads_to_the_lists(
    service: Service, new_page: Callable[..., Page], sign_in: Callable[..., Page]
) -> None:
    t = words("es")
    organiser = sign_in(new_page(language="es"), "organiser")
    expect(organiser.get_by_role("heading", level=1)).to_have_text(t("What happened so far"))
    assert_accessible(organiser)
    before = figures(organiser)
    (confirmed,) = (name for name, (_number, link) in before.items() if link.endswith("?state=confirmed"))

    register(new_page(), guest("Bérénice", "Ouédraogo"), "observer", look=False)

    organiser.reload()
    after = figures(organiser)
    assert after[confirmed][0] == before[confirmed][0] + 1
    # A draft is its author's alone: it is counted, and nobody else lists it.
    unlisted = [name.rpartition(": ")[2] for name, (_number, link) in after.items() if not link]
    assert [label for label in unlisted if not label.startswith(t("Draft"))] == []
    for address in sorted({address for _number, address in after.values() if address}):
        visit(organiser, address)
    rows = organiser.request.get(f"{after[confirmed][1]}&format=csv").text().splitlines()
    assert len(rows) - 1 == after[confirmed][0]
    assert any("Ouédraogo" in row for row in rows)
