"""What the database itself refuses: a link of a call's sealed log is never changed, and never taken out alone.

`manage.py migrate` takes the triggers away first and makes them anew at its end (congress/apps.py), as it does with
those of payments. A whole log goes with its rehearsal or its congress: `lifted` opens the way, for one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("congress_log_unchanged", "congress_log_kept")
TABLE = "congress_logentry"
SAID = "the sealed log is only ever added to"
_OPEN = "plenaria.log_is_dropped"
_WHEN = {"congress_log_unchanged": "UPDATE", "congress_log_kept": "DELETE"}


def install(connection: Any) -> None:
    """Makes the guards that are missing, once there is something to guard; a repeat is harmless."""
    lacking = missing(connection)
    if not lacking or not _is_ready(connection):
        return
    for name in lacking:
        _make(connection, name)


def remove(connection: Any) -> None:
    """Takes the guards away, for as long as tables are altered or emptied; a repeat is harmless."""
    for name in NAMES:
        _drop(connection, name)


def missing(connection: Any) -> list[str]:
    """The names of the guards that the database lacks."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        known = {name for (name,) in cursor.fetchall()}
    return [name for name in NAMES if name not in known]


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Lets links be deleted, inside the caller's transaction and by nobody else; they still cannot be changed."""
    if connection.vendor == "sqlite":
        _drop(connection, "congress_log_kept")  # the immediate transaction keeps every other writer out
        yield
        _make(connection, "congress_log_kept")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'yes', true)", [_OPEN])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [_OPEN])


def _drop(connection: Any, name: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def _make(connection: Any, name: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {_WHEN[name]} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            )
            return
        may = f"IF current_setting('{_OPEN}', true) = 'yes' THEN RETURN OLD; END IF;" if "kept" in name else ""
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"BEGIN {may} RAISE check_violation USING MESSAGE = '{SAID}'; END $guard$"
        )
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {_WHEN[name]} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _is_ready(connection: Any) -> bool:
    """Whether the log's table is there: not while a database is migrated backwards."""
    with connection.cursor() as cursor:
        return TABLE in connection.introspection.table_names(cursor)
