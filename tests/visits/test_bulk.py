"""Loading visits and bookings in bulk keeps every rule and count."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from common.models import AuditEntry, QueuedMail
from registration.models import Entitlement, Point, Registration
from tests.factories import registration as people
from tests.factories import visits as make
from tests.factories.congress import axis, congress
from visits.actions.bulk import Wanted, load_bookings, load_visits
from visits.actions.commitments import Engagement, replace_commitments
from visits.models import Commitment, StudyVisit
from visits.queries.departures import miscounted

pytestmark = pytest.mark.django_db
BY, NOW = make.BY, make.NOW
DATA = json.loads((Path(__file__).parents[2] / "portal/data/visits.json").read_text(encoding="utf-8"))


@pytest.fixture
def event():
    edition = congress(slug="demo", starts_on=date(2027, 5, 25))
    axis(congress=edition, code="creative", name={"en": "Creative"})
    people.terms(congress=edition)
    return edition


def test_the_demos_visits_can_be_held(event):
    rows = {row.code: row for row in load_visits(congress=event, data=DATA, now=NOW)}
    assert len(rows) == sum(len(visit["departures"]) for visit in DATA)
    park = rows["river-park"]
    assert (park.places, park.taken, park.vehicle_seats, park.is_step_free) == (45, 0, 50, False)
    assert park.starts_at == datetime(2027, 5, 27, 13, tzinfo=UTC)
    assert park.point.rules["entitled"] is True
    assert rows["makerspace"].point is None
    assert Point.objects.filter(congress=event).count() == sum(row.vehicle_seats is not None for row in rows.values())


def test_a_host_that_needs_papers_closes_booking_when_they_are_due(event):
    rows = {
        row.code: row
        for row in load_visits(congress=event, data=DATA, now=NOW, closes_at=datetime(2027, 5, 26, tzinfo=UTC))
    }
    prison = rows["prison-reading"]
    assert prison.identity_needed_until == prison.closes_at == prison.starts_at - timedelta(days=10)
    assert rows["makerspace"].closes_at == datetime(2027, 5, 26, tzinfo=UTC)


def test_goals_are_lines_and_summaries_are_short(event):
    load_visits(congress=event, data=DATA, now=NOW)
    assert len(StudyVisit.objects.get(code="makerspace").goals["en"].splitlines()) == 2
    for visit in StudyVisit.objects.all():
        assert 0 < len(visit.summary["en"]) <= len(visit.description["en"].split("\n\n")[0])


def test_bookings_are_given_first_come_first(event):
    row = make.departure(congress=event, places=2, point=people.point(congress=event))
    guests = [make.guest(row) for _ in range(4)]
    wanted = [Wanted(row.code, guest, NOW - timedelta(hours=n)) for n, guest in enumerate(guests)]
    made = load_bookings(congress=event, wanted=wanted, by=BY, now=NOW)
    assert [(each.registration, each.state) for each in made] == [
        (guests[3], "booked"), (guests[2], "booked"), (guests[1], "waitlisted"), (guests[0], "waitlisted")
    ]  # fmt: skip
    row.refresh_from_db()
    assert (row.taken, miscounted(event), Entitlement.objects.count()) == (2, [], 2)
    assert (AuditEntry.objects.filter(verb="visit_booked").count(), QueuedMail.objects.count()) == (2, 0)
    assert Registration.objects.get(pk=guests[3].pk).changed > guests[3].changed


def test_bulk_leaves_out_what_the_rules_refuse(event):
    row, same = make.departure(congress=event), make.departure(congress=event)
    guest, expired, speaker = make.guest(row), make.guest(row, state="expired"), make.guest(row)
    make.commitment(person=speaker.person, congress=event)
    wanted = [Wanted(each.code, who, NOW) for who in (guest, expired, speaker) for each in (row, same)]
    made = load_bookings(congress=event, wanted=wanted, by=BY, now=NOW)
    assert [(each.departure, each.registration) for each in made] == [(row, guest)]


def test_the_same_codes_are_given_where_they_are_asked_for(event):
    row = make.departure(congress=event)
    made = load_bookings(congress=event, wanted=[Wanted(row.code, make.guest(row), NOW, "ABC346")], by=BY, now=NOW)
    assert made[0].code == "ABC346"


def test_commitments_follow_what_is_published(event):
    one, two = people.registration(congress=event).person, people.registration(congress=event).person

    def talk(person, hour, number=1):
        starts_at = datetime(2027, 5, 27, hour, tzinfo=UTC)
        return Engagement(
            person, starts_at, starts_at + timedelta(hours=1), {"en": "Talk"}, f"session:{number}:speaker"
        )

    def publish(*talks):
        return [row.person for row in replace_commitments(congress=event, kind="session", engagements=talks)]

    assert publish(talk(one, 9), talk(two, 9)) == [one, two]
    assert publish(talk(one, 9), talk(two, 9)) == []
    assert publish(talk(one, 10)) == [one]
    assert list(Commitment.objects.values_list("person", "starts_at__hour")) == [(one.pk, 10)]
