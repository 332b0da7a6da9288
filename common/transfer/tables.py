"""What is taken along: tables, their fields, and what in them points elsewhere."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

Field = Any  # a concrete field or a many-to-many; django-stubs knows no common class with `remote_field`
# Constants, or functions of (the reading, the row as far as it is filled).
Values = Mapping[str, Any]
# A new value of a unique field: of (the reading, the row, values already given away).
Renewal = Callable[[Any, Any, set[str]], str]


@dataclass(frozen=True)
class Table:
    """A model and what becomes of each of its fields; every field stands in exactly one place.

    How its rows are reached: the root itself; `of`, the key to the row that each belongs to (or keys, one of which is
    set); `word`, the text field that holds the root's word where there is no key; else they are pulled along by whoever
    holds a key to them. Of the rows so reached those go along that fit `where` (lookups of the ORM).

    `kept`    written and read as they are; keys and many-to-many among them
    `moved`   kept, and moved by a copy's shift; "rules.opens_at" is a text within the dicts of a JSON field
    `begun`   written; a copy begins them anew with these values
    `lived`   written only together with what people did, else these values: counters, states
    `local`   never written: secrets, digests, numbers of this installation; made anew by these values
    `never`   never written, and left at the model's default
    `unique`  unique all over: a copy makes them anew, and so does a file where the value is taken. None: refused then
    `renamed` JSON fields that hold, anywhere within, a value of another table's unique field: {field: (model, field)}

    Those of the written fields that are `last` are set once every row of every table is there.

    A row of a table with `natural` is named by that field everywhere: where it is known already it is taken as it is,
    with whatever belongs to it. `matched` knows more rows: of (reading, rows) → {name: instance}.
    """

    model: type[models.Model]
    of: str = ""
    word: str = ""
    where: Values = field(default_factory=dict)
    kept: str = ""
    moved: str = ""
    begun: Values = field(default_factory=dict)
    lived: Values = field(default_factory=dict)
    local: Values = field(default_factory=dict)
    never: str = ""
    unique: Mapping[str, Renewal | None] = field(default_factory=dict)
    renamed: Mapping[str, tuple[type[models.Model], str]] = field(default_factory=dict)
    last: str = ""
    natural: str = ""
    matched: Callable[[Any, list[dict[str, Any]]], dict[str, Any]] | None = None
    finish: Callable[[Any, Any], None] | None = None
    is_copied: bool = True
    is_read: bool = True  # False: only told, and pulls nobody along
    has_bytes: bool = False  # its rows stand for stored files

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def names(self) -> frozenset[str]:
        """The fields that are written when everything is."""
        moved = (name.partition(".")[0] for name in self.moved.split())
        return frozenset([*self.anchors, *self.kept.split(), *moved, *self.begun, *self.lived, *self.unique])

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        return tuple(self.of.split())

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """Written fields that are columns, in the model's order."""
        return tuple(one for one in self.model._meta.concrete_fields if one.name in self.names)

    @cached_property
    def many(self) -> tuple[Field, ...]:
        """Written many-to-many fields."""
        return tuple(one for one in self.model._meta.many_to_many if one.name in self.names)

    @cached_property
    def keys(self) -> tuple[Field, ...]:
        """Columns that are keys to other rows."""
        return tuple(one for one in self.columns if one.remote_field is not None)

    def placed(self) -> list[str]:
        """Every field that the declaration places, once for each time: for the test that none is missing or twice."""
        moved = {name.partition(".")[0] for name in self.moved.split()} - set(self.kept.split())
        apart = [*self.anchors, *self.word.split(), *self.never.split()]
        return [*apart, *self.kept.split(), *moved, *self.begun, *self.lived, *self.local, *self.unique]


@dataclass(frozen=True)
class Pointer:
    """A text (or UUID) field that names a row of another table without a key, such as "seat:12".

    `pattern` has one group: the row's `attribute`. Where that row is not taken along the value becomes `lost`, in
    which {} is the old value; None empties it. `when` is (field, value) that must hold for it to be a pointer at all.
    """

    model: type[models.Model]
    field: str
    target: type[models.Model]
    pattern: str
    attribute: str = "pk"
    lost: str | None = "{} elsewhere"
    when: tuple[str, str] | None = None

    @cached_property
    def expression(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


class Plan:
    """The tables of one undertaking, in an order in which every row comes after those that it points to."""

    def __init__(self, root: type[models.Model], tables: Iterable[Table], pointers: Iterable[Pointer] = ()) -> None:
        self.root = root
        self.by_model: dict[type[models.Model], Table] = {table.model: table for table in tables}
        self.pointers: dict[type[models.Model], list[Pointer]] = {}
        for pointer in pointers:
            if pointer.model in self.by_model:
                self.pointers.setdefault(pointer.model, []).append(pointer)
        self.tables = self._arranged()

    def _arranged(self) -> list[Table]:
        graph = {table.model: self._needs(table) for table in self.by_model.values()}
        return [self.by_model[model] for model in TopologicalSorter(graph).static_order()]

    def _needs(self, table: Table) -> set[type[models.Model]]:
        keys = {one.related_model for one in (*table.keys, *table.many)}
        keys |= {pointer.target for pointer in self.pointers.get(table.model, ())}
        keys |= {model for model, _field in table.renamed.values()}
        return {model for model in keys if model in self.by_model and model is not table.model}

    def pullers(self, table: Table) -> list[tuple[Table, str]]:
        """(table, its key) of those who pull a table's rows along."""
        return [
            (other, key.name)
            for other in self.tables
            if other.is_read and other.model is not table.model
            for key in other.keys
            if key.related_model is table.model and key.name not in other.anchors
        ]

    def parent(self, table: Table, anchor: str) -> Table:
        return self.by_model[table.model._meta.get_field(anchor).related_model]  # type: ignore[index]

    def check(self) -> None:
        """Raises ImproperlyConfigured where a declaration forgets or repeats a field, or reaches nobody."""
        if found := list(self._faults()):
            raise ImproperlyConfigured("; ".join(found))

    def _faults(self) -> Iterator[str]:
        for table in self.tables:
            own = {one.name for one in table.model._meta.concrete_fields if not one.primary_key}
            own |= {one.name for one in table.model._meta.many_to_many}
            placed = table.placed()
            odd = sorted((own ^ set(placed)) | {name for name in placed if placed.count(name) > 1})
            if odd:
                yield f"{table.label}: {', '.join(odd)} must stand in one place of its Table"
            if not (table.of or table.word or table.model is self.root or self.pullers(table)):
                yield f"{table.label}: nobody leads to its rows"
            for key in table.keys:
                if key.related_model not in self.by_model and not key.null:
                    yield f"{table.label}.{key.name} points outside and cannot be empty"
