"""What every test has: a fixed day, no network but loopback, no leftovers.

Tests that touch the database are marked `database` by what they ask for; `postgres` marks those that need real
row locks; `journey` those in a browser. They are deselected, never skipped, where they do not belong.
"""

import gc
import inspect
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, SimpleTestCase, TransactionTestCase
from django.utils import translation

from common import clock as clock_module
from tests.emptying import empty
from tests.installation import Installation
from tests.journeys.service import prepared

TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_setup",
    "django_db_reset_sequences",
    "client_for",
    "assert_queries",
}
ENDS_SOUND = ("postgres", "crash", "property", "sound")
_skipped: list[str] = []

hypothesis.settings.register_profile("everyday", deadline=None, max_examples=40)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=25, derandomize=True, database=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000, database=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "everyday"))


def pytest_configure(config: pytest.Config) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # People of sensitive roles walk in without a second factor here, and where nobody can sign in there is no way to
    # the first owner's page; tests/accounts and tests/portal mount the two again.
    unmounted = ("accounts.web.middleware.SecondFactor", "portal.web.start.StartFirst")
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name not in unmounted]
    TransactionTestCase._fixture_teardown = lambda case: empty()


# --- which tests --------------------------------------------------------------------------------
def needs_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") is not None:
        return True
    if _DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    case = getattr(item, "cls", None)
    return case is not None and issubclass(case, SimpleTestCase) and bool(getattr(case, "databases", None))


def draws(item: pytest.Item) -> bool:
    """Whether a test, or a function within it, is given examples by hypothesis."""
    function = getattr(item, "function", None)
    if function is None or hypothesis.is_hypothesis_test(function):
        return function is not None
    return "given" in vars(item.module) and "@given(" in inspect.getsource(function)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_postgres = connection.vendor == "postgresql"
    kept, dropped = [], []
    for item in items:
        if "journeys" in Path(item.path).relative_to(config.rootpath).parts:
            item.add_marker(pytest.mark.journey)
        if item.get_closest_marker("postgres") is not None and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(transaction=True))
        if needs_database(item):
            item.add_marker(pytest.mark.database)
            if draws(item):
                item.add_marker(pytest.mark.property)
        elsewhere = item.get_closest_marker("postgres") is not None and not on_postgres
        too_deep = item.get_closest_marker("deep") is not None and not config.getoption("deep")
        (dropped if elsewhere or too_deep else kept).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


# --- sound in the end ---------------------------------------------------------------------------
@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """After a race, a crash or a random history the doctor finds nothing, or exactly what the test says it breaks.

    Whatever lets another thread into the database counts as a race, whether it says so or not.
    """
    from tests.soundness import findings, other_threads

    with other_threads() as threads:
        result = yield
    if needs_database(item) and (threads or any(item.get_closest_marker(mark) for mark in ENDS_SOUND)):
        found = findings()
        assert set(found) == {name for mark in item.iter_markers("breaks") for name in mark.args}, found
    return result


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the run begins with stays to its end: nobody need look through it for litter time and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(3_000, 10, 20)
    gc.enable()


def pytest_report_header() -> str:
    return f"database: {connection.vendor}"


# --- nothing is skipped in CI -------------------------------------------------------------------
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and os.environ.get("CI") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _skipped and os.environ.get("CI"):
        terminalreporter.section("skipped, which CI does not allow", red=True)
        for nodeid in _skipped:
            terminalreporter.line(nodeid)


# --- databases ----------------------------------------------------------------------------------
_own_name = str(settings.DATABASES["default"]["NAME"])  # before it is that of the tests' database
_grounds: list[Installation] = []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_use_migrations: bool) -> Iterator[None]:
    """The tests' database; what the migrations made is copied for `ground` while no test has been in it."""
    name = str(connection.settings_dict["NAME"])
    if django_db_use_migrations and name != _own_name:  # there is none where journeys run alone
        connection.close()
        _grounds.append(Installation(source=name))
    yield
    for ground in _grounds:
        ground.remove()


@pytest.fixture(scope="session")
def ground(request: pytest.FixtureRequest, django_db_use_migrations: bool) -> Iterator[Installation]:
    """An installation with its tables and nothing in them; nobody uses it but to copy it."""
    if django_db_use_migrations:
        request.getfixturevalue("django_db_setup")
    if _grounds:
        yield _grounds[0]
        return
    made = Installation()
    made.manage("migrate", "--verbosity", "0")
    yield made
    made.remove()


@pytest.fixture(scope="session")
def demo(ground: Installation) -> Iterator[Installation]:
    """The small demo, on PostgreSQL or SQLite as the run is; nobody uses it but to copy it."""
    made = prepared(ground)
    yield made
    made.remove()


# --- the clock ----------------------------------------------------------------------------------
class Clock:
    """The instant that the edges read. `clock.now` is it; `clock.move(hours=2)` goes on; `clock.set(dt)` jumps."""

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    def set(self, moment: datetime) -> datetime:
        self.now = moment.astimezone(UTC)
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Every test takes place at 2026-11-21T09:00Z, a Saturday, until it moves the clock."""
    fixed = Clock()
    monkeypatch.setattr(clock_module, "now", fixed)
    return fixed


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock.now


# --- no leftovers -------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    translation.activate("en")
    yield
    cache.clear()


@pytest.fixture
def rate_limits(settings: Any) -> Any:
    """Switches the limits on; a test may change `settings.LIMITS` further."""
    cache.clear()
    settings.RATE_LIMITS = True
    return settings


@pytest.fixture
def files_dir(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_DIR of the test's own (all tests share a temporary one otherwise)."""
    folder = tmp_path / "files"
    folder.mkdir()
    settings.FILES_DIR = folder
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


# --- people and queries -------------------------------------------------------------------------
@pytest.fixture
def client_for(db: None) -> Callable[[Any], Client]:
    """`client_for(user)`: a test client signed in as the user; `client_for(None)`: nobody."""

    def signed_in(user: Any) -> Client:
        browser = Client()
        if user is not None:
            browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return signed_in


@pytest.fixture
def assert_queries(django_assert_num_queries: Any) -> Any:
    """`with assert_queries(7): …`: exactly so many, the queries are listed otherwise."""
    return django_assert_num_queries
