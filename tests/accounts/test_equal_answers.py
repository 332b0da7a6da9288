"""No answer tells whether an address has an account."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import SignInCode, User
from common.models import QueuedMail
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "anna@example.org", "otto@example.org"  # of one length
ASK, CODE, PASSWORD = "/en/sign-in/", "/en/sign-in/code/", "/en/sign-in/password/"


@pytest.fixture(autouse=True)
def _known(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make.user(email=KNOWN, password="correct horse battery")


def verb(sql: str) -> str:
    """A statement without its values: rolling a savepoint back weighs as much as keeping it."""
    return re.sub(r"RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT", "END SAVEPOINT", sql).split("(")[0].split('"s')[0][:24]


def seen(client: Client, method: str, url: str, data: dict | None = None) -> dict:
    """Everything of an answer that a stranger can see, and what it cost."""
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(url, data or {})
    body = re.sub(rb'value="[^"]{64}"', b"", response.content)
    return {
        "status": response.status_code,
        "length": len(body),
        "body": body.replace(KNOWN.encode(), b"@").replace(UNKNOWN.encode(), b"@"),
        "headers": {name: value for name, value in response.headers.items() if name not in ("Date", "Expires")},
        "cookies": {name: (len(morsel.value), morsel["path"]) for name, morsel in response.cookies.items()},
        "statements": [verb(query["sql"]) for query in captured],
    }


def test_asking_for_a_code_answers_alike():
    known = seen(Client(), "post", ASK, {"email": KNOWN})
    unknown = seen(Client(), "post", ASK, {"email": UNKNOWN})
    assert known == unknown
    assert known["statements"]


def test_the_code_page_answers_alike():
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.post(ASK, {"email": email})
        answers.append(seen(client, "get", CODE))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("tries", [1, 5, 6])
def test_wrong_codes_answer_alike(tries):
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.post(ASK, {"email": email})
        # The one code in a million that would be right is not worth a flaky test.
        SignInCode.objects.update(code_hash="plc_none")
        answers.append([seen(client, "post", CODE, {"code": "123456"}) for _ in range(tries)])
    assert answers[0] == answers[1]


def test_wrong_passwords_answer_alike():
    known = seen(Client(), "post", PASSWORD, {"email": KNOWN, "password": "wrong"})
    unknown = seen(Client(), "post", PASSWORD, {"email": UNKNOWN, "password": "wrong"})
    assert known == unknown


def test_unknown_and_passwordless_addresses_cost_one_hash_each(monkeypatch):
    from django.contrib.auth.hashers import Argon2PasswordHasher

    make.user(email="none@example.org")
    hashed = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda self, *a, _real=real, **kw: (hashed.append(1), _real(self, *a, **kw))[1]
        )
    costs = []
    for email in (KNOWN, UNKNOWN, "none@example.org"):
        hashed.clear()
        Client().post(PASSWORD, {"email": email, "password": "wrong"})
        costs.append(len(hashed))
    assert costs == [1, 1, 1]


def test_an_unknown_address_gets_a_code_and_no_account_until_it_comes_back():
    Client().post(ASK, {"email": UNKNOWN})
    assert (SignInCode.objects.get().user, QueuedMail.objects.get().to) == (None, UNKNOWN)
    assert not User.objects.filter(email=UNKNOWN).exists()


def test_limits_are_counted_alike(rate_limits):
    answers = []
    for email in (KNOWN, UNKNOWN):
        cache.clear()
        client = Client()
        answers.append([client.post(ASK, {"email": email}).status_code for _ in range(7)])
    assert answers[0] == answers[1]
