"""Clusters and seats: half-open periods, two years for pilots, no city twice at once."""

from datetime import date

import pytest

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry
from network.actions import clusters as actions
from network.models import ClusterSeat
from tests.factories import network as make

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
FIRST = date(2026, 3, 1)


def given(cluster, city, now, **kw):
    values = {"kind": "pilot", "starts_on": FIRST, **kw}
    return actions.give_seat(cluster=cluster, organisation=city, by=BY, now=now, **values)


def test_cluster_needs_a_name_and_a_theme(now):
    with pytest.raises(Invalid) as refused:
        actions.create_cluster(code="reading", name={"en": " "}, theme={}, by=BY, now=now)
    assert set(refused.value.fields) == {"name", "theme"}


@pytest.mark.parametrize("code", ["", "new", "Two words", "a" * 41])
def test_code_is_a_short_word(now, code):
    with pytest.raises(Invalid):
        actions.create_cluster(code=code, name={"en": "N"}, theme={"en": "T"}, by=BY, now=now)


def test_code_is_taken_once(now):
    make.cluster(code="reading")
    with pytest.raises(actions.ClusterCodeTaken):
        actions.create_cluster(code="reading", name={"en": "N"}, theme={"en": "T"}, by=BY, now=now)


def test_change_names_what_changed_and_a_repeat_writes_nothing(now):
    row = make.cluster()
    for _ in range(2):
        actions.update_cluster(cluster=row, theme={"en": "Walking", "fr": "Marcher"}, by=BY, now=now)
    assert [entry.after for entry in AuditEntry.objects.all()] == [{"changed": ["theme"]}]


def test_pilot_has_two_years_and_a_member_no_end(now):
    cluster = make.cluster()
    assert given(cluster, make.organisation(), now).ends_on == date(2028, 3, 1)
    assert given(cluster, make.organisation(), now, kind="member").ends_on is None


def test_seat_is_held_from_its_first_day_up_to_not_including_its_last(now):
    given(make.cluster(), make.organisation(), now)
    days = (date(2026, 2, 28), FIRST, date(2028, 2, 29), date(2028, 3, 1))
    assert [ClusterSeat.objects.held(day).count() for day in days] == [0, 1, 1, 0]


def test_city_sits_once_at_a_time_whatever_the_kind(now):
    cluster, city = make.cluster(), make.organisation()
    given(cluster, city, now)
    with pytest.raises(actions.SeatOverlaps):
        given(cluster, city, now, kind="member", starts_on=date(2028, 2, 29))
    given(cluster, city, now, kind="member", starts_on=date(2028, 3, 1))
    given(make.cluster(), city, now)
    assert ClusterSeat.objects.count() == 3


def test_seat_ends_after_it_starts(now):
    with pytest.raises(Invalid):
        given(make.cluster(), make.organisation(), now, ends_on=FIRST)
    seat = given(make.cluster(), make.organisation(), now)
    with pytest.raises(Invalid):
        actions.end_seat(seat=seat, ends_on=FIRST, by=BY, now=now)


def test_seat_is_ended_and_never_lengthened_by_it(now):
    seat = given(make.cluster(), make.organisation(), now)
    assert actions.end_seat(seat=seat, ends_on=date(2027, 1, 1), by=BY, now=now).ends_on == date(2027, 1, 1)
    assert actions.end_seat(seat=seat, ends_on=date(2029, 1, 1), by=BY, now=now).ends_on == date(2027, 1, 1)
    assert AuditEntry.objects.filter(verb="seat_ended").count() == 1
