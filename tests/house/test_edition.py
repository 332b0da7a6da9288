"""No table and no field is forgotten when an edition is copied, exported or imported."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from common.transfer.tables import Plan, Table
from congress.models import Axis, Congress, Criterion
from portal.queries import edition
from tests.house.test_keys import RANKS


def ours():
    return {model for model in apps.get_models() if model._meta.app_label in RANKS}


def test_every_model_goes_along_or_stays_with_a_reason():
    placed = [table.model for table in (*edition.SET_UP, *edition.PEOPLE)]
    placed += edition.LEFT_OUT
    names = sorted(model._meta.label for model in placed)

    assert names == sorted(model._meta.label for model in ours())
    assert [model._meta.label for model, why in edition.LEFT_OUT.items() if not why.strip()] == []


@pytest.mark.parametrize("plan", ["copying", "without people", "with people"])
def test_every_field_has_its_place(plan):
    made = edition.copying() if plan == "copying" else edition.whole(people=plan == "with people")

    made.check()


def test_rooms_name_no_model_of_a_room_above_them():
    upwards = [
        (room.__name__, table.label)
        for room in edition.ROOMS
        for table in (*room.SET_UP, *room.PEOPLE)
        if table.model._meta.app_label != room.__name__.split(".")[0]
    ]

    assert upwards == []


def test_who_acted_is_carried_over():
    """A user's number means somebody else elsewhere: fields that keep one are pointers (portal.queries.edition)."""
    pointed = {(pointer.model, pointer.field) for pointer in edition.POINTERS}
    kept = [
        (table.model, name)
        for table in (*edition.SET_UP, *edition.PEOPLE)
        for name in table.names
        if name.endswith(("_by", "by_id", "by_label"))
    ]

    assert [f"{model._meta.label}.{name}" for model, name in kept if (model, name) not in pointed] == []


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (Table(Axis, of="congress", kept="code name"), "axis: position must"),
        (Table(Axis, of="congress", kept="code name position", moved="code", begun={"code": ""}), "axis: code must"),
        (Table(Axis, of="congress", kept="code name position colour"), "axis: colour must"),
        (Table(Criterion, kept="call code name weight anchors position"), "criterion: nobody leads"),
    ],
)
def test_field_without_a_place_is_found(table, complaint):
    others = [one for one in edition.SET_UP if one.model is not table.model]

    with pytest.raises(ImproperlyConfigured, match=complaint):
        Plan(Congress, [*others, table]).check()
