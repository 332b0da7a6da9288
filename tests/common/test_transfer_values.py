"""A value of a file is what its column takes, or refused."""

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.db import models

from common.fields import TranslatedField
from common.transfer.values import decoded, free_text, replaced
from common.transfer.writing import plain

TEXT = models.CharField("t", name="text", max_length=5)
STATE = models.CharField(name="state", max_length=10, choices=[("open", "Open")])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (TEXT, "abc"),
        (models.TextField(name="f"), "línea\nотро 朴"),
        (models.BooleanField(name="f"), False),
        (models.IntegerField(name="f"), -3),
        (models.DecimalField(name="f", max_digits=5, decimal_places=2), Decimal("21.50")),
        (models.DateField(name="f"), date(2028, 2, 29)),
        (models.TimeField(name="f"), time(9, 30)),
        (models.DateTimeField(name="f"), datetime(2026, 5, 26, 7, 0, 0, 123456, tzinfo=UTC)),
        (models.UUIDField(name="f"), uuid.UUID(int=7)),
        (models.JSONField(name="f"), {"a": [1, None, "x"]}),
        (TranslatedField(name="f"), {"en": "text"}),
        (STATE, "open"),
    ],
)
def test_value_comes_back_as_it_was(field, value):
    assert decoded(field, plain(value)) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (TEXT, "abcdef"),
        (TEXT, None),
        (TEXT, 7),
        (TEXT, "a\x00b"),
        (TEXT, "\ud800"),
        (STATE, "shut"),
        (models.BooleanField(name="f"), 1),
        (models.IntegerField(name="f"), True),
        (models.PositiveIntegerField(name="f"), -1),
        (models.IntegerField(name="f"), 2**70),
        (models.DecimalField(name="f", max_digits=5, decimal_places=2), "NaN"),
        (models.DecimalField(name="f", max_digits=5, decimal_places=2), "12345.00"),
        (models.DateField(name="f"), "2026-02-30"),
        (models.DateTimeField(name="f"), "tomorrow"),
        (models.UUIDField(name="f"), "7"),
        (models.SlugField(name="f"), "a b"),
        (models.EmailField(name="f"), "nobody"),
        (models.JSONField(name="f"), {"a": "\x00"}),
        (TranslatedField(name="f"), {"en": 7}),
        (TranslatedField(name="f"), ["en"]),
    ],
)
def test_value_that_the_column_would_not_hold_is_refused(field, value):
    with pytest.raises(ValueError):
        decoded(field, value)


def test_empty_values_are_no_fault():
    assert (decoded(TEXT, ""), decoded(STATE, ""), decoded(models.EmailField(name="f"), "")) == ("", "", "")


def test_instant_without_a_zone_is_one_of_utc():
    assert decoded(models.DateTimeField(name="f"), "2026-05-26T07:00:00") == datetime(2026, 5, 26, 7, tzinfo=UTC)


def test_names_are_replaced_where_they_are_the_whole_text():
    value = {"en": [{"image": "old", "alt": "an old one"}, {"ul": ["old", "older"]}], "old": 1}

    assert replaced(value, {"old": "new"}) == {
        "en": [{"image": "new", "alt": "an old one"}, {"ul": ["new", "older"]}],
        "old": 1,
    }


def test_free_text_takes_the_first_number_that_nobody_has():
    assert free_text("bus", {"bus"}, 10, lambda text: text != "bus-2") == "bus-3"
    assert free_text("abcdefghij", {"abcdefghij"}, 10, lambda _text: True) == "abcdefgh-2"
