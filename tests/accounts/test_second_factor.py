"""Authenticator app, recovery codes, their sealing, and the roles that need them."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken
from django.test import Client

from accounts.actions.keys import rotate
from accounts.models import NetworkRole
from common.models import QueuedMail
from tests.accounts.test_sign_in import CODE, ask, signed_in
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
ACTIVATE = "/en/me/security/mfa/totp/activate/"
AUTHENTICATE = "/en/me/security/mfa/authenticate/"
MIDDLEWARE = "accounts.web.middleware.SecondFactor"


def app_code(secret: str, step: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step))


@pytest.fixture
def set_up(client, django_capture_on_commit_callbacks):
    """Sets an app up as a person does; returns (user, secret)."""
    user = make.user(email="ana@example.org")
    client.force_login(user)
    client.get(ACTIVATE)
    secret = client.session[totp.SECRET_SESSION_KEY]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ACTIVATE, {"code": app_code(secret)})
    assert response.url == "/en/me/security/mfa/recovery-codes/"
    return user, secret


@pytest.fixture
def guarded(settings):
    settings.MIDDLEWARE = [*(name for name in settings.MIDDLEWARE if name != MIDDLEWARE), MIDDLEWARE]
    settings.DEMO = settings.LOOPBACK = False


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_shows_recovery_codes_and_writes_a_letter(client, set_up):
    page = client.get("/en/me/security/mfa/recovery-codes/")
    assert page.status_code == 200
    assert page.content.count(b"<li><code>") == 10
    assert QueuedMail.objects.get().template == "accounts_security_changed"


def test_wrong_code_sets_nothing_up(client):
    client.force_login(make.user())
    client.get(ACTIVATE)
    page = client.post(ACTIVATE, {"code": "000000"})
    assert b"This code is not right." in page.content
    assert not Authenticator.objects.exists()


def test_secrets_are_sealed_in_the_database(set_up):
    _user, secret = set_up
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert stored.startswith("gAAAA")


def test_sign_in_by_code_asks_for_the_app_and_keeps_next(set_up):
    _user, secret = set_up
    browser = Client()
    code = ask(browser, "ana@example.org", next="/en/me/tokens/")
    assert browser.post(CODE, {"code": code}).url == AUTHENTICATE
    assert not signed_in(browser)
    assert browser.get("/en/me/security/").status_code == 302
    assert browser.post(AUTHENTICATE, {"code": "000000"}).status_code == 200
    assert not signed_in(browser)
    assert browser.post(AUTHENTICATE, {"code": app_code(secret)}).url == "/en/me/tokens/"
    assert signed_in(browser)


def test_sign_in_by_password_asks_for_the_app(set_up):
    user, _secret = set_up
    user.set_password("correct horse battery")
    user.save()
    browser = Client()
    response = browser.post("/en/sign-in/password/", {"email": "ana@example.org", "password": "correct horse battery"})
    assert (response.url, signed_in(browser)) == (AUTHENTICATE, False)


def test_recovery_code_works_once(set_up):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    outcomes = []
    for _ in range(2):
        browser = Client()
        browser.post(CODE, {"code": ask(browser, "ana@example.org")})
        browser.post(AUTHENTICATE, {"code": codes[0]})
        outcomes.append(signed_in(browser))
    assert outcomes == [True, False]


def test_app_code_works_once(set_up):
    _user, secret = set_up
    outcomes = []
    for _ in range(2):
        browser = Client()
        browser.post(CODE, {"code": ask(browser, "ana@example.org")})
        browser.post(AUTHENTICATE, {"code": app_code(secret)})
        outcomes.append(signed_in(browser))
    assert outcomes == [True, False]


def test_guesses_of_the_app_code_are_limited(set_up, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    _user, secret = set_up
    browser = Client()
    browser.post(CODE, {"code": ask(browser, "ana@example.org")})
    for _ in range(5):
        browser.post(AUTHENTICATE, {"code": "000000"})
    page = browser.post(AUTHENTICATE, {"code": app_code(secret)})
    assert b"Too many attempts" in page.content
    assert not signed_in(browser)


def test_removing_the_app_asks_again_who_one_is(set_up):
    browser = Client()
    browser.force_login(set_up[0])
    response = browser.get("/en/me/security/mfa/totp/deactivate/")
    assert response.url.startswith("/en/me/security/mfa/reauthenticate/")
    page = browser.get(response.url)
    assert (page.status_code, b"Please confirm that it is you" in page.content) == (200, True)
    assert browser.post(response.url, {"code": app_code(set_up[1])}).url.endswith("/totp/deactivate/")


def test_rotation_seals_again_under_the_first_key(set_up, settings):
    user, secret = set_up
    old = list(settings.DATA_KEYS)
    settings.DATA_KEYS = ["n" * 40, *old]
    assert rotate() == 2
    settings.DATA_KEYS = ["n" * 40]
    assert totp.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    settings.DATA_KEYS = old
    with pytest.raises(InvalidToken):
        rotate()


@pytest.mark.usefixtures("guarded")
def test_sensitive_role_is_sent_to_set_a_factor_up(client):
    client.force_login(make.secretariat())
    response = client.get("/en/network/cities/")
    assert response.url == "/en/me/security/needed/?next=%2Fen%2Fnetwork%2Fcities%2F"
    assert client.get(response.url).status_code == 200
    assert client.get(ACTIVATE).status_code == 200
    assert client.post("/en/sign-out/").url == "/"


@pytest.mark.usefixtures("guarded")
def test_sensitive_role_with_a_factor_passes(set_up, client):
    NetworkRole.objects.create(user=set_up[0], role="secretariat", starts_on=make.NOW.date())
    assert client.get("/en/network/cities/").status_code == 200


@pytest.mark.usefixtures("guarded")
def test_factor_of_another_session_is_enough(set_up):
    NetworkRole.objects.create(user=set_up[0], role="secretariat", starts_on=make.NOW.date())
    browser = Client()
    browser.force_login(set_up[0])
    assert browser.get("/en/network/cities/").status_code == 200


@pytest.mark.usefixtures("guarded")
def test_plain_people_need_no_factor(client):
    client.force_login(make.user())
    assert client.get("/en/me/security/").status_code == 200
    assert client.get("/en/me/tokens/").status_code == 200


@pytest.mark.usefixtures("guarded")
def test_demo_needs_no_factor(client, settings):
    settings.DEMO = True
    client.force_login(make.secretariat())
    assert client.get("/en/network/cities/").status_code == 200


@pytest.mark.usefixtures("guarded")
def test_api_says_so_in_a_problem(client):
    client.force_login(make.secretariat())
    response = client.get("/api/v1/schema/")
    assert (response.status_code, response.json()["code"]) == (403, "second_factor_missing")


@pytest.mark.parametrize(
    "page",
    [
        "", "password/", "mfa/", "mfa/webauthn/", "mfa/webauthn/add/", "mfa/totp/activate/",
        "mfa/recovery-codes/generate/", "confirm/", "mfa/reauthenticate/", "needed/",
    ],
)  # fmt: skip
def test_security_pages_need_a_sign_in(client, page):
    response = client.get(f"/en/me/security/{page}")
    target = response.url if response.status_code == 302 else ""
    if page == "mfa/":
        target = client.get(target).url
    assert target.startswith("/en/sign-in/")


@pytest.mark.django_db(transaction=True)
def test_every_second_factor_page_renders_in_our_frame(set_up, client):
    pages = ["webauthn/", "webauthn/add/", "totp/deactivate/", "recovery-codes/generate/"]
    found = [client.get(f"/en/me/security/mfa/{page}") for page in pages]
    assert [page.status_code for page in found] == [200] * 4
    assert all(b'id="main"' in page.content for page in found)
    assert b"10 recovery codes are left." in client.get("/en/me/security/").content


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_replace_the_old_ones(set_up, client):
    before = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client.post("/en/me/security/mfa/recovery-codes/generate/")
    after = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(before) & set(after)
    text = client.get("/en/me/security/mfa/recovery-codes/download/")
    assert text.content.decode().split() == after


def test_forged_passkey_is_refused(client):
    for text in ("", "x", "{}", '{"response": {"userHandle": "x"}}', "[]", "3"):
        response = client.post("/en/me/security/mfa/webauthn/login/", {"credential": text})
        assert (response.status_code, signed_in(client)) == (302, False)
