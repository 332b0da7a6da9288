"""The pages of the work plan, and its calendar."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from congress.models import Milestone, Note
from programme.models import PlanFeed
from tests.factories import congress as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make.congress(slug="demo")


@pytest.fixture
def owner(edition, client_for, settings):
    settings.DEMO = True
    return client_for(make.team_member(congress=edition).user)


def url(name, *args):
    return reverse(f"congress-plan{name}", args=["demo", *args])


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def form(**kw):
    return {"title_en": "Order the buses", "counted": "before", "days": "45", "role": "visits", **kw}


def test_an_empty_plan_begins_from_a_template(owner, edition):
    assert 'value="full" required checked' in text(owner.get(url("")))
    owner.post(url("-template"), {"template": "meeting"})
    page = text(owner.get(url("")))
    assert "Agree on date, place and topic with the host" in page
    assert edition.milestones.count() == 7
    assert owner.post(url("-template"), {"template": "no-such"}).status_code == 404


def test_the_board_shows_columns_and_keeps_the_filter(owner, edition):
    make.milestone(congress=edition, state="started", title={"en": "Under way thing"})
    page = text(owner.get(url(""), {"view": "board", "state": "started"}))
    assert page.count('class="board-column"') == 3
    assert "view=list&amp;state=started" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(owner, edition, django_assert_num_queries, number):
    for _ in range(number):
        make.milestone(congress=edition)
    owner.get(url(""))
    with django_assert_num_queries(QUERIES):
        owner.get(url(""))


QUERIES = 9


def test_a_milestone_is_added_changed_and_done(owner, edition):
    assert "Please give the milestone a title." in text(owner.post(url("-new"), form(title_en="")), 422)
    assert "Please say how many days." in text(owner.post(url("-new"), form(days="")), 422)
    owner.post(url("-new"), form())
    row = Milestone.objects.get()
    owner.post(url("-edit", row.code), form(counted="after", days="3", version=row.version))
    row.refresh_from_db()
    assert (row.days_before, row.due_on) == (-3, edition.starts_on + timedelta(days=3))
    owner.post(url("-milestone", row.code), {"step": "finish"})
    row.refresh_from_db()
    assert row.state == "done"


def test_a_save_over_a_newer_one_shows_what_the_other_wrote(owner, edition):
    row = make.milestone(congress=edition, title={"en": "Theirs"}, version=4)
    page = text(owner.post(url("-edit", row.code), form(title_en="Mine", version=3)), 409)
    assert ("Theirs" in page, 'value="Mine"' in page, 'name="version" value="4"' in page) == (True, True, True)
    owner.post(url("-edit", row.code), form(title_en="Mine", version=4))
    row.refresh_from_db()
    assert row.title == {"en": "Mine"}


def test_a_role_works_on_its_own_milestones_and_reads_the_others(client_for, edition):
    helper = client_for(make.team_member(congress=edition, role="visits").user)
    own, other = (make.milestone(congress=edition, role=role) for role in ("visits", "chair"))
    assert helper.post(url("-milestone", own.code), {"step": "start"}).status_code == 302
    assert 'name="step"' not in text(helper.get(url("-milestone", other.code)))
    assert helper.post(url("-milestone", other.code), {"step": "start"}).status_code == 404
    assert helper.post(url("-milestone", own.code), {"step": "drop"}).status_code == 404
    assert helper.get(url("-edit", own.code)).status_code == 404
    helper.post(url("-milestone", own.code), {"body": "Asked two companies."})
    assert Note.objects.get().body == "Asked two companies."


def test_minutes_are_written_read_and_listed(owner):
    owner.post(url("-minutes-new"), {"title": "Site visit", "held_on": "2026-11-20", "body": "Rooms are <b>fine</b>."})
    row = Note.objects.get()
    assert "Rooms are &lt;b&gt;fine&lt;/b&gt;." in text(owner.get(url("-minutes-one", row.pk)))
    assert "Site visit" in text(owner.get(url("-minutes")))


# --- the calendar ---------------------------------------------------------------------------------
def feed(owner):
    answer = owner.post(reverse("programme-plan-calendar", args=["demo"]))
    address = answer.context["address"]
    return address[address.index("/feeds/") :]


def test_the_feed_has_every_milestone_on_its_day_and_says_what_is_dropped(owner, edition, client):
    row = make.milestone(congress=edition, title={"en": "Buses"}, sequence=3)
    make.milestone(congress=edition, title={"en": "Gone"}, state="dropped")
    answer = client.get(feed(owner))
    events = {str(e["summary"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert {name: str(e["status"]) for name, e in events.items()} == {"Buses": "CONFIRMED", "Gone": "CANCELLED"}
    buses = events["Buses"]
    assert (buses["dtstart"].dt, int(buses["sequence"]), str(buses["transp"])) == (row.due_on, 3, "TRANSPARENT")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert client.get(feed(owner), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_feed_ends_with_the_role_and_by_hand(owner, edition, client):
    address, second = feed(owner), feed(owner)
    kept = PlanFeed.objects.earliest("id")
    owner.post(reverse("programme-plan-calendar", args=["demo"]), {"end": kept.pk})
    assert (client.get(address).status_code, client.get(second).status_code) == (404, 200)
    edition.team.all().delete()
    assert client.get(second).status_code == 404
    assert client.get("/feeds/plan/plf_nothing.ics").status_code == 404
