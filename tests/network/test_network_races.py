"""Two at once over seats, dues and a city's data; each with a control that shows what happens without its guard."""

from datetime import date
from functools import partial

import pytest

from common.actors import Actor
from network.actions import clusters, dues, identity
from network.models import ClusterSeat, Dues, Organisation
from tests.congress.test_races import at_once, together
from tests.factories import network as make

pytestmark = pytest.mark.postgres
BY = Actor.system("test")


def sitting(cluster, city, now, first):
    return partial(
        clusters.give_seat, cluster=cluster, organisation=city, kind="member", starts_on=first, by=BY, now=now
    )


def test_city_is_given_one_of_two_seats_at_once(now, monkeypatch):
    cluster, city = make.cluster(), make.organisation()
    monkeypatch.setattr(clusters, "_locked", together(clusters._locked))

    deeds = (sitting(cluster, city, now, date(2026, 1, day)) for day in (1, 2))
    assert at_once(*deeds) == [clusters.SeatOverlaps]
    assert ClusterSeat.objects.count() == 1


def test_control_without_the_lock_the_city_sits_twice(now, monkeypatch):
    cluster, city = make.cluster(), make.organisation()
    monkeypatch.setattr(clusters, "_locked", lambda cluster: None)
    waited, free = together(lambda: None), clusters.free

    def read_first(period, taken):
        is_free = free(period, taken)
        waited()
        return is_free

    monkeypatch.setattr(clusters, "free", read_first)

    assert at_once(*(sitting(cluster, city, now, date(2026, 1, day)) for day in (1, 2))) == []
    assert ClusterSeat.objects.count() == 2


def declaring(row, who, now):
    return partial(dues.declare_dues, dues=row, reference=who, by=Actor("user", who), now=now)


def test_two_liaisons_declare_at_once_and_one_counts(now, monkeypatch):
    row = make.dues()
    monkeypatch.setattr(dues, "_locked", together(dues._locked))

    assert at_once(declaring(row, "1", now), declaring(row, "2", now)) == [dues.DuesSettled]
    kept = Dues.objects.get()
    assert kept.declared_by == f"user:{kept.reference}"


def test_control_without_the_condition_the_second_overwrites_the_first(now, monkeypatch):
    row = make.dues()
    monkeypatch.setattr(dues, "_locked", together(lambda membership: membership))
    monkeypatch.setattr(dues, "before", lambda state: {"due", "declared"})

    assert at_once(declaring(row, "1", now), declaring(row, "2", now)) == []


def saving(city, seen, name, now):
    values = {
        "legal_name": name, "address": "", "postal_code": "", "locality": "", "tax_id": "", "routing_codes": {}
    }  # fmt: skip
    return partial(identity.save_identity, organisation=city, values=values, seen=seen, by=BY, now=now)


def test_two_liaisons_save_at_once_and_the_second_reads_first(now):
    city = make.organisation()
    seen = identity.identity_mark(city)

    assert at_once(saving(city, seen, "One", now), saving(city, seen, "Two", now)) == [identity.IdentityChanged]


def test_control_without_the_mark_the_second_overwrites_the_first(now, monkeypatch):
    city = make.organisation()
    monkeypatch.setattr(identity, "identity_mark", lambda organisation: "same")

    assert at_once(saving(city, "same", "One", now), saving(city, "same", "Two", now)) == []
    assert Organisation.objects.get().legal_name in ("One", "Two")
