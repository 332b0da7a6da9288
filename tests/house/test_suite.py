"""What the other tests lean on: the fixed day, no network, both databases."""

import socket
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from common import clock as clock_module


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
