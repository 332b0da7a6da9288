"""The whole database as one file, and back: SQLite by its backup API, PostgreSQL by pg_dump and pg_restore.

A table's digest is the sum of its rows' SHA-256, so that it depends on no order and needs no sorting.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict

FILE_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
BATCH = 2000
Tables = dict[str, dict[str, Any]]


class DatabaseToolFailed(Conflict):
    code = "database_tool_failed"
    message = _("{tool} failed: {reason}")


class DatabaseToolMissing(Conflict):
    code = "database_tool_missing"
    message = _("{tool} is not installed: apt-get install postgresql-client")


def engine() -> str:
    """ "sqlite" or "postgresql"."""
    return connection.vendor


def take(folder: Path) -> tuple[str, Tables]:
    """Writes the database into `folder` as it is at one instant; (file name, digest and rows of each table)."""
    target = folder / FILE_NAMES[engine()]
    return target.name, _take_sqlite(target) if engine() == "sqlite" else _take_postgres(target)


def put_back(source: Path) -> None:
    """Replaces the whole database by the one in `source`."""
    if engine() == "sqlite":
        _put_back_sqlite(source)
    else:
        _put_back_postgres(source)


def tables() -> Tables:
    """Digest and row count of every table as they are now."""
    if engine() == "sqlite":
        connection.ensure_connection()
        return _sqlite_tables(connection.connection)
    with transaction.atomic():
        return _postgres_tables()


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


# --- digests ------------------------------------------------------------------------------------
def _summed(rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    total, count = 0, 0
    for row in rows:
        text = "\x1f".join("\x00" if value is None else value for value in row)
        total += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest(), "big")
        count += 1
    return {"rows": count, "digest": f"{total % (1 << 256):064x}"}


def _batches(cursor: Any) -> Iterator[Sequence[Any]]:
    while rows := cursor.fetchmany(BATCH):
        yield from rows


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# --- SQLite -------------------------------------------------------------------------------------
def _sqlite_tables(raw: sqlite3.Connection) -> Tables:
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    found: Tables = {}
    for (name,) in raw.execute(listing).fetchall():
        columns = sorted(row[1] for row in raw.execute(f"PRAGMA table_info({_quoted(name)})"))
        # quote() answers each value as SQL text, the same through Django's connection and a plain one.
        chosen = ", ".join(f"quote({_quoted(column)})" for column in columns)
        found[name] = _summed(_batches(raw.execute(f"SELECT {chosen} FROM {_quoted(name)}")))  # noqa: S608 - names quoted
    return found


def _take_sqlite(target: Path) -> Tables:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return _sqlite_tables(copy)


def _put_back_sqlite(source: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        copy.backup(connection.connection)
    connection.connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


# --- PostgreSQL ---------------------------------------------------------------------------------
def _postgres_tables() -> Tables:
    found: Tables = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY column_name::text) FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            " GROUP BY table_name ORDER BY table_name"
        )
        layout = cursor.fetchall()
    for name, columns in layout:
        chosen = ", ".join(f"{_quoted(column)}::text" for column in columns)
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {chosen} FROM {_quoted(name)}")  # noqa: S608 - names quoted
            found[name] = _summed(_batches(cursor))
    return found


def _take_postgres(target: Path) -> Tables:
    """Dump and digests see one snapshot, whatever others commit meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL TimeZone TO 'UTC'")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _tool(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"
        )
        return _postgres_tables()


def _put_back_postgres(source: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))


def _tool(name: str, *arguments: str) -> None:
    parameters = connection.get_connection_params()
    environment = {**os.environ, "PGPASSWORD": str(parameters.get("password") or ""), "PGTZ": "UTC"}
    command = [_binary(name), f"--dbname={parameters['dbname']}"]
    for option, key in (("--host", "host"), ("--port", "port"), ("--username", "user")):
        if parameters.get(key):
            command.append(f"{option}={parameters[key]}")
    done = subprocess.run(  # noqa: S603 - our own words, no shell
        [*command, "--no-password", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DatabaseToolFailed(tool=name, reason=(done.stderr.strip().splitlines() or ["-"])[-1][:300])


def _binary(name: str) -> str:
    """The newest of Debian's, which can read every older server; else what the PATH has."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    chosen = str(found[-1]) if found else shutil.which(name)
    if chosen is None:
        raise DatabaseToolMissing(tool=name)
    return chosen
