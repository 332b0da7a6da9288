"""A value of a file as its column takes it, or a refusal: a file is other people's text. And changing values."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from common.transfer.shift import Shift

_TEXTS = (models.CharField, models.TextField)


def decoded(field: Any, value: Any) -> Any:
    """`value` of JSON as `field` keeps it, checked by its type, its choices and its validators.

    Raises ValueError for whatever the column would not hold. An empty value is no fault: drafts have them.
    """
    if value is None:
        if not field.null:
            raise ValueError(field.name)
        return None
    _check_type(field, value)
    try:
        found = field.to_python(value) if not isinstance(field, models.JSONField) else value
        if field.choices and found not in field.empty_values and found not in dict(field.flatchoices):
            raise ValueError(field.name)
        field.run_validators(found)
    except (ValidationError, TypeError, OverflowError, ArithmeticError) as error:
        raise ValueError(field.name) from error
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found


def _check_type(field: Any, value: Any) -> None:
    if isinstance(field, models.JSONField):
        expected: tuple[type, ...] = (dict, list, str, int, float, bool)
    elif isinstance(field, models.BooleanField):
        expected = (bool,)
    elif isinstance(field, models.IntegerField):
        expected = (int,)
    else:  # texts, and what JSON writes as text: days, instants, decimals, UUIDs
        expected = (str,)
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        raise ValueError(field.name)
    try:
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (UnicodeEncodeError, RecursionError) as error:
        raise ValueError(field.name) from error
    if any("\x00" in text for text in _texts(value)):  # PostgreSQL keeps none
        raise ValueError(field.name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)


def move(one: Any, name: str, shift: Shift) -> None:
    """Moves a field, or with "field.part" that part of its dict, or of each of its dicts."""
    field, _dot, inner = name.partition(".")
    value = getattr(one, field)
    setattr(one, field, moved_within(value, inner, shift) if inner else shift.moved(value))


def moved_within(value: Any, inner: str, shift: Shift) -> Any:
    """The JSON with that part of its dict, or of each of its dicts, moved."""
    if isinstance(value, list):
        return [moved_within(part, inner, shift) for part in value]
    if isinstance(value, dict) and value.get(inner):
        return {**value, inner: shift.moved(value[inner])}
    return value


def replaced(value: Any, names: dict[str, str]) -> Any:
    """The same JSON with every text that is one of the names exactly, replaced."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [replaced(one, names) for one in value]
    if isinstance(value, dict):
        return {key: replaced(one, names) for key, one in value.items()}
    return value


def free_text(base: str, taken: Iterable[str], longest: int, is_free: Callable[[str], bool]) -> str:
    """`base`, else base-2, base-3…: the first that is neither given away nor in use, within `longest` characters."""
    given = set(taken)
    number = 1
    while True:
        tail = "" if number == 1 else f"-{number}"
        wanted = f"{base[: longest - len(tail)]}{tail}"
        if wanted not in given and is_free(wanted):
            return wanted
        number += 1
