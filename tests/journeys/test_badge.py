"""Step 6: from the letter's PDF to the door: the badge as printed, a phone's camera, a forgery."""

import re
import uuid
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from registration.rules import badge_token
from tests.journeys.letters import badge_of, read_letter
from tests.journeys.pages import assert_accessible
from tests.journeys.service import Service
from tests.journeys.steps import guest, register
from tests.journeys.test_scanner_door import expect_result, show
from tests.journeys.words import words

DEVICE = f"Entrada principal {uuid.uuid4().hex[:6]}"


def device_code(organiser: Page) -> str:
    """The organiser's one-time code for a device at the entrance."""
    t = words("es")
    organiser.goto("/es/demo/manage/door/devices/")
    assert_accessible(organiser)
    organiser.locator("input[name=points][value=entrance]").check()
    organiser.get_by_role("button", name=t("Make a one-time code")).click()
    assert_accessible(organiser)
    return organiser.locator("section code").inner_text()


def forged(text: str) -> str:
    """The same badge, signed with a key of one's own."""
    parts = badge_token.parse(text)
    assert isinstance(parts, badge_token.Parsed)
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    return badge_token.sign(
        private=key, key_id=parts.key_id, congress=parts.congress, number=parts.number, serial=parts.serial
    )


def test_badge_of_the_letter_is_admitted_once_and_a_forgery_never(
    service: Service,
    new_page: Callable[..., Page],
    camera_page: Callable[..., Page],
    sign_in: Callable[..., Page],
    reload_until: Callable[..., None],
) -> None:
    who = guest("Saoirse", "Ní Bhriain", "en")
    page = new_page()
    register(page, who, "observer", look=False)
    picture, text = badge_of(read_letter(page, who.email, "is confirmed").files["badge"])
    organiser = sign_in(new_page(language="es"), "organiser")
    code = device_code(organiser)
    phone = camera_page(picture, viewport="phone")

    phone.goto(f"/scan/#code={code}")
    assert_accessible(phone)
    phone.get_by_label("Name of this device").fill(DEVICE)
    phone.get_by_role("button", name="Set up", exact=True).click()
    expect(phone.locator("#result-word")).to_have_text("Ready to scan")
    phone.get_by_role("button", name="Start the camera").click()
    expect_result(phone, "Admitted", "go")
    expect(phone.locator("#result-name")).to_have_text(who.full_name)
    expect(phone.locator("#chip-queue")).to_have_text("All sent")
    assert_accessible(phone)
    phone.get_by_role("button", name="Stop the camera").click()

    t = words("es")
    organiser.goto("/es/demo/manage/door/")
    row = organiser.locator("tbody tr").filter(has_text=DEVICE).filter(has_text=t("Admitted"))
    reload_until(organiser, row)
    assert_accessible(organiser)
    (time_of_first,) = re.findall(r"\d{1,2}:\d{2}", row.inner_text())
    show(phone, text)
    expect_result(phone, "Already in", "wait")
    expect(phone.locator("#result-hint")).to_contain_text(time_of_first)
    expect(phone.locator("#result-hint")).to_contain_text(DEVICE)

    show(phone, forged(text))
    expect_result(phone, "Forged", "stop")
    expect(phone.locator("#chip-queue")).to_have_text("All sent")
    organiser.goto("/es/demo/manage/door/?show=refused")
    reload_until(organiser, organiser.locator("tbody tr").filter(has_text=DEVICE).filter(has_text=t("Not genuine")))
    assert_accessible(organiser)
