"""What the database itself refuses, beyond what a constraint can say, because two tables have to agree.

An order lies in a book of its own kind (rehearsal or not) and stays in it; a book never changes its kind; a closed
book takes neither orders nor entries. `manage.py migrate` takes the triggers away first and makes them anew at its end
(payments/apps.py), since SQLite can alter no table that a trigger of another one names. Backups hold them as they hold
the tables; the doctor misses them when they are gone.
"""

from collections.abc import Iterator
from typing import Any

NAMES = ("payments_order_kind", "payments_order_stays", "payments_book_kind", "payments_entry_open")

_SQLITE = (
    """CREATE TRIGGER payments_order_kind BEFORE INSERT ON payments_order BEGIN
        SELECT RAISE(ABORT, 'an order lies in a book of its own kind, rehearsal or not') WHERE NEW.is_rehearsal IS NOT
            (SELECT is_rehearsal FROM payments_book WHERE id = NEW.book_id);
        SELECT RAISE(ABORT, 'a closed book takes neither orders nor entries') WHERE
            (SELECT closed_at FROM payments_book WHERE id = NEW.book_id) IS NOT NULL;
        END""",
    """CREATE TRIGGER payments_order_stays BEFORE UPDATE OF book_id, is_rehearsal ON payments_order
        WHEN NEW.book_id IS NOT OLD.book_id OR NEW.is_rehearsal IS NOT OLD.is_rehearsal BEGIN
        SELECT RAISE(ABORT, 'an order stays in its book');
        END""",
    """CREATE TRIGGER payments_book_kind BEFORE UPDATE OF is_rehearsal ON payments_book
        WHEN NEW.is_rehearsal IS NOT OLD.is_rehearsal BEGIN
        SELECT RAISE(ABORT, 'a book never changes its kind');
        END""",
    """CREATE TRIGGER payments_entry_open BEFORE INSERT ON payments_entry BEGIN
        SELECT RAISE(ABORT, 'a closed book takes neither orders nor entries') WHERE
            (SELECT book.closed_at FROM payments_order JOIN payments_book book ON book.id = book_id
                WHERE payments_order.id = NEW.order_id) IS NOT NULL;
        END""",
)
# FOR KEY SHARE is the lock that the key to the book takes anyway; under it nobody closes the book meanwhile.
_POSTGRES = (
    (
        "payments_order_kind",
        "BEFORE INSERT ON payments_order",
        """SELECT is_rehearsal, closed_at INTO book FROM payments_book WHERE id = NEW.book_id FOR KEY SHARE;
        IF book.is_rehearsal IS DISTINCT FROM NEW.is_rehearsal THEN
            RAISE check_violation USING MESSAGE = 'an order lies in a book of its own kind, rehearsal or not';
        ELSIF book.closed_at IS NOT NULL THEN
            RAISE check_violation USING MESSAGE = 'a closed book takes neither orders nor entries';
        END IF;""",
    ),
    (
        "payments_order_stays",
        "BEFORE UPDATE OF book_id, is_rehearsal ON payments_order",
        """IF (NEW.book_id, NEW.is_rehearsal) IS DISTINCT FROM (OLD.book_id, OLD.is_rehearsal) THEN
            RAISE check_violation USING MESSAGE = 'an order stays in its book';
        END IF;""",
    ),
    (
        "payments_book_kind",
        "BEFORE UPDATE OF is_rehearsal ON payments_book",
        """IF NEW.is_rehearsal IS DISTINCT FROM OLD.is_rehearsal THEN
            RAISE check_violation USING MESSAGE = 'a book never changes its kind';
        END IF;""",
    ),
    (
        "payments_entry_open",
        "BEFORE INSERT ON payments_entry",
        """SELECT kept.closed_at INTO book FROM payments_order JOIN payments_book kept ON kept.id = book_id
            WHERE payments_order.id = NEW.order_id FOR KEY SHARE OF kept;
        IF book.closed_at IS NOT NULL THEN
            RAISE check_violation USING MESSAGE = 'a closed book takes neither orders nor entries';
        END IF;""",
    ),
)


def install(connection: Any) -> None:
    """Makes the guards that are missing, once the tables have what they read; a repeat is harmless."""
    if not missing(connection) or not _is_ready(connection):
        return
    with connection.cursor() as cursor:
        for statement in _making(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Takes the guards away, for as long as tables are altered; a repeat is harmless."""
    with connection.cursor() as cursor:
        for name in NAMES:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


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


def _making(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        for name, text in zip(NAMES, _SQLITE, strict=True):
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield text
        return
    for name, when, body in _POSTGRES:
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"DECLARE book record; BEGIN {body} RETURN NEW; END $guard$"
        )
        yield f"CREATE OR REPLACE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _is_ready(connection: Any) -> bool:
    """Whether the tables have the columns that the guards read: not while a database is migrated backwards."""
    with connection.cursor() as cursor:
        if "payments_book" not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, "payments_book")
    return "closed_at" in {column.name for column in columns}
