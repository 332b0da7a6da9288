"""Two people, or two clicks, in the same moment: one number each, one congress for one form."""

from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.db import connection

from common.transfer.reading import RowsContradict
from congress.models import Congress
from congress.queries import edition as declared
from portal.actions import copying
from portal.actions.copying import copy_edition
from portal.queries import edition
from tests.portal.editions import BY, full
from tests.portal.test_copying import NAME, NEXT

pytestmark = pytest.mark.postgres


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returns, or the refusal that it raises, all of them at once."""
    found: list[Any] = [None] * len(deeds)

    def run(place: int) -> None:
        try:
            found[place] = deeds[place]()
        except Exception as error:  # compared by the test
            found[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def held(monkeypatch):
    """Both have read the last number before either writes."""
    barrier = Barrier(2, timeout=3)
    real = declared.next_number

    def next_number(*args: Any) -> int:
        found = real(*args)
        try:
            barrier.wait()
        except BrokenBarrierError:  # the second round, which only one of them needs
            return real(*args)
        return found

    monkeypatch.setattr(declared, "next_number", next_number)
    table = next(table for table in edition.copying().tables if table.model is Congress)
    monkeypatch.setitem(table.local, "number", next_number)
    return barrier


def copy(source: Congress, now: Any, slug: str, key: str = "") -> Congress:
    return copy_edition(source=source, slug=slug, name=NAME, starts_on=NEXT, by=BY, now=now, key=key)


def test_two_copies_at_once_get_a_number_each(now, files_dir, held):
    source = full(now)

    made = together(lambda: copy(source, now, "second"), lambda: copy(source, now, "third"))

    assert sorted(one.slug for one in made) == ["second", "third"]
    assert len(set(Congress.objects.values_list("number", flat=True))) == 3


def test_control_without_another_try_one_of_them_is_refused(now, files_dir, held, monkeypatch):
    monkeypatch.setattr(copying, "ATTEMPTS", 1)
    source = full(now)

    made = together(lambda: copy(source, now, "second"), lambda: copy(source, now, "third"))

    assert sorted(type(one) for one in made if not isinstance(one, Congress)) == [RowsContradict]


def test_one_form_sent_twice_at_once_makes_one_congress(now, files_dir):
    source = full(now)

    made = together(*[lambda: copy(source, now, "second", key="e" * 32)] * 2)

    assert made[0] == made[1] == Congress.objects.get(slug="second")
