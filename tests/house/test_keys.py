"""Keys between tables point downwards, which no import linter sees."""

from collections.abc import Iterable

import pytest
from django.apps import apps

RANKS = {
    "portal": 8, "programme": 7, "visits": 6, "registration": 5, "congress": 4, "payments": 4, "accounts": 3,
    "network": 2, "questions": 2, "common": 1,
}  # fmt: skip
FRAMEWORK = {"auth", "contenttypes", "sessions", "account", "mfa"}
Key = tuple[str, str, str]  # from app, to app, where


def breaches(keys: Iterable[Key]) -> list[str]:
    """Keys that point upwards or sideways; payments may point at common only."""
    found = []
    for source, target, where in keys:
        if source == target:
            continue
        sideways = RANKS[target] >= RANKS[source]
        if sideways or (source == "payments" and target != "common"):
            found.append(f"{where} points from {source} to {target}")
    return found


def keys() -> list[Key]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in RANKS:
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target is not None and target._meta.app_label in RANKS:
                found.append((model._meta.app_label, target._meta.app_label, f"{model.__name__}.{field.name}"))
    return found


def test_keys_point_downwards():
    assert breaches(keys()) == []


@pytest.mark.parametrize(
    "planted",
    [
        ("common", "accounts"),
        ("congress", "payments"),
        ("payments", "accounts"),
        ("network", "questions"),
        ("visits", "programme"),
    ],
)
def test_key_that_points_up_or_sideways_is_found(planted):
    assert breaches([(*planted, "Planted.key")]) != []


def test_nothing_points_at_any_kind_of_row():
    generic = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.private_fields
        if model._meta.app_label in RANKS
    ]

    assert generic == []


def test_every_model_belongs_to_a_room_or_to_the_framework():
    assert {model._meta.app_label for model in apps.get_models()} - set(RANKS) - FRAMEWORK == set()
