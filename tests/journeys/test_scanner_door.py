"""A steward at a door: the scanner's page against the real API, with a camera, without a network, and back."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, Playwright, expect

from common import clock as clock_module
from common.actors import Actor
from registration.actions import changes, devices
from registration.models import Scan
from registration.rules import badge_token
from tests.journeys import camera
from tests.journeys.conftest import launch
from tests.journeys.pages import VIEWPORTS, assert_accessible
from tests.registration.doors import NOW, Door, door

PATIENCE = 15_000


@pytest.fixture(scope="session", autouse=True)
def _rows_beside_the_browser() -> Iterator[None]:
    """Playwright keeps a loop in this thread; rows are read between its steps, never during one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(autouse=True)
def _running_clock(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock goes on as the telephone's does: one that stood still would turn delays into an order."""
    begun = time.monotonic()
    monkeypatch.setattr(clock_module, "now", lambda: NOW + timedelta(seconds=time.monotonic() - begun))


@pytest.fixture
def entrance(transactional_db: None) -> Door:
    made = door()
    made.point("entrance")
    made.point("lunch", rules={"once": "day"})
    return made


@pytest.fixture
def steward(playwright: Playwright, live_server: Any, entrance: Door, tmp_path: Path) -> Iterator[Page]:
    """A phone whose camera sees the badge of the first registration."""
    entrance.registration(given_name="Maria-José", family_name="Fernández de la Vega")
    picture = qrcode.make(entrance.text(first(entrance)), version=5).get_image()
    browser = launch(playwright, *camera.arguments(camera.film(picture, tmp_path / "badge.y4m")))
    context = browser.new_context(
        base_url=live_server.url, viewport=VIEWPORTS["phone"], permissions=["camera"], locale="en-GB"
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    browser.close()


def first(entrance: Door) -> Any:
    return entrance.congress.registrations.order_by("pk").first()


def set_up(page: Page, entrance: Door, *points: str) -> None:
    by = Actor.system("test")
    code = devices.make_code(congress=entrance.congress, points=points or ("entrance",), by=by, now=NOW)
    page.goto(f"/scan/#code={code}")
    expect(page.get_by_label("One-time code")).to_have_value(code)
    assert code not in page.url
    page.get_by_label("Name of this device").fill("Main entrance 1")
    page.get_by_role("button", name="Set up", exact=True).click()
    expect(page.locator("#result-word")).to_have_text("Ready to scan")


def show(page: Page, text: str) -> None:
    """As if a reader had typed it: without the camera, through the field for typing."""
    page.locator("details.manual").evaluate("details => { details.open = true }")
    page.get_by_label("Text of the code").fill(text)
    page.get_by_role("button", name="Check").click()


def expect_result(page: Page, word: str, tone: str) -> None:
    expect(page.locator("#result-word")).to_have_text(word)
    expect(page.locator("#result")).to_have_attribute("data-tone", tone)


def test_camera_admits_a_badge_once(steward: Page, entrance: Door) -> None:
    set_up(steward, entrance)

    steward.get_by_role("button", name="Start the camera").click()

    expect_result(steward, "Admitted", "go")
    expect(steward.locator("#result-name")).to_have_text("Maria-José Fernández de la Vega")
    assert_accessible(steward)
    steward.get_by_role("button", name="Stop the camera").click()
    show(steward, entrance.text(first(entrance)))
    expect_result(steward, "Already in", "wait")
    expect(steward.locator("#result-hint")).to_contain_text("Main entrance 1")
    expect(steward.locator("#chip-queue")).to_have_text("All sent")
    assert list(Scan.objects.order_by("pk").values_list("outcome", flat=True)) == ["admitted", "already_in"]


def test_reader_that_types_needs_no_field_and_moves_no_choice(steward: Page, entrance: Door) -> None:
    set_up(steward, entrance, "entrance", "lunch")
    steward.get_by_label("Control point").focus()

    steward.keyboard.type(entrance.text(first(entrance)) + "\n")

    expect_result(steward, "Admitted", "go")
    expect(steward.get_by_label("Control point")).to_have_value("entrance")


def test_forged_badge_is_forged_here_and_there(steward: Page, entrance: Door) -> None:
    set_up(steward, entrance)
    row = first(entrance)
    other = Ed25519PrivateKey.generate().private_bytes_raw()

    show(
        steward,
        badge_token.sign(private=other, key_id=1, congress=entrance.congress.number, number=row.number, serial=1),
    )

    expect_result(steward, "Forged", "stop")
    assert_accessible(steward)
    expect(steward.locator("#chip-queue")).to_have_text("All sent")
    assert list(Scan.objects.values_list("outcome", flat=True)) == ["forged"]


def test_basement_loses_no_scan(steward: Page, entrance: Door) -> None:
    rows = [entrance.registration(given_name=f"Guest {n}") for n in range(12)]
    set_up(steward, entrance)
    steward.get_by_role("button", name="Settings").click()
    expect(steward.locator("#fact-offline")).to_have_text("Works offline")
    steward.context.set_offline(True)

    steward.reload()
    expect(steward.locator("#chip-net")).to_have_text("Offline")
    for count, row in enumerate(rows, start=1):
        show(steward, entrance.text(row))
        expect(steward.locator("#chip-queue")).to_have_text(f"Not sent: {count}")
    show(steward, entrance.text(rows[0]))
    expect_result(steward, "Already in", "wait")
    context = steward.context
    steward.close()
    again = context.new_page()
    again.goto("/scan/")

    expect(again.locator("#chip-queue")).to_have_text("Not sent: 13")
    assert Scan.objects.count() == 0
    context.set_offline(False)
    expect(again.locator("#chip-queue")).to_have_text("All sent")
    found = Scan.objects.order_by("scanned_at").values_list("number", "outcome", "is_offline")
    expected = [(row.number, "admitted", True) for row in rows]
    assert list(found) == [*expected, (rows[0].number, "already_in", True)]


def test_reissued_badge_voids_the_old_one_on_a_device_that_heard_of_it(steward: Page, entrance: Door) -> None:
    row = first(entrance)
    old = entrance.text(row)
    set_up(steward, entrance)
    entrance.congress.registrations.filter(pk=row.pk).update(serial=2)
    changes.stamp(congress_id=entrance.congress.pk, registration_ids=[row.pk])
    steward.get_by_role("button", name="Settings").click()
    with steward.expect_response("**/scanner/manifest/**"):
        steward.get_by_role("button", name="Send now").click()
    steward.get_by_role("button", name="Close").click()
    steward.context.set_offline(True)

    show(steward, old)
    expect_result(steward, "Replaced badge", "stop")
    show(steward, entrance.text(row, serial=2))
    expect_result(steward, "Admitted", "go")


def test_withdrawn_device_hands_in_and_forgets(steward: Page, entrance: Door) -> None:
    set_up(steward, entrance)
    steward.context.set_offline(True)
    show(steward, entrance.text(first(entrance)))
    expect_result(steward, "Admitted", "go")
    devices.revoke(device=entrance.congress.devices.get(), by=Actor.system("test"), now=NOW)

    steward.context.set_offline(False)

    expect(steward.locator("#alerts")).to_contain_text("The organiser has withdrawn this device")
    expect(steward.locator("#chip-queue")).to_have_text("All sent")
    expect(steward.locator("#point option")).to_have_count(0)
    expect(steward.locator("#recent")).not_to_contain_text("Maria-José")
    assert Scan.objects.get().number == first(entrance).number


def test_log_out_waits_for_unsent_scans(steward: Page, entrance: Door) -> None:
    set_up(steward, entrance)
    steward.context.set_offline(True)
    show(steward, entrance.text(first(entrance)))
    expect_result(steward, "Admitted", "go")
    steward.get_by_role("button", name="Settings").click()

    steward.get_by_role("button", name="Log out").click()

    expect(steward.locator("#log-out-refused")).to_contain_text("Scans are not sent yet: 1")
    assert_accessible(steward)
    steward.context.set_offline(False)
    expect(steward.locator("#fact-queue")).to_have_text("All sent")
    steward.get_by_role("button", name="Log out").click()
    expect(steward.get_by_role("heading", name="Set up this device")).to_be_visible()


def test_strange_codes_get_a_clear_word_and_the_queue_moves_on(steward: Page, entrance: Door) -> None:
    set_up(steward, entrance)
    genuine = entrance.text(first(entrance))

    for text, word in [
        ("https://example.org/ticket", "Not a badge"),
        ("A" * 5000, "Not a badge"),
        ("\x07\x1b[31m\u202e", "Not a badge"),
        (genuine[:60], "Damaged code"),
        (genuine * 2, "Damaged code"),
    ]:
        show(steward, text)
        expect_result(steward, word, "wait")
    show(steward, genuine)
    expect_result(steward, "Admitted", "go")
    expect(steward.locator("#chip-queue")).to_have_text("All sent")
    assert Scan.objects.count() == 6
