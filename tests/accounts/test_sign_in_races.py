"""A code is spent once, also by two requests in the same instant."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from accounts.actions import sign_in
from accounts.models import SignInCode, User
from common.errors import DomainError
from tests.accounts.test_sign_in import sent_code
from tests.factories import accounts as make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(action: Callable[[], object], threads: int) -> list[str]:
    """What each thread got: "in", or the code of its refusal."""
    start, outcomes = threading.Barrier(threads), []

    def run() -> None:
        start.wait(10)
        try:
            action()
            outcomes.append("in")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(20)
    return sorted(outcomes)


def test_right_code_signs_in_once(now: datetime) -> None:
    make.user(email="ana@example.org")
    browser = sign_in.ask_code(email="ana@example.org", language="en", now=now)
    code = sent_code()
    found = together(lambda: sign_in.use_code(browser=browser, code=code, now=now), 4)
    assert found == ["in", *["sign_in_code_over"] * 3]


def test_five_tries_stay_five(now: datetime) -> None:
    make.user(email="ana@example.org")
    browser = sign_in.ask_code(email="ana@example.org", language="en", now=now)
    wrong = f"{(int(sent_code()) + 1) % 10**6:06d}"
    together(lambda: sign_in.use_code(browser=browser, code=wrong, now=now), 8)
    assert SignInCode.objects.get().tries_left == 0


def test_spending_without_the_guard_lets_two_in(now: datetime) -> None:
    """The control: reading first and writing later, both find the code unused."""
    make.user(email="ana@example.org")
    browser = sign_in.ask_code(email="ana@example.org", language="en", now=now)
    code, both_have_read = sent_code(), threading.Barrier(2)

    def careless() -> User:
        row = SignInCode.objects.get(used_at__isnull=True)
        both_have_read.wait(10)
        user = sign_in._matching(SignInCode.objects.select_related("user").get(pk=row.pk), browser, code, now, "en")
        SignInCode.objects.filter(pk=row.pk).update(used_at=now)
        assert user is not None
        return user

    assert together(careless, 2) == ["in", "in"]
