"""Announcement, calls, registration and programme open each at its instant; before and after, the public is told."""

from datetime import UTC, datetime, timedelta

import pytest

from common.actors import Actor
from common.models import AuditEntry
from congress.actions.deadlines import EndByReason
from congress.actions.openings import OpeningsChanged, OpeningsUnsound
from congress.models import Congress
from congress.rules.openings import Window
from portal.actions.openings import open_what_has_opened, save_openings
from portal.queries.openings import call_key, fingerprint, windows_of
from programme.actions.publish import publish
from registration.actions.register import RegistrationClosed, register
from registration.models import Terms
from tests.factories import congress as make
from tests.factories import programme
from tests.portal.rehearsing import application
from tests.registration.scene import open_congress

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
LATER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
PUBLIC = ["/en/{}/", "/en/{}/programme/", "/en/{}/register/", "/en/{}/call/", "/en/{}/experiences/", "/en/{}/visits/",
          "/feeds/{}/programme.ics", "/api/v1/congresses/{}/", "/api/v1/congresses/{}/sessions/",
          "/api/v1/congresses/{}/departures/"]  # fmt: skip


@pytest.fixture
def event(now):
    made = open_congress(state="announced")
    make.call(congress=made)
    programme.session(congress=made, code="opening", is_ready=True)
    publish(congress=made, name="", by=BY, now=now)
    return made


@pytest.fixture
def owner(event):
    return make.team_member(congress=event).user


def save(event, now, **windows):
    return save_openings(congress=event, windows=windows, seen=fingerprint(windows_of(event)), by=BY, now=now)


def statuses(client, event):
    return {path: client.get(path.format(event.slug)).status_code for path in PUBLIC}


# --- the announcement ---------------------------------------------------------------------------
@pytest.mark.parametrize("window", [Window(LATER), Window(None, datetime(2026, 11, 20, tzinfo=UTC))])
def test_outside_its_announcement_a_congress_does_not_exist_for_the_public(event, client, now, window):
    assert set(statuses(client, event).values()) == {200}

    save(event, now, announcement=window)

    assert set(statuses(client, event).values()) == {404}
    assert event.slug not in client.get("/en/").content.decode()
    assert client.get("/api/v1/congresses/").json()["results"] == []
    assert event.slug not in client.get("/feeds/congresses.ics").content.decode()


def test_the_team_sees_it_before_its_announcement(event, owner, client_for, now):
    save(event, now, announcement=Window(LATER))

    assert client_for(owner).get(f"/en/{event.slug}/").status_code == 200


def test_at_its_instant_the_announcement_opens(event, client, clock):
    save(event, clock.now, announcement=Window(LATER))

    clock.set(LATER - timedelta(seconds=1))
    before = client.get(f"/en/{event.slug}/").status_code
    clock.set(LATER)

    assert (before, client.get(f"/en/{event.slug}/").status_code) == (404, 200)


# --- the programme ------------------------------------------------------------------------------
def test_before_its_opening_the_programme_says_when_it_opens(event, client, now):
    save(event, now, programme=Window(LATER))

    page = client.get(f"/en/{event.slug}/programme/")
    hidden = [f"/en/{event.slug}/sessions/opening/", f"/feeds/{event.slug}/programme.ics",
              f"/feeds/{event.slug}/sessions/opening.ics", f"/api/v1/congresses/{event.slug}/sessions/"]  # fmt: skip

    assert page.status_code == 200
    assert "Opens on 1 December 2026, 09:00 (Europe/Madrid)." in page.content.decode()
    assert "Session" not in page.content.decode()
    assert {client.get(path).status_code for path in hidden} == {404}


def test_once_closed_the_programme_says_since_when(event, client, now):
    save(event, now, programme=Window(None, datetime(2026, 11, 20, 8, 0, tzinfo=UTC)))

    assert (
        "Closed on 20 November 2026, 09:00 (Europe/Madrid)."
        in client.get(f"/en/{event.slug}/programme/").content.decode()
    )


def test_the_team_reads_the_programme_before_it_opens(event, owner, client_for, now):
    save(event, now, programme=Window(LATER))

    page = client_for(owner).get(f"/en/{event.slug}/programme/").content.decode()

    assert "The team alone reads this page" in page
    assert client_for(owner).get(f"/en/{event.slug}/sessions/opening/").status_code == 200


# --- registration and calls ---------------------------------------------------------------------
def test_registration_says_when_it_opens_and_refuses_until_then(event, client, now):
    save(event, now, registration=Window(LATER))

    page = client.get(f"/en/{event.slug}/register/").content.decode()

    assert "Opens on 1 December 2026, 09:00 (Europe/Madrid)." in page
    with pytest.raises(RegistrationClosed):
        register(congress=event, application=application(event.categories.first(), "Ana"), by=BY, now=now)


def test_registration_may_be_closed_and_opened_again(event, client, now):
    save(event, now, registration=Window(None, now - timedelta(days=1)))
    closed = client.get(f"/en/{event.slug}/register/").content.decode()
    save(event, now, registration=Window())

    assert "Registration is closed" in closed
    assert register(congress=event, application=application(event.categories.last(), "Ana"), by=BY, now=now).code


def test_the_end_of_a_call_moves_freely_until_it_opens(event, now):
    event.calls.update(opens_at=now + timedelta(hours=1))
    call = event.calls.get()
    save(event, now, **{call_key(call): Window(call.opens_at, LATER)})
    assert event.calls.get().closes_at == LATER

    event.calls.update(opens_at=now - timedelta(hours=1))
    call = event.calls.get()
    for end in (now, LATER + timedelta(days=1)):
        with pytest.raises(EndByReason):
            save(event, now, **{call_key(call): Window(call.opens_at, end)})


# --- saving -------------------------------------------------------------------------------------
def test_what_closes_before_it_opens_is_refused_by_its_field(event, now):
    with pytest.raises(OpeningsUnsound) as refused:
        save(event, now, announcement=Window(LATER, LATER))

    assert list(refused.value.fields) == ["announcement_closes"]


def test_a_call_without_its_end_is_refused(event, now):
    key = call_key(event.calls.get())

    with pytest.raises(OpeningsUnsound) as refused:
        save(event, now, **{key: Window(LATER, None)})

    assert list(refused.value.fields) == [f"{key}_closes"]


def test_whoever_saves_over_somebody_elses_change_is_told(event, now):
    seen = fingerprint(windows_of(event))
    save(event, now, programme=Window(LATER))

    with pytest.raises(OpeningsChanged):
        save_openings(congress=event, windows={"programme": Window()}, seen=seen, by=BY, now=now)


def test_the_trail_says_what_was_changed_and_a_repeat_says_nothing(event, now):
    assert save(event, now, programme=Window(LATER), announcement=Window()) == ["programme"]
    assert save(Congress.objects.get(), now, programme=Window(LATER)) == []

    line = AuditEntry.objects.get(verb="openings_changed")
    assert line.before == {"programme": {"opens_at": None, "closes_at": None}}
    assert line.after == {"programme": {"opens_at": "2026-12-01T08:00:00+00:00", "closes_at": None}}


# --- the page -----------------------------------------------------------------------------------
def fields(event, **changes):
    """What the form sends: every window as it is, and what is changed."""
    found = {"seen": fingerprint(windows_of(event))}
    for key, window in windows_of(event).items():
        for name, at in (("opens", window.opens_at), ("closes", window.closes_at)):
            found[f"{key}_{name}"] = at.astimezone(event.zone).strftime("%Y-%m-%dT%H:%M") if at else ""
    return found | changes


def test_the_page_saves_wall_times_of_the_congress(event, owner, client_for):
    url = f"/en/{event.slug}/manage/openings/"

    answer = client_for(owner).post(url, fields(event, registration_opens="2026-12-01T09:00"))

    assert answer.status_code == 302
    assert Terms.objects.get().opens_at == LATER
    assert "Europe/Madrid" in client_for(owner).get(url).content.decode()


@pytest.mark.parametrize(("role", "is_told"), [("auditor", True), ("owner", False)])
def test_whoever_only_reads_is_told_so_and_finds_no_field_to_type_into(event, client_for, role, is_told):
    reader = make.team_member(congress=event, role=role).user

    page = client_for(reader).get(f"/en/{event.slug}/manage/openings/").content.decode()

    assert ("You may read this page; your role changes nothing here." in page) is is_told
    assert ('<fieldset class="closed" disabled>' in page) is is_told


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2027-03-28T02:30", "This time does not exist"),
        ("2027-10-31T02:30", "This time comes twice"),
        ("soon", "Please write day and time"),
    ],
)
def test_times_that_clocks_skip_or_repeat_are_refused_with_a_sentence(event, owner, client_for, typed, said):
    answer = client_for(owner).post(f"/en/{event.slug}/manage/openings/", fields(event, registration_opens=typed))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Terms.objects.get().opens_at is None


def test_parts_that_are_not_used_have_no_opening(now):
    event = make.congress(parts=["fees"])

    assert list(windows_of(event)) == ["announcement"]


# --- from announced to open ---------------------------------------------------------------------
def test_an_announced_congress_is_open_once_something_opens(event, clock):
    event.calls.all().delete()
    save(event, clock.now, registration=Window(LATER), programme=Window(LATER))

    assert open_what_has_opened(now=clock.now) == 0
    assert (open_what_has_opened(now=LATER), open_what_has_opened(now=LATER)) == (1, 0)
    assert Congress.objects.get().state == "open"
    assert AuditEntry.objects.get(verb="congress_opened").scope == event.slug


def test_an_instant_that_opens_something_at_once_says_so_in_the_same_moment(event, now):
    Terms.objects.update(opens_at=LATER)
    event.calls.update(opens_at=LATER, closes_at=LATER + timedelta(days=9))
    save(event, now, programme=Window(LATER))
    event.refresh_from_db()
    assert event.state == "announced"

    save(event, now, registration=Window(now))

    assert Congress.objects.get().state == "open"


def test_what_ends_at_midnight_is_typed_and_shown_as_the_last_minute_and_kept(event, owner, client_for):
    midnight = datetime(2027, 10, 4, 22, 0, tzinfo=UTC)  # 5 October, 00:00 in Madrid
    Terms.objects.update(closes_at=midnight)
    client = client_for(owner)

    page = client.get(f"/en/{event.slug}/manage/openings/").content.decode()
    client.post(f"/en/{event.slug}/manage/openings/", fields(event, announcement_closes="2027-12-31T23:59"))

    assert 'value="2027-10-04T23:59"' in page
    assert "Closes on 4 October 2027, 23:59" in page
    assert Terms.objects.get().closes_at == midnight
    assert Congress.objects.get().announced_until == datetime(2027, 12, 31, 23, 0, tzinfo=UTC)


def test_an_end_at_the_last_minute_of_a_day_stays_where_it_was(event, owner, client_for):
    last = datetime(2027, 10, 4, 21, 59, tzinfo=UTC)
    Terms.objects.update(closes_at=last)

    client_for(owner).post(f"/en/{event.slug}/manage/openings/", fields(event, registration_closes="2027-10-04T23:59"))

    assert Terms.objects.get().closes_at == last
