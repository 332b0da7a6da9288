"""A passkey from its making to its use, at localhost, where browsers allow it without TLS."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.pages import assert_accessible
from tests.journeys.service import Service

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def sign_out(page: Page) -> None:
    page.goto("/en/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()


def test_passkey_signs_in(service: Service, new_page: Callable[..., Page], sign_in: Callable[..., Page]) -> None:
    here = service.url.replace("127.0.0.1", "localhost")
    page = new_page(base_url=here)
    device: Any = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    sign_in(page, "auditor")
    page.goto("/en/me/security/mfa/webauthn/add/")
    assert_accessible(page)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert_accessible(page)
    page.goto("/en/me/security/")
    expect(page.get_by_text("Passkey 1")).to_be_visible()
    assert_accessible(page)
    sign_out(page)

    page.goto("/en/sign-in/?next=/en/me/tokens/")
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="API tokens", exact=True)).to_be_visible()
    assert page.url == f"{here}/en/me/tokens/"
    assert_accessible(page)

    # The personas are shared by all journeys: this one leaves without a second factor again.
    page.goto("/en/me/security/mfa/webauthn/")
    page.get_by_role("link", name="Remove: Passkey 1").click()
    page.locator("main").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passkey is set up.")).to_be_visible()
    sign_out(page)
