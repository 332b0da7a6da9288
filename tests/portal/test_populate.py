"""Synthetic bulk data: whole by the doctor's counts, numbered and stamped as by the actions, refused in public."""

import pytest
from django.core.management import CommandError, call_command

from common.models import AuditEntry, QueuedMail
from payments.models import Entry, Order
from portal.actions import populate as action
from portal.queries.doctor import report
from portal.rules import synthetic
from registration.models import Category, Counter, Registration, Terms
from tests.factories.congress import congress
from tests.portal.house import BY, house

pytestmark = [pytest.mark.django_db, pytest.mark.sound]


@pytest.fixture
def place(now):
    return house(now)


def fill(place, count: int = 25, said: list[str] | None = None) -> int:
    say = (said if said is not None else []).append
    return action.populate(congress=place.congress, count=count, by=BY, now=place.now, say=say)


def test_doctor_finds_nothing_afterwards(place, now):
    place.register()
    fill(place)

    found = report(place.congress, now=now)
    assert (found["ok"], found["checks"]["registration_states"]["registrations"]) == (True, 26)


def test_three_in_ten_have_orders_and_the_confirmed_have_paid(place):
    fill(place, 30)

    states = list(Registration.objects.filter(order__isnull=False).values_list("state", "order__state"))
    assert len(states) == Order.objects.count() == 9
    assert set(states) == {("confirmed", "paid"), ("awaiting_payment", "open")}
    assert Entry.objects.filter(kind="payment").count() == states.count(("confirmed", "paid"))


def test_counters_follow(place):
    fill(place, 20)

    taken = dict(Category.objects.values_list("code", "taken"))
    assert taken == {place.free.code: 14, place.paid.code: 6}
    assert Terms.objects.get().taken == 20


def test_narrow_limits_are_raised_and_said(place):
    said: list[str] = []
    fill(place, 70, said)

    assert [Terms.objects.get().places, Category.objects.get(pk=place.free.pk).places] == [70, 70]
    assert len([line for line in said if "raised" in line]) == 3


def test_numbers_go_on_and_a_batch_has_one_change_number(place, monkeypatch):
    monkeypatch.setattr(action, "BATCH", 10)
    first = place.register()
    first.refresh_from_db()
    before = Counter.objects.get().last_change
    fill(place, 25)

    rows = Registration.objects.exclude(pk=first.pk)
    assert sorted(rows.values_list("number", flat=True)) == list(range(first.number + 1, first.number + 26))
    assert sorted(set(rows.values_list("changed", flat=True))) == [before + 1, before + 2, before + 3]


def test_second_run_adds_others(place, now):
    fill(place)
    fill(place)

    assert Registration.objects.values("code").distinct().count() == 50
    assert report(place.congress, now=now)["ok"]


def test_no_letters_and_one_audit_entry(place):
    fill(place)

    assert QueuedMail.objects.count() == 0
    assert AuditEntry.objects.get().verb == "populated"


def test_rate_is_said(place):
    said: list[str] = []
    fill(place, 5, said)

    assert said[-1].startswith("5 of 5: ")
    assert said[-1].endswith(" a second")


def test_public_installation_is_refused(place, settings):
    settings.LOOPBACK = False
    with pytest.raises(CommandError, match="loopback"):
        call_command("populate", congress=place.congress.slug, registrations=5)

    assert Registration.objects.count() == 0


def test_congress_without_terms_is_refused():
    with pytest.raises(CommandError, match="no terms"):
        call_command("populate", congress=congress().slug, registrations=5)


def test_codes_are_distinct():
    codes = {synthetic.code(n) for n in range(20_000)}

    assert len(codes) == 20_000
    assert {len(code) for code in codes} == {8}


@pytest.mark.deep
def test_codes_are_distinct_for_a_million():
    assert len({synthetic.code(n) for n in range(1_000_000)}) == 1_000_000


def test_statements_do_not_grow_with_the_batch_by_the_row(place, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        fill(place, 40)
