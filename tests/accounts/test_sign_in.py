"""Signing in by a code: the way in, and every refusal."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts.actions import sign_in
from accounts.models import SignInCode, User
from common import mailing
from common.models import QueuedMail
from common.tokens import unseal
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
ASK, CODE, PASSWORD = "/en/sign-in/", "/en/sign-in/code/", "/en/sign-in/password/"


def sent_code() -> str:
    letter = QueuedMail.objects.order_by("-pk")[0]
    return json.loads(unseal(letter.sealed_secrets))["code"].replace(" ", "")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def ask(client: Client, email: str, **extra) -> str:
    assert client.post(ASK, {"email": email, **extra}).status_code == 302
    return sent_code()


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_code_signs_in_and_proves_the_address(client):
    user = make.user(email="ana@example.org")
    code = ask(client, "Ana@Example.org ")

    response = client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})

    assert (response.status_code, signed_in(client)) == (302, True)
    user.person.refresh_from_db()
    assert user.person.email_state == "proven"


def test_sign_in_changes_the_session_key(client):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    before = client.session.session_key
    client.post(CODE, {"code": code})
    assert client.session.session_key != before


def test_letter_is_in_the_readers_language_and_keeps_no_code_in_the_clear(client):
    make.user(email="ana@example.org")
    client.post("/pt/sign-in/", {"email": "ana@example.org"})
    letter = QueuedMail.objects.get()
    assert letter.language == "pt"
    assert "⟦code⟧" in letter.body
    assert mailing.mask(letter.body) != letter.body
    assert sent_code() not in letter.body + letter.subject


def test_code_is_stored_hashed(client):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    row = SignInCode.objects.get()
    assert code not in row.code_hash
    assert client.session["sign_in"]["browser"] != row.browser


def test_wrong_code_is_refused_and_the_right_one_still_works(client):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    assert client.post(CODE, {"code": wrong(code)}).status_code == 400
    assert not signed_in(client)
    client.post(CODE, {"code": code})
    assert signed_in(client)


def test_sixth_try_is_refused_even_with_the_right_code(client):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    statuses = [client.post(CODE, {"code": wrong(code)}).status_code for _ in range(5)]
    assert statuses == [400, 400, 400, 400, 409]
    assert client.post(CODE, {"code": code}).status_code == 409
    assert not signed_in(client)


def test_expired_code_is_refused(client, clock):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    clock.move(minutes=10)
    assert client.post(CODE, {"code": code}).status_code == 409


def test_code_is_refused_in_another_browser(client):
    make.user(email="ana@example.org")
    make.user(email="bea@example.org")
    other = Client()
    ask(other, "bea@example.org")
    code = ask(client, "ana@example.org")
    assert other.post(CODE, {"code": code}).status_code == 400
    assert not signed_in(other)


def test_code_page_without_asking_goes_back_to_the_start(client):
    assert client.get(CODE).url == ASK
    assert client.post(CODE, {"code": "123456"}).url == ASK


def test_code_works_once(now):
    make.user(email="ana@example.org")
    browser = sign_in.ask_code(email="ana@example.org", language="en", now=now)
    code = sent_code()
    sign_in.use_code(browser=browser, code=code, now=now)
    with pytest.raises(sign_in.CodeOver):
        sign_in.use_code(browser=browser, code=code, now=now)


def test_new_code_replaces_the_one_before(client):
    make.user(email="ana@example.org")
    first = ask(client, "ana@example.org")
    second = ask(client, "ana@example.org")
    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 400
    client.post(CODE, {"code": second})
    assert signed_in(client)


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])
def test_malformed_code_costs_no_try(client, text):
    make.user(email="ana@example.org")
    ask(client, "ana@example.org")
    assert client.post(CODE, {"code": text}).status_code == 400
    assert SignInCode.objects.get().tries_left == 5


def test_inactive_user_is_refused_with_the_right_code(client):
    make.user(email="ana@example.org", is_active=False)
    code = ask(client, "ana@example.org")
    assert client.post(CODE, {"code": code}).status_code == 400
    assert not signed_in(client)


def test_a_newcomer_gets_an_account_and_says_who_they_are(client):
    code = ask(client, "nova@example.org")
    answer = client.post(CODE, {"code": code})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/me/profile/")
    client.post("/en/me/profile/", {"given_name": "Nova", "family_name": "", "language": "pt"})
    person = User.objects.get(email="nova@example.org").person
    assert (person.full_name, person.language, person.email_state) == ("Nova", "pt", "proven")


def test_user_made_inactive_after_asking_is_refused(client):
    user = make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    type(user).objects.update(is_active=False)
    assert client.post(CODE, {"code": code}).status_code == 400
    assert not signed_in(client)


@pytest.mark.parametrize("email", ["", "ana", "ana@", "a" * 250 + "@example.org", "ana@example.org\x00"])
def test_malformed_address_is_refused_and_nothing_is_written(client, email):
    assert client.post(ASK, {"email": email}).status_code == 400
    assert SignInCode.objects.count() == 0


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "http:evil.example"],
)
def test_open_redirect_is_refused(client, onward):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org", next=onward)
    assert client.post(CODE, {"code": code}).url == "/en/me/"


def test_next_is_kept_to_the_end(client):
    make.user(email="ana@example.org")
    page = client.get(f"{ASK}?next=/en/me/tokens/")
    assert b'value="/en/me/tokens/"' in page.content
    code = ask(client, "ana@example.org", next="/en/me/tokens/")
    assert client.post(CODE, {"code": code}).url == "/en/me/tokens/"


def test_sixth_code_for_an_address_is_refused(client, rate_limits):
    statuses = [client.post(ASK, {"email": "ana@example.org"}).status_code for _ in range(6)]
    assert statuses == [302, 302, 302, 302, 302, 429]
    assert SignInCode.objects.count() == 5


def test_eleventh_code_for_a_client_is_refused(client, rate_limits):
    statuses = [client.post(ASK, {"email": f"p{i}@example.org"}).status_code for i in range(11)]
    assert statuses == [302] * 10 + [429]


def test_tries_of_a_client_are_limited(client, rate_limits):
    make.user(email="ana@example.org")
    code = ask(client, "ana@example.org")
    statuses = {client.post(CODE, {"code": wrong(code)}).status_code for _ in range(30)}
    assert statuses == {400, 409}
    assert client.post(CODE, {"code": code}).status_code == 429


def test_password_signs_in(client):
    make.user(email="ana@example.org", password="correct horse battery")
    response = client.post(
        PASSWORD, {"email": "ANA@example.org", "password": "correct horse battery", "next": "/en/me/security/"}
    )
    assert (response.url, signed_in(client)) == ("/en/me/security/", True)


def test_password_attempts_are_limited_by_address(client, rate_limits):
    make.user(email="ana@example.org", password="correct horse battery")
    for _ in range(5):
        client.post(PASSWORD, {"email": "ana@example.org", "password": "wrong"})
    response = client.post(PASSWORD, {"email": "ana@example.org", "password": "correct horse battery"})
    assert (response.status_code, signed_in(client)) == (429, False)


def test_sign_out_needs_a_post(client):
    client.force_login(make.user())
    assert client.get("/en/sign-out/").status_code == 200
    assert signed_in(client)
    assert client.post("/en/sign-out/").url == "/"
    assert not signed_in(client)


def test_csrf_is_checked():
    assert Client(enforce_csrf_checks=True).post(ASK, {"email": "ana@example.org"}).status_code == 403


def test_old_codes_are_dropped(now):
    sign_in.ask_code(email="ana@example.org", language="en", now=now - timedelta(days=2))
    sign_in.ask_code(email="ana@example.org", language="en", now=now)
    assert (sign_in.drop_codes(now=now), SignInCode.objects.count()) == (1, 1)
