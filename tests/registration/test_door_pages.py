"""The organiser's pages of the door: who may open them, what they show, what they do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congress.models import TeamMember
from registration.models import Device, DeviceCode, Point
from registration.queries import board
from registration.queries.door import admitted_by_point
from tests.factories import accounts
from tests.registration.doors import NOW, Door, door, hand, scan

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Any], Client]


def member(here: Door, role: str) -> Any:
    user = accounts.user()
    TeamMember.objects.create(congress=here.congress, user=user, role=role, starts_on=date(2020, 1, 1))
    return user


def url(here: Door, name: str = "registration-door", *args: Any) -> str:
    return reverse(name, args=[here.congress.slug, *args])


PAGES = {
    "registration-door": {"owner", "door", "desk", "safety"},
    "registration-door-devices": {"owner", "door", "desk"},
    "registration-door-points": {"owner", "door", "desk", "safety"},
    "registration-door-point-new": {"owner"},
}


@pytest.mark.parametrize("role", ["owner", "door", "desk", "safety", "treasurer", "committee", "auditor"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_open_to_their_roles_only(client_for: ClientFor, name: str, role: str) -> None:
    here, other = door(), door()
    client = client_for(member(here, role))
    assert client.get(url(here, name)).status_code == (200 if role in PAGES[name] else 404)
    assert client.get(url(other, name)).status_code == 404


def test_board_counts_and_explains(client_for: ClientFor) -> None:
    here = door()
    here.point("entrance")
    here.point("room", capacity=2)
    _device, client = here.device("entrance", "room")
    one, two = here.registration(), here.registration("awaiting_payment")
    hand(
        client,
        scan("entrance", here.text(one), "2026-11-21T08:55:00Z"),
        scan("entrance", here.text(one), "2026-11-21T08:56:00Z"),
        scan("entrance", here.text(two), "2026-11-21T08:57:00Z"),
        scan("room", here.text(one), "2026-11-21T08:58:00Z"),
        scan("entrance", "https://example.org", "2026-11-21T08:59:00Z"),
    )
    figures = {row.point.code: row for row in board.figures(here.congress, NOW)}
    assert (figures["entrance"].admitted, figures["entrance"].refused, figures["entrance"].inside) == (1, 2, None)
    assert (figures["room"].admitted, figures["room"].inside, figures["room"].a_minute) == (1, 1, 0.1)
    page = client_for(member(here, "door")).get(url(here) + "?show=refused").content.decode()
    assert "Please see the desk" in page
    assert "The code belongs to another system." in page
    assert two.code in page
    assert "Pérez" not in page
    assert [(row["point"].code, row["admitted"]) for row in admitted_by_point(here.congress)] == [
        ("entrance", 1),
        ("room", 1),
    ]


def test_inside_follows_who_leaves() -> None:
    here = door()
    room = here.point("room", capacity=9)
    _device, client = here.device("room")
    texts = [here.text(here.registration()) for _count in range(3)]
    hand(client, *[scan("room", text, "2026-11-21T08:00:00Z") for text in texts])
    hand(client, scan("room", texts[0], "2026-11-21T08:30:00Z", direction="out"))
    assert board.inside(room, NOW) == 2


def test_badge_let_in_on_two_offline_devices_is_a_conflict(client_for: ClientFor) -> None:
    here = door()
    here.point("entrance")
    (_one, front), (_two, back) = here.device("entrance", name="Front"), here.device("entrance", name="Back")
    row = here.registration()
    twice = here.text(here.registration())
    hand(front, scan("entrance", here.text(row), "2026-11-21T08:10:00Z", offline=True))
    hand(back, scan("entrance", here.text(row), "2026-11-21T08:05:00Z", offline=True))
    hand(front, scan("entrance", twice, "2026-11-21T08:10:00Z"), scan("entrance", twice, "2026-11-21T08:20:00Z"))
    (found,) = board.conflicts(here.congress)
    assert (found.first.device.name, found.later.device.name) == ("Back", "Front")
    page = client_for(member(here, "safety")).get(url(here) + "?show=conflicts").content.decode()
    assert row.code in page


@pytest.mark.parametrize("show", ["", "refused", "conflicts"])
def test_board_takes_the_same_statements_for_one_scan_and_for_many(client_for: ClientFor, show: str) -> None:
    here = door()
    here.point("entrance")
    (_one, front), (_two, back) = here.device("entrance"), here.device("entrance")
    browser = client_for(member(here, "door"))
    counts = []
    for size in (1, 3):
        for _count in range(size):
            text = here.text(here.registration())
            hand(front, scan("entrance", text, offline=True), scan("entrance", "x"))
            hand(back, scan("entrance", text, offline=True))
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url(here) + f"?show={show}").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_code_is_shown_once_with_its_qr_and_sets_a_device_up(client_for: ClientFor) -> None:
    here = door()
    here.point("entrance")
    browser = client_for(member(here, "desk"))
    answer = browser.post(url(here, "registration-door-devices"), {"points": ["entrance"]})
    code = answer.context["code"]
    assert f"<code>{code}</code>" in answer.content.decode()
    assert "<svg" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert code not in browser.get(url(here, "registration-door-devices")).content.decode()
    made = Client().post("/api/v1/scanner/devices/", {"code": code, "name": "Main"}, content_type="application/json")
    assert made.status_code == 201


def test_code_needs_a_point_of_this_congress(client_for: ClientFor) -> None:
    here, other = door(), door()
    other.point("backstage")
    browser = client_for(member(here, "owner"))
    for points in ([], ["backstage"]):
        assert browser.post(url(here, "registration-door-devices"), {"points": points}).status_code == 422
    assert DeviceCode.objects.count() == 0


def test_device_is_withdrawn_by_post_in_its_own_congress(client_for: ClientFor) -> None:
    here, other = door(), door()
    here.point("entrance")
    other.point("entrance")
    device, client = here.device("entrance")
    foreign, _client = other.device("entrance")
    browser = client_for(member(here, "door"))
    assert browser.get(url(here, "registration-door-revoke", device.pk)).status_code == 405
    assert browser.post(url(here, "registration-door-revoke", foreign.pk)).status_code == 404
    assert browser.post(url(here, "registration-door-revoke", device.pk)).status_code == 302
    assert client.get("/api/v1/scanner/manifest/").status_code == 403
    assert list(Device.objects.filter(revoked_at__isnull=True)) == [foreign]
    assert "Withdrawn" in browser.get(url(here, "registration-door-devices")).content.decode()


def test_point_is_made_and_changed(client_for: ClientFor) -> None:
    here = door()
    browser = client_for(member(here, "owner"))
    fields = {
        "code": "Gala",
        "name_en": "Gala dinner",
        "name_es": "Cena de gala",
        "once": "ever",
        "categories": ["member"],
        "opens_at": "2026-11-21T20:00",
        "capacity": "300",
        "shows": ["name"],
    }
    assert browser.post(url(here, "registration-door-point-new"), fields).status_code == 302
    point = Point.objects.get()
    assert (point.code, point.name, point.capacity) == ("gala", {"en": "Gala dinner", "es": "Cena de gala"}, 300)
    assert point.rules == {
        "once": "ever",
        "shows": ["name"],
        "categories": ["member"],
        "opens_at": "2026-11-21T20:00:00+01:00",
    }
    page = browser.get(url(here, "registration-door-points")).content.decode()
    assert "Gala dinner" in page
    assert "Member city" in page
    form = browser.get(url(here, "registration-door-point", "gala"))
    assert 'value="2026-11-21T20:00"' in form.content.decode()
    changed = {**fields, "once": "day", "opens_at": "", "categories": []}
    assert browser.post(url(here, "registration-door-point", "gala"), changed).status_code == 302
    point.refresh_from_db()
    assert (point.code, point.rules) == ("gala", {"once": "day", "shows": ["name"]})


@pytest.mark.parametrize(
    "wrong",
    [{"code": "entrance"}, {"code": "new"}, {"code": "ä ö"}, {"name_en": ""}, {"once": "week"}, {"capacity": "-1"},
     {"opens_at": "2026-11-21T20:00", "closes_at": "2026-11-21T19:00"}],
)  # fmt: skip
def test_wrong_point_is_refused_and_what_was_typed_stays(client_for: ClientFor, wrong: dict[str, str]) -> None:
    here = door()
    here.point("entrance")
    fields = {"code": "gala", "name_en": "Gala dinner", "name_fr": "Dîner de gala", "once": "ever", **wrong}
    answer = client_for(member(here, "owner")).post(url(here, "registration-door-point-new"), fields)
    assert answer.status_code == 422
    assert "Dîner de gala" in answer.content.decode()
    assert Point.objects.count() == 1
