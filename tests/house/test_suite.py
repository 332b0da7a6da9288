"""What the other tests lean on: the fixed day, no network, both databases, the doctor at the end."""

import ast
import re
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from common import clock as clock_module
from registration.models import Category
from tests.factories.registration import category
from tests.soundness import findings, other_threads

TESTS = Path(__file__).parent.parent
NAMED = {"crash": r"crash|kill|interrupt|halfway|in_the_middle", "property": r"random_history|histories"}


def test_day_is_fixed(clock):
    assert clock_module.now() == datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_clock_moves(clock):
    clock.move(hours=2)

    assert clock_module.now() == datetime(2026, 11, 21, 11, tzinfo=UTC)


def test_no_network_but_loopback():
    with socket.socket() as probe, pytest.raises(SocketConnectBlockedError):
        probe.connect(("192.0.2.1", 80))


def test_limits_are_off_until_asked_for():
    assert settings.RATE_LIMITS is False


def test_limits_can_be_switched_on(rate_limits):
    assert settings.RATE_LIMITS is True


def test_files_go_to_a_folder_of_the_run():
    assert "plenaria-test-" in str(settings.FILES_DIR)


def test_cache_holds_for_a_test():
    cache.set("planted", 1)

    assert cache.get("planted") == 1


@pytest.mark.django_db
def test_assert_queries_counts(assert_queries):
    with assert_queries(1), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.postgres
def test_postgres_tests_run_on_postgres():
    assert connection.vendor == "postgresql"


# --- the doctor at the end ----------------------------------------------------------------------
def plant() -> None:
    """A place that nobody holds."""
    Category.objects.filter(pk=category().pk).update(taken=1)


def touch_from_another_thread() -> None:
    def touch() -> None:
        connection.ensure_connection()
        connection.close()

    thread = threading.Thread(target=touch, name="other")
    thread.start()
    thread.join(20)


@pytest.mark.django_db
def test_doctor_names_what_a_test_left_behind():
    plant()

    assert sorted(findings()) == ["dashboard", "places"]


@pytest.mark.django_db(transaction=True)
def test_other_threads_are_seen_at_the_database():
    with other_threads() as seen:
        touch_from_another_thread()

    assert seen == {"other"}


@pytest.mark.sound
@pytest.mark.django_db
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="the doctor finds what is planted")
def test_marked_test_that_ends_unsound_fails():
    plant()


@pytest.mark.django_db(transaction=True)
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="a thread at the database is a race, marked or not")
def test_unmarked_race_that_ends_unsound_fails():
    touch_from_another_thread()
    plant()


@pytest.mark.sound
@pytest.mark.django_db
@pytest.mark.breaks("places")
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="the dashboard is wrong as well")
def test_control_that_breaks_more_than_it_says_fails():
    plant()


@pytest.mark.parametrize("mark", NAMED)
def test_marks_follow_the_names(mark):
    forgotten = []
    for path in sorted(TESTS.rglob("test_*.py")):
        module = ast.parse(path.read_text())
        whole = [ast.unparse(node) for node in module.body if ast.unparse(node).startswith("pytestmark")]
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and re.search(rf"test_\w*({NAMED[mark]})", node.name):
                said = " ".join([*whole, *map(ast.unparse, node.decorator_list)])
                # Hypothesis marks its own.
                if f"mark.{mark}" not in said and "given(" not in said:
                    forgotten.append(f"{path.relative_to(TESTS)}: {node.name}")

    assert forgotten == []
