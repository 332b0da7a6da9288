"""Rows that point to rows of their own table, in either order, and rows that nobody should have pointed to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from common.transfer.reading import Reading
from common.transfer.tables import Plan, Table
from common.transfer.writing import Gathering, PointsOutside, Row

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Memory:
    """Gathered rows as a source."""

    def __init__(self, gathering: Gathering) -> None:
        self.tables = {table.label: list(rows) for table, rows in gathering.tables()}

    def rows(self, label: str) -> Iterator[Row]:
        return iter(self.tables[label])

    def open(self, key: str) -> IO[bytes]:
        raise FileNotFoundError(key)


@pytest.fixture
def kinds(transactional_db) -> Iterator[tuple[Any, Any]]:
    """Shelves, and boxes on them that stand in one another; tables for as long as the test lasts."""
    with isolate_apps("common"):

        class Shelf(models.Model):
            word = models.CharField(max_length=20)

            class Meta:
                app_label = "common"

        class Box(models.Model):
            shelf = models.ForeignKey(Shelf, models.CASCADE)
            name = models.CharField(max_length=20)
            within = models.ForeignKey("self", models.CASCADE, null=True)

            class Meta:
                app_label = "common"

        with connection.schema_editor() as editor:
            editor.create_model(Shelf)
            editor.create_model(Box)
        yield Shelf, Box
        with connection.schema_editor() as editor:
            editor.delete_model(Box)
            editor.delete_model(Shelf)


def plan_of(shelf: Any, box: Any) -> Plan:
    return Plan(shelf, [Table(shelf, kept="word"), Table(box, of="shelf", kept="name within")])


def test_rows_point_to_earlier_and_to_later_rows_of_their_table(kinds):
    shelf, box = kinds
    first = shelf.objects.create(word="first")
    inner, outer = (box.objects.create(shelf=first, name=name) for name in ("inner", "outer"))
    box.objects.filter(pk=inner.pk).update(within=outer)
    box.objects.create(shelf=first, name="innermost", within=inner)
    plan = plan_of(shelf, box)
    held = Memory(Gathering(plan, first, word="", lived=True))

    with Reading(plan, held, now=NOW, word="", lived=True).written() as made:
        pass

    pairs = box.objects.filter(shelf=made).order_by("pk").values_list("name", "within__name", "within__shelf")
    assert list(pairs) == [("inner", "outer", made.pk), ("outer", None, None), ("innermost", "inner", made.pk)]


def test_row_that_stands_in_one_of_another_root_is_not_written(kinds):
    shelf, box = kinds
    first, second = shelf.objects.create(word="first"), shelf.objects.create(word="second")
    foreign = box.objects.create(shelf=second, name="foreign")
    box.objects.create(shelf=first, name="inner", within=foreign)

    with pytest.raises(PointsOutside):
        Memory(Gathering(plan_of(shelf, box), first, word="", lived=True))
