"""Making rows of what was gathered: the same values, new keys."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import IO, Any, Protocol

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Conflict, Invalid
from common.tokens import new_secret
from common.transfer.shift import Shift
from common.transfer.tables import Plan, Pointer, Table
from common.transfer.values import decoded, move, replaced
from common.transfer.writing import BYTES, SYMBOL, Row

BATCH = 500


class ValueTaken(Conflict):
    code = "value_taken"
    message = _("{value} is taken here already ({table}, {field}). Nothing was changed.")


class RowDamaged(Invalid):
    code = "row_damaged"
    message = _("{table} {row}: {field} cannot be read. Nothing was changed.")


class RowsContradict(Invalid):
    code = "rows_contradict"
    message = _("The rows of {table} contradict each other or what is here already. Nothing was changed.")


class Source(Protocol):
    """Where rows come from: a file, or the memory of a copy."""

    def rows(self, label: str) -> Iterator[Row]:
        """The rows of a table; none of a table that is not there."""

    def open(self, key: str) -> IO[bytes]:
        """The bytes that a row names."""


class Reading:
    """Rows of a plan from a source; `lived` as in `Gathering`.

    `word` is the new root's word, `root_values` what its row has instead of what was written, `title` what a copy is
    called, by language. With a `shift` it is a copy: what is `moved` moves, what is `begun` begins anew, unique values
    are renewed. Afterwards `made` counts new rows and `left_out` names what this version does not know.
    """

    def __init__(
        self, plan: Plan, source: Source, *, now: datetime, word: str, lived: bool, shift: Shift | None = None
    ) -> None:
        self.plan, self.source, self.now, self.word, self.lived, self.shift = plan, source, now, word, lived, shift
        self.root_values: dict[str, Any] = {}
        self.made: dict[str, int] = {}
        self.left_out: set[str] = set()
        self.title: dict[str, str] = {}
        self.found: dict[type[models.Model], dict[Any, Any]] = {}
        self._known_already: dict[type[models.Model], set[Any]] = {}
        self._renewed: dict[tuple[type[models.Model], str], dict[str, str]] = {}
        self._later: list[tuple[Any, str, Any]] = []
        self._stored: list[str] = []

    @contextmanager
    def written(self) -> Iterator[Any]:
        """Writes every row in one transaction and yields the new root, for what else belongs into it.

        Raises RowDamaged, ValueTaken, RowsContradict, DateOutOfReach; then, as after any failure within, neither a row
        nor a file is left.
        """
        try:
            with transaction.atomic():
                for table in self.plan.tables:
                    if table.is_read:
                        self._read(table)
                for table in self.plan.tables:
                    self._read_last(table)
                yield self._root()
        except BaseException:
            for name in self._stored:
                default_storage.delete(name)
            raise

    def _root(self) -> Any:
        roots = list(self.found[self.plan.root].values())
        if len(roots) != 1:
            raise RowsContradict(table=self.plan.root._meta.label_lower)
        return roots[0]

    def _read(self, table: Table) -> None:
        found = self.found[table.model] = {}
        self.made[table.label] = 0
        later: list[tuple[Any, Row]] = []
        known = self._recognised(table)
        found.update(known)
        self._known_already[table.model] = set(known)
        rows = (row for row in self.source.rows(table.label) if row[SYMBOL] not in known)
        while batch := list(islice(rows, BATCH)):
            pairs = [(row, one) for row in batch if (one := self._instance(table, row)) is not None]
            self._renew(table, pairs)
            self._put_off(table, [one for _row, one in pairs])
            self._insert(table, [one for _row, one in pairs])
            found.update({row[SYMBOL]: one for row, one in pairs})
            later += [(one, row) for row, one in pairs]
            self.made[table.label] += len(pairs)
        self._link(table, later)

    def _recognised(self, table: Table) -> dict[Any, Any]:
        """{symbol: row} of those that are here already."""
        if not table.natural:
            return {}
        rows = list(self.source.rows(table.label))
        field = table.model._meta.get_field(table.natural)
        known = {}
        for start in range(0, len(rows), BATCH):
            wanted = [self._decoded(table, row, field, row[SYMBOL]) for row in rows[start : start + BATCH]]
            for one in table.model._base_manager.filter(**{f"{table.natural}__in": wanted}):
                known[str(getattr(one, table.natural))] = one
        return known | (table.matched(self, rows) if table.matched else {})

    def _instance(self, table: Table, row: Row) -> Any:
        """An unsaved row; None where it belongs to one that was here before."""
        if any(self._is_of_known(table, name, row) for name in table.anchors):
            return None
        one = table.model()
        self.left_out |= {f"{table.label}.{name}" for name in row if name not in {*table.names, SYMBOL, BYTES}}
        pointed = {pointer.field: pointer for pointer in self.plan.pointers.get(table.model, ())}
        for field in table.columns:
            if field.name not in row or (not self.lived and field.name in table.lived):
                continue
            value = row[field.name]
            if field.name in pointed and isinstance(value, list):
                value = self._pointed(table, pointed[field.name], row)
            if field.remote_field is not None:
                self._set_key(table, one, field, row)
            else:
                setattr(one, field.name, self._decoded(table, row, field, value))
        self._complete(table, one, row)
        return one

    def _is_of_known(self, table: Table, anchor: str, row: Row) -> bool:
        symbol = row.get(anchor)
        return isinstance(symbol, (str, int)) and symbol in self._known_already[self.plan.parent(table, anchor).model]

    def _decoded(self, table: Table, row: Row, field: Any, value: Any) -> Any:
        try:
            return decoded(field, value)
        except ValueError as error:
            raise _damaged(table, row, field.name) from error

    def _set_key(self, table: Table, one: Any, field: Any, row: Row) -> None:
        symbol, target = row[field.name], field.related_model
        if symbol is None and field.null:
            return
        if target is table.model:  # to a row of its own table: once all of them are there
            return
        if target in self.plan.by_model or not field.null:
            setattr(one, field.name, self._other(table, row, field.name, target, symbol))

    def _pointed(self, table: Table, pointer: Pointer, row: Row) -> str:
        parts = row[pointer.field]
        if len(parts) != 3 or not isinstance(parts[0], str) or not isinstance(parts[2], str):
            raise _damaged(table, row, pointer.field)
        other = self._other(table, row, pointer.field, pointer.target, parts[1])
        return f"{parts[0]}{getattr(other, pointer.attribute)}{parts[2]}"

    def _other(self, table: Table, row: Row, name: str, target: Any, symbol: Any) -> Any:
        known = self.found.get(target, {})
        if not isinstance(symbol, (str, int)) or symbol not in known:
            raise _damaged(table, row, name)
        return known[symbol]

    def _complete(self, table: Table, one: Any, row: Row) -> None:
        """What is not taken as it was written: moved, begun anew, made here, renamed."""
        if self.shift is not None:
            for name in table.moved.split():
                move(one, name, self.shift)
            self._set(one, table.begun)
        if not self.lived:
            self._set(one, table.lived)
        self._set(one, table.local)
        for name, (model, field) in table.renamed.items():
            names = self._renewed.get((model, field), {})
            setattr(one, name, replaced(getattr(one, name), names) if names else getattr(one, name))
        if table.model is self.plan.root:
            self._set(one, self.root_values)
        if table.word:
            setattr(one, table.word, self.word)
        if table.has_bytes:
            self._keep_bytes(one, row)
        if table.finish is not None:
            table.finish(self, one)

    def _set(self, one: Any, values: Any) -> None:
        for name, value in values.items():
            setattr(one, name, value(self, one) if callable(value) else copy.deepcopy(value))

    def _keep_bytes(self, one: Any, row: Row) -> None:
        """Copies the bytes under a new random name, outside the web root; a row without any stays without."""
        secret = new_secret("f").removeprefix("f_")
        one.name = f"{secret[:4]}/{secret[4:]}"
        try:
            if row.get(BYTES) is None:
                raise FileNotFoundError
            with self.source.open(str(row[BYTES])) as data:
                self._stored.append(one.name)
                default_storage.save(one.name, File(data))
        except FileNotFoundError:  # erased, or lost where it came from: the row says so
            one.size = 0

    def _renew(self, table: Table, pairs: list[tuple[Row, Any]]) -> None:
        """Unique values that a copy may not repeat or that are taken here."""
        for name, renewal in table.unique.items():
            values = [str(getattr(one, name)) for _row, one in pairs if getattr(one, name) is not None]
            column = table.model._meta.get_field(name)
            rows = table.model._base_manager.filter(**{f"{name}__in": values})
            taken = {str(value) for value in rows.values_list(name, flat=True)} if column.unique else set()  # type: ignore[union-attr]
            given = set(taken)
            for _row, one in pairs:
                before = getattr(one, name)
                if before is None:
                    continue
                if self.shift is not None or str(before) in given:
                    if renewal is None:
                        raise ValueTaken(value=before, table=table.label, field=name)
                    setattr(one, name, renewal(self, one, given))
                    self._renewed.setdefault((table.model, name), {})[str(before)] = getattr(one, name)
                given.add(str(getattr(one, name)))

    def _put_off(self, table: Table, rows: list[Any]) -> None:
        for name in table.last.split():
            blank = table.model._meta.get_field(name).get_default()  # type: ignore[union-attr]
            for one in rows:
                self._later.append((one, name, getattr(one, name)))
                setattr(one, name, blank)

    def _read_last(self, table: Table) -> None:
        for name in table.last.split():
            rows = [(one, value) for one, field, value in self._later if isinstance(one, table.model) and field == name]
            for one, value in rows:
                setattr(one, name, value)
            table.model._base_manager.bulk_update([one for one, _value in rows], [name], batch_size=BATCH)

    def _insert(self, table: Table, rows: list[Any]) -> None:
        try:
            with transaction.atomic():
                table.model._base_manager.bulk_create(rows, batch_size=BATCH)
        except IntegrityError as error:
            raise RowsContradict(table=table.label) from error

    def _link(self, table: Table, rows: list[tuple[Any, Row]]) -> None:
        """Many-to-many fields, and keys to the same table, once all its rows are there."""
        for field in table.many:
            through = field.remote_field.through
            source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            links = [
                through(**{source: one.pk, target: self._other(table, row, field.name, field.related_model, symbol).pk})
                for one, row in rows
                for symbol in row.get(field.name) or []
            ]
            through._base_manager.bulk_create(links, batch_size=BATCH)
        for key in (one for one in table.keys if one.related_model is table.model):
            bound = [(one, row) for one, row in rows if row.get(key.name) is not None]
            for one, row in bound:
                setattr(one, key.name, self._other(table, row, key.name, table.model, row[key.name]))
            table.model._base_manager.bulk_update([one for one, _row in bound], [key.name], batch_size=BATCH)


def _damaged(table: Table, row: Row, field: str) -> RowDamaged:
    return RowDamaged(table=table.label, row=str(row[SYMBOL])[:40], field=field)
