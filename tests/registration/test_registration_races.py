"""The last place of a category, on real row locks; with a control that shows the wrong result without the lock."""

from functools import partial

import pytest
from django.db import IntegrityError
from django.db.models import F

from registration.actions import places
from registration.actions import register as registering
from registration.enums import HOLDING
from registration.models import Category, Registration
from tests.congress.test_races import at_once, together
from tests.registration.scene import BY, NOW, application, open_congress

pytestmark = pytest.mark.postgres


def two(event, kind="observer"):
    """Two people who register in the same moment."""
    return [
        partial(
            registering.register,
            congress=event,
            application=application(category=kind, given_name=name),
            by=BY,
            now=NOW,
        )
        for name in ("Ana", "Blanca")
    ]


@pytest.fixture
def event():
    made = open_congress()
    Category.objects.filter(code="observer").update(places=1)
    return made


def counted_without_lock(parents):
    """What one would write at first: read, compare, write."""
    found = [type(parent).objects.get(pk=parent.pk) for parent in places._in_lock_order(parents)]
    if any(row.places is not None and row.taken >= row.places for row in found):
        raise places.CategoryFull()
    waited()
    for row in found:
        type(row).objects.filter(pk=row.pk).update(taken=row.taken + 1)


waited = together(lambda: None)


def test_the_last_place_goes_to_one(event, monkeypatch):
    monkeypatch.setattr(registering, "create_person", together(registering.create_person))
    assert at_once(*two(event)) == [places.CategoryFull]
    assert Category.objects.get(code="observer").taken == 1
    assert Registration.objects.filter(state__in=HOLDING).count() == 1


@pytest.mark.breaks("places", "dashboard")
def test_control_without_the_conditional_update_both_get_it(event, monkeypatch):
    monkeypatch.setattr(places, "take", counted_without_lock)
    assert at_once(*two(event)) == []
    assert Registration.objects.filter(state__in=HOLDING).count() == 2


def test_control_without_the_guard_the_constraint_refuses(event, monkeypatch):
    def unguarded(parents):
        for parent in parents:
            type(parent).objects.filter(pk=parent.pk).update(taken=F("taken") + 1)

    monkeypatch.setattr(places, "take", unguarded)
    assert at_once(*two(event)) == [IntegrityError]


def test_the_same_person_twice_at_once_is_one_registration(event, monkeypatch):
    Category.objects.filter(code="observer").update(places=10)
    monkeypatch.setattr(registering, "create_person", together(registering.create_person))
    twins = [
        partial(registering.register, congress=event, application=application(category="observer"), by=BY, now=NOW)
        for _ in range(2)
    ]
    assert at_once(*twins) == [registering.AlreadyRegistered]
    assert (Registration.objects.count(), Category.objects.get(code="observer").taken) == (1, 1)
