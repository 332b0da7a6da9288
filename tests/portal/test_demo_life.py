"""What the demo's teams have done hangs together: their plans, and the certificates of the past edition."""

from datetime import UTC, date, datetime

import pytest

from congress.models import Milestone, Note
from portal.actions.demo import editions, ground, presence
from portal.actions.demo.plan import load_plans
from portal.queries.trail_names import NAMES
from portal.rules.demo.dates import MEETING, PAST, edition_dates
from programme.models import Certificate, Signatory
from tests.factories import congress as make
from tests.factories import registration as people
from tests.programme.test_certificates import came

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def congresses(db):
    made = editions.load_editions(ground.load_network(TODAY), edition_dates(TODAY), NOW)
    for row in made.values():
        make.team_member(congress=row)
    return made


def test_nothing_is_done_before_what_it_waits_for(congresses):
    load_plans(congresses, NOW)

    early = Milestone.objects.filter(state="done", waits_for__state__in=("open", "started"))
    assert list(early.values_list("congress__slug", "code")) == []
    assert Milestone.objects.filter(state="started", due_on__lt=TODAY).count() == 1  # one is late


def test_the_minutes_have_an_author_who_may_correct_them(congresses):
    load_plans(congresses, NOW)

    owner = congresses["demo"].team.get(role="owner").user
    assert set(Note.objects.values_list("written_by", flat=True)) == {f"user:{owner.pk}"}
    assert all(NAMES["note"](congresses["demo"], [str(row.pk)]) for row in Note.objects.all())


def test_certificates_of_the_past_edition_are_signed_and_dated_by_its_end(congresses):
    past = congresses[PAST]
    registration = make_registration(past)

    presence.load_certificates(past)

    row = Certificate.objects.get(registration=registration)
    assert (row.issued_at.date() - past.ends_on).days == 1
    assert Signatory.objects.get(congress=past).name
    assert set(Signatory.objects.get(congress=past).office) == {"en", "es", "fr", "pt"}


def make_registration(event):
    people.terms(congress=event)
    return came(event, datetime.combine(event.starts_on, datetime.min.time(), tzinfo=UTC).replace(hour=9))


def test_the_meeting_is_a_territorial_networks(congresses):
    assert congresses[MEETING].territorial_network.code == "rtpce"
