"""Measuring: each measurement counts its own queries, and nothing is measured on a real installation."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from common.benching import Bench, benches, measure
from congress.models import Congress
from payments.models import Order
from portal.management.benches import Stage, _attempt, _paid
from tests.payments import factories as money

pytestmark = pytest.mark.django_db
MEASURED = ("register", "book", "scans", "manifest", "badge", "programme.ics", "home of a congress", "webhook")


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def lines(**options) -> list[dict]:
    out = StringIO()
    call_command("bench", stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_queries_of_the_median_run_are_counted():
    done = measure(Bench("two", lambda stage: lambda: [Congress.objects.count(), Order.objects.count()], 5, 1), None)

    assert (done.name, done.n, done.unit, done.queries) == ("two", 5, "ms", 2)
    assert done.median > 0


def test_a_batch_is_measured_by_the_element():
    whole = measure(Bench("whole", lambda stage: lambda: sum(range(200_000)), 5, 1), None)
    element = measure(Bench("element", lambda stage: lambda: sum(range(200_000)), 5, 1000), None)

    assert element.median < whole.median / 10


@pytest.mark.parametrize("what", MEASURED)
def test_what_crowds_use_is_measured(what):
    assert [name for name in benches if what in name] != []


def test_one_json_line_a_measurement(demo):
    found = lines(only="home of the network")

    assert [sorted(line) for line in found] == [["median", "n", "name", "queries", "unit"]]


def test_webhook_is_told_as_the_provider_tells_it(demo, now):
    order = money.order(now)
    Stage().tell("vallclara", _paid(_attempt(order)))

    order.refresh_from_db()
    assert order.state == "paid"


def test_refused_outside_the_demo():
    with pytest.raises(CommandError, match="DEMO=on"):
        lines()


def test_refused_with_limits(demo, rate_limits):
    with pytest.raises(CommandError, match="RATE_LIMITS=off"):
        lines()
