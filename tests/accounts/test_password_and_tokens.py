"""One's own password and API tokens."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.actions import tokens as actions
from accounts.models import ApiToken
from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from common.tokens import digest
from tests.accounts.test_sign_in import CODE, ask
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
PASSWORD, TOKENS = "/en/me/security/password/", "/en/me/tokens/"
GOOD = "unlikely purple meadow"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}", "Accept": "application/json"}


def test_setting_a_password_ends_other_sessions_and_writes_a_letter(client):
    user = make.user()
    other = Client()
    client.force_login(user)
    other.force_login(user)
    response = client.post(PASSWORD, {"password": GOOD, "repeated": GOOD})
    user.refresh_from_db()
    assert (response.url, user.check_password(GOOD)) == ("/en/me/security/", True)
    assert client.get("/en/me/security/").status_code == 200
    assert other.get("/en/me/security/").status_code == 302
    assert QueuedMail.objects.get().to == user.email
    assert AuditEntry.objects.get().verb == "password_set"


@pytest.mark.parametrize(
    ("password", "repeated"), [("short", "short"), ("password1234", "password1234"), (GOOD, GOOD + "x"), ("", "")]
)
def test_bad_passwords_are_refused(client, password, repeated):
    user = make.user()
    client.force_login(user)
    assert client.post(PASSWORD, {"password": password, "repeated": repeated}).status_code == 400
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_changing_a_password_asks_for_the_old_one(client):
    user = make.user(password=GOOD)
    client.force_login(user)
    confirm = client.get(PASSWORD).url
    assert confirm == "/en/me/security/confirm/?next=%2Fen%2Fme%2Fsecurity%2Fpassword%2F"
    assert b"This password is not right." in client.post(confirm, {"password": "wrong"}).content
    assert (
        client.post(PASSWORD, {"password": "another good meadow", "repeated": "another good meadow"}).status_code == 302
    )
    user.refresh_from_db()
    assert user.check_password(GOOD)
    assert client.post(confirm, {"password": GOOD}).url == PASSWORD
    assert client.get(PASSWORD).status_code == 200


def test_forgotten_password_is_set_anew_after_a_code(client):
    user = make.user(email="ana@example.org", password="forgotten for good")
    client.post(CODE, {"code": ask(client, "ana@example.org")})
    assert client.post(PASSWORD, {"password": GOOD, "repeated": GOOD}).url == "/en/me/security/"
    user.refresh_from_db()
    assert user.check_password(GOOD)


def test_password_can_be_removed(client):
    user = make.user(password=GOOD)
    client.post("/en/sign-in/password/", {"email": user.email, "password": GOOD})
    client.post(PASSWORD, {"remove": "1"})
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert client.get("/en/me/security/").status_code == 200


def test_token_is_shown_once_and_kept_as_a_digest(client):
    client.force_login(make.user())
    page = client.post(TOKENS, {"name": "Tool", "scopes": ["read"], "days": "90"})
    secret = page.content.decode().split('id="new-token">')[1].split("<")[0]
    assert (page.status_code, secret[:4]) == (201, "plo_")
    assert ApiToken.objects.get().token_hash == digest(secret)
    assert secret not in client.get(TOKENS).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "scopes": ["read"], "days": "90"},
        {"name": "x", "scopes": [], "days": "90"},
        {"name": "x", "scopes": ["everything"], "days": "90"},
        {"name": "x", "scopes": ["read"], "days": "36500"},
    ],
)
def test_bad_tokens_are_refused_and_typed_text_is_kept(client, data):
    client.force_login(make.user())
    page = client.post(TOKENS, data)
    assert (page.status_code, ApiToken.objects.count()) == (400, 0)
    assert not data["name"] or b'value="x"' in page.content


@pytest.mark.parametrize("days", [0, 367, -1])
def test_life_of_a_token_is_bounded(days, now):
    user = make.user()
    with pytest.raises(Invalid):
        actions.create_token(user=user, name="x", scopes=["read"], days=days, by=user.as_actor(), now=now)


def test_twenty_first_token_is_refused(now):
    user = make.user()
    for _ in range(20):
        make.api_token(user=user)
    with pytest.raises(actions.TooManyTokens) as refused:
        actions.create_token(user=user, name="x", scopes=["read"], days=1, by=user.as_actor(), now=now)
    assert "20" in str(refused.value)


def test_revoked_token_no_longer_works(client):
    token, secret = make.api_token()
    assert client.get("/api/v1/schema/", headers=bearer(secret)).status_code == 200
    client.force_login(token.user)
    client.post(f"{TOKENS}{token.pk}/revoke/")
    response = Client().get("/api/v1/schema/", headers=bearer(secret))
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_foreign_token_is_not_found(client):
    token, _secret = make.api_token()
    client.force_login(make.user())
    assert client.post(f"{TOKENS}{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_expired_token_is_refused(client):
    _token, secret = make.api_token(expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert client.get("/api/v1/schema/", headers=bearer(secret)).status_code == 401


def test_token_needs_the_scope(client):
    _token, secret = make.api_token(scopes=["write"])
    response = client.get("/api/v1/schema/", headers=bearer(secret))
    assert (response.status_code, response.json()["code"]) == (403, "scope_missing")


def test_use_of_a_token_is_remembered_by_day(client, now):
    token, secret = make.api_token()
    client.get("/api/v1/schema/", headers=bearer(secret))
    token.refresh_from_db()
    assert token.last_used_on == now.date()


@pytest.mark.parametrize("rows", [1, 3])
def test_token_list_takes_the_same_queries(client, django_assert_num_queries, rows):
    user = make.user()
    for _ in range(rows):
        make.api_token(user=user)
    client.force_login(user)
    with django_assert_num_queries(8):
        assert client.get(TOKENS).status_code == 200
