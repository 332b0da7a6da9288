"""Gathering rows as plain values, each named by a symbol that means the same everywhere in the file."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict
from common.transfer.tables import Plan, Pointer, Table

Row = dict[str, Any]
SYMBOL = "#"  # the row's own name in the file
BYTES = "bytes"  # of a stored file: where its bytes are
CHUNK = 2000


class PointsOutside(Conflict):
    code = "points_outside"
    message = _("{table} {row}: its {field} belongs to something else. Nothing was written.")


class Gathering:
    """The rows of a plan under one root, one query a table and one a many-to-many field, however many rows there are.

    `lived`: with what people did, and with the fields that count it.
    """

    def __init__(self, plan: Plan, root: models.Model, *, word: str, lived: bool) -> None:
        self.plan, self.root, self.word, self.lived = plan, root, word, lived
        self._chosen: dict[type[models.Model], models.QuerySet[Any]] = {}
        self._symbols: dict[type[models.Model], dict[Any, Any]] = {}
        self._names: dict[type[models.Model], set[Any]] = {}

    def chosen(self, table: Table) -> models.QuerySet[Any]:
        """The rows of a table, unordered, as one query that holds those of the tables that lead to it."""
        if table.model not in self._chosen:
            rows = table.model._base_manager.filter(self._reach(table), **table.where)
            self._chosen[table.model] = rows.order_by()
        return self._chosen[table.model]

    def _reach(self, table: Table) -> Q:
        if isinstance(self.root, table.model):
            return Q(pk=self.root.pk)
        if table.word:
            return Q(**{table.word: self.word})
        reach = Q(pk__in=[])
        for name in table.anchors:
            reach |= Q(**{f"{name}__in": self.chosen(self.plan.parent(table, name))})
        if table.anchors:
            return reach
        for other, name in self.plan.pullers(table):
            if self.lived or name not in other.lived:
                reach |= Q(pk__in=self.chosen(other).values(name))
        return reach

    def counts(self) -> dict[str, int]:
        """{table: rows}; nothing else is read."""
        return {table.label: self.chosen(table).count() for table in self.plan.tables}

    def tables(self) -> Iterator[tuple[Table, Iterator[Row]]]:
        """Every table with its rows, in the plan's order. Each must be read to its end before the next is asked for.

        Raises PointsOutside where a key leads to a row that is not taken along.
        """
        for table in self.plan.tables:
            yield table, self._rows(table)

    def _rows(self, table: Table) -> Iterator[Row]:
        symbols = self._symbols[table.model] = self._numbered(table)
        names = self._names[table.model] = set(symbols.values())
        columns = [one for one in table.columns if self.lived or one.name not in table.lived]
        links = {field.name: self._links(table, field) for field in table.many}
        asked = {one.attname for one in columns} | {table.natural or "pk", "pk"}
        asked |= {"name", "size"} if table.has_bytes else set()
        asked |= {_by_name(one, target) for one, target in self._told(table)}
        rows = self.chosen(table).order_by(table.natural or "pk").values(*sorted(asked))
        for number, found in enumerate(rows.iterator(CHUNK), start=1):
            symbol = symbols[found["pk"]] = str(found[table.natural]) if table.natural else number
            names.add(symbol)
            row: Row = {SYMBOL: symbol, **{one.name: self._value(table, one, found) for one in columns}}
            for pointer in self.plan.pointers.get(table.model, ()):
                if pointer.field in row:
                    row[pointer.field] = self._pointed(pointer, found)
            if table.has_bytes:
                row[BYTES] = found["name"] if found["size"] else None
            yield row | {name: by_row.get(found["pk"], []) for name, by_row in links.items()}

    def _told(self, table: Table) -> list[tuple[Any, Table]]:
        """The keys of a table that is only told; whom they name need not be taken along."""
        found = [(key, self.plan.by_model.get(key.related_model)) for key in table.keys if not table.is_read]
        return [(key, target) for key, target in found if target is not None and target.natural]

    def _numbered(self, table: Table) -> dict[Any, Any]:
        """The symbols of a table that points to itself, known before its first row; of any other none yet."""
        if not any(one.related_model is table.model for one in (*table.keys, *table.many)):
            return {}
        ordered = self.chosen(table).order_by(table.natural or "pk").values_list("pk", table.natural or "pk")
        return {pk: str(name) if table.natural else n for n, (pk, name) in enumerate(ordered, start=1)}

    def _value(self, table: Table, one: Any, found: Row) -> Any:
        value = found[one.attname]
        if one.remote_field is None or value is None:
            return plain(value)
        if one.related_model not in self.plan.by_model:
            return None
        target = self.plan.by_model[one.related_model]
        if not table.is_read and target.natural:
            return str(found[_by_name(one, target)])
        known = self._symbols[one.related_model]
        if value not in known:
            raise PointsOutside(table=table.label, row=found["pk"], field=one.name)
        return known[value]

    def _links(self, table: Table, field: Any) -> dict[Any, list[Any]]:
        """{row: symbols} of a many-to-many field."""
        through, source, target = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
        known = self._symbols[field.related_model]
        pairs = through._base_manager.filter(**{f"{source}__in": self.chosen(table)}).order_by(source, target)
        found: dict[Any, list[Any]] = {}
        for one, other in pairs.values_list(source, target):
            if other not in known:
                raise PointsOutside(table=table.label, row=one, field=field.name)
            found.setdefault(one, []).append(known[other])
        return {pk: sorted(symbols, key=str) for pk, symbols in found.items()}

    def _pointed(self, pointer: Pointer, found: Row) -> Any:
        value = found[pointer.field]
        if value is None or (pointer.when and found.get(pointer.when[0]) != pointer.when[1]):
            return plain(value)
        text = str(value)
        match = pointer.expression.search(text)
        if match is None:
            return text
        if pointer.attribute == "pk":
            symbol = self._symbols.get(pointer.target, {}).get(int(match[1]))
        else:  # the natural name, which is the symbol
            symbol = match[1] if match[1] in self._names.get(pointer.target, ()) else None
        if symbol is None:
            return None if pointer.lost is None else pointer.lost.format(text)
        return [text[: match.start(1)], symbol, text[match.end(1) :]]


def _by_name(key: Any, target: Table) -> str:
    return f"{key.name}__{target.natural}"


def plain(value: Any) -> Any:
    """A column's value as JSON has it: instants in UTC, numbers with decimals as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, uuid.UUID)):
        return str(value)
    return value


@contextmanager
def one_instant() -> Iterator[None]:
    """A transaction in which every query sees the rows of one instant, whatever others commit meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
