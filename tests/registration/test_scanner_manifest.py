"""Setting a device up, and the list that it carries."""

import gzip
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.actors import Actor
from registration.actions import badge_keys, changes, devices, entitlements
from registration.models import AddOn, ChosenAddOn, Counter, Device, DeviceCode, Point, Registration
from registration.queries import manifest as queries
from tests.factories import words
from tests.registration.doors import NOW, Door, city, door

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def fetch(client: Client, cursor: str = "", **headers: str) -> dict[str, Any]:
    response = client.get("/api/v1/scanner/manifest/", {"cursor": cursor}, headers=headers)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def badges(client: Client, cursor: str = "") -> dict[int, dict[str, Any]]:
    return {badge["number"]: badge for badge in fetch(client, cursor)["badges"]}


def test_code_sets_up_one_device_once() -> None:
    here = door()
    here.point("entrance")
    code = devices.make_code(congress=here.congress, points=["entrance"], by=SYSTEM, now=NOW)
    body = {"code": code.lower().replace("-", " "), "name": " Main \u0000entrance "}
    assert Client().post("/api/v1/scanner/devices/", body, content_type="application/json").status_code == 400
    body["name"] = " Main entrance "
    first = Client().post("/api/v1/scanner/devices/", body, content_type="application/json")
    again = Client().post("/api/v1/scanner/devices/", body, content_type="application/json")
    assert first.status_code == 201
    assert first.json()["token"].startswith("pld_")
    assert (again.status_code, again.json()["code"]) == (400, "device_code_not_valid")
    assert Device.objects.get().name == "Main entrance"
    assert first.json()["token"] not in str(Device.objects.values().get())
    assert code.replace("-", "") not in str(DeviceCode.objects.values().get())


def test_code_dies_after_a_quarter_of_an_hour() -> None:
    here = door()
    here.point("entrance")
    code = devices.make_code(congress=here.congress, points=["entrance"], by=SYSTEM, now=NOW - timedelta(minutes=15))
    answer = Client().post("/api/v1/scanner/devices/", {"code": code, "name": "x"}, content_type="application/json")
    assert answer.json()["code"] == "device_code_not_valid"


@pytest.mark.parametrize(
    "body", [{}, [], 5, {"code": "x"}, {"code": None, "name": "x"}, {"code": "\ud800", "name": "\ud800"}]
)
def test_set_up_with_nonsense_is_refused_in_words(body: Any) -> None:
    answer = Client().post("/api/v1/scanner/devices/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_everybody_is_listed_by_number_state_and_serial() -> None:
    here = door()
    here.point("bus", rules={"entitled": True})
    _device, client = here.device("bus")
    rows = [here.registration(state) for state in ("confirmed", "awaiting_payment", "cancelled", "expired")]
    found = fetch(client)
    assert found["badges"] == [{"number": row.number, "serial": 1, "state": row.state, "may": {}} for row in rows]
    assert (found["known_to"], found["more"], found["reset"], found["keep_hours"]) == (rows[-1].number, False, True, 36)
    assert found["keys"] == [{"id": 1, "public": here.congress.badge_keys.get().public}]
    assert found["congress"] == {"id": here.congress.number, "timezone": "Europe/Madrid"}


def test_entrance_shows_the_person_and_a_bus_only_its_own() -> None:
    here = door()
    here.point("entrance")
    bus = here.point("bus", rules={"entitled": True})
    (_one, front), (_two, driver) = here.device("entrance"), here.device("bus")
    rider = here.registration(organisation=city("Granollers"), badge_name="Ana P.")
    walker = here.registration()
    entitlements.grant(
        registration=rider, point=bus, valid_from=NOW, valid_until=None, label={}, source="booking:1", now=NOW
    )
    assert badges(front)[rider.number] == {
        "number": rider.number,
        "serial": 1,
        "state": "confirmed",
        "name": "Ana P.",
        "city": "Granollers",
        "category": "member",
        "category_name": {"en": "Member city", "es": "Ciudad miembro"},
        "may": {"entrance": [None, None]},
    }
    assert badges(driver) == {
        rider.number: {
            "number": rider.number,
            "serial": 1,
            "state": "confirmed",
            "name": "Ana P.",
            "may": {"bus": ["2026-11-21T09:00:00+00:00", None]},
        },
        walker.number: {"number": walker.number, "serial": 1, "state": "confirmed", "may": {}},
    }


def test_points_tell_a_device_their_rules() -> None:
    here = door()
    here.point("entrance")
    here.point("lunch", rules={"once": "day", "shows": []}, position=1)
    here.point("room", rules={"once": "no"}, capacity=30, position=2)
    _device, client = here.device("entrance", "lunch", "room")
    assert [(p["code"], p["names"], p["rules"]) for p in fetch(client)["points"]] == [
        ("entrance", words("Entrance"), {"repeat": "once", "capacity": None, "shows": ["name", "city", "category"]}),
        ("lunch", words("Lunch"), {"repeat": "once_a_day", "capacity": None, "shows": []}),
        ("room", words("Room"), {"repeat": "unlimited", "capacity": 30, "shows": ["name", "city", "category"]}),
    ]


def test_dinner_by_add_on() -> None:
    here = door()
    here.point("dinner", rules={"add_ons": ["dinner"], "shows": []})
    _device, client = here.device("dinner")
    guest, other = here.registration(), here.registration()
    add_on = AddOn.objects.create(congress=here.congress, code="dinner", name={"en": "Dinner"})
    ChosenAddOn.objects.create(registration=guest, add_on=add_on)
    found = badges(client)
    assert (found[guest.number]["may"], found[other.number]["may"]) == ({"dinner": [None, None]}, {})


def test_delta_holds_what_changed_and_then_nothing() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    first, second = here.registration(), here.registration()
    cursor = fetch(client)["cursor"]
    Registration.objects.filter(pk=first.pk).update(state="cancelled")
    changes.stamp(congress_id=here.congress.pk, registration_ids=[first.pk])
    delta = fetch(client, cursor)
    assert [(badge["number"], badge["state"]) for badge in delta["badges"]] == [(first.number, "cancelled")]
    assert (delta["reset"], fetch(client, delta["cursor"])["badges"]) == (False, [])
    assert second.number in badges(client)


def test_nothing_new_is_not_modified_and_cheap() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    row = here.registration()
    first = client.get("/api/v1/scanner/manifest/")
    tag, cursor = first.headers["ETag"], first.json()["cursor"]
    for params in ({}, {"cursor": cursor}):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get("/api/v1/scanner/manifest/", params, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
        assert len(captured) <= 6
    changes.stamp(congress_id=here.congress.pk, registration_ids=[row.pk])
    answer = client.get("/api/v1/scanner/manifest/", {"cursor": cursor}, headers={"If-None-Match": tag})
    assert answer.status_code == 200


def test_pages_end_and_a_page_tag_belongs_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    here = door()
    here.point("entrance")
    device, client = here.device("entrance")
    rows = [here.registration() for _count in range(5)]
    changes.stamp(congress_id=here.congress.pk, registration_ids=[row.pk for row in rows])  # one number for all
    points = list(device.points.all())
    reach = queries.extent(device, points)
    seen, cursor, sizes = [], "", []
    for _page in range(3):
        found = queries.page(device, points, cursor, reach, size=2)
        seen += [badge["number"] for badge in found["badges"]]
        sizes.append((len(found["badges"]), found["more"]))
        cursor = found["cursor"]
    assert seen == [row.number for row in rows]
    assert sizes == [(2, True), (2, True), (1, False)]


def test_queries_do_not_grow_with_the_list() -> None:
    here = door()
    here.point("entrance")
    here.point("dinner", rules={"add_ons": ["dinner"]})
    _device, client = here.device("entrance", "dinner")
    counts = []
    for _round in range(2):
        here.registration(organisation=city())
        with CaptureQueriesContext(connection) as captured:
            fetch(client)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_changed_rules_or_keys_start_the_list_anew() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    row = here.registration()
    found = fetch(client)
    Point.objects.update(rules={"categories": ["speaker"]})
    anew = fetch(client, found["cursor"])
    assert (anew["reset"], anew["badges"][0]["number"], anew["badges"][0]["may"]) == (True, row.number, {})
    badge_keys.rotate_key(congress=here.congress, by=SYSTEM, now=NOW)
    assert [key["id"] for key in fetch(client, anew["cursor"])["keys"]] == [1, 2]


@pytest.mark.parametrize("cursor", ["x", "1.2", "-1.0.000000000000", "9999999.1.", "é" * 500])
def test_foreign_cursor_is_refused(cursor: str) -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    answer = client.get("/api/v1/scanner/manifest/", {"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_cursor")


def test_cursor_from_the_future_is_refused() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    here.registration()
    cursor = fetch(client)["cursor"]
    Counter.objects.update(last_change=0)
    assert client.get("/api/v1/scanner/manifest/", {"cursor": cursor}).status_code == 400


def test_withdrawn_and_unknown_devices_get_no_list() -> None:
    here = door()
    here.point("entrance")
    device, client = here.device("entrance")
    assert devices.revoke(device=device, by=SYSTEM, now=NOW)
    assert not devices.revoke(device=device, by=SYSTEM, now=NOW)
    answer = client.get("/api/v1/scanner/manifest/")
    assert (answer.status_code, answer.json()["code"]) == (403, "device_revoked")
    assert Client().get("/api/v1/scanner/manifest/").status_code == 401
    other = Client(headers={"Authorization": "Bearer plo_abc"})
    assert other.get("/api/v1/scanner/manifest/").status_code == 401


def test_device_of_one_congress_sees_no_other() -> None:
    here, other = door(), door()
    here.point("entrance")
    _device, client = here.device("entrance")
    other.registration()
    assert fetch(client)["badges"] == []


def test_five_thousand_badges_pack_into_400_kilobytes() -> None:
    here = door()
    here.point("entrance")
    here.point("lunch", rules={"once": "day"})
    device, client = here.device("entrance", "lunch")
    _many(here, 5000)
    sizes, cursor, more, numbers = 0, "", True, 0
    while more:
        answer = client.get("/api/v1/scanner/manifest/", {"cursor": cursor}, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        sizes += len(answer.content)
        found = json.loads(gzip.decompress(answer.content))
        cursor, more = found["cursor"], found["more"]
        numbers += len(found["badges"])
    assert numbers == 5000
    assert sizes < 400_000


def _many(here: Door, count: int) -> None:
    first = here.registration(organisation=city())
    rows = []
    for at in range(1, count):
        values = {f.attname: getattr(first, f.attname) for f in Registration._meta.concrete_fields if not f.primary_key}
        values |= {
            "code": f"M{at:05d}",
            "fingerprint": f"{at}",
            "number": None,
            "badge_name": f"Name{at * 7919 % 9973} Sur{at}",
        }
        rows.append(Registration(**values))
    made = Registration.objects.bulk_create(rows)
    changes.stamp(congress_id=here.congress.pk, registration_ids=[row.pk for row in made])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_commits_behind_a_cursor() -> None:
    """A transaction is held open across a delta: the delta must not pass it, and the next one must hold it."""
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    slow, quick = here.registration(), here.registration()
    cursor = fetch(client)["cursor"]
    stamped, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            changes.stamp(congress_id=here.congress.pk, registration_ids=[slow.pk])
            stamped.set()
            release.wait(20)
        connection.close()

    def wait_behind() -> None:
        with transaction.atomic():
            changes.stamp(congress_id=here.congress.pk, registration_ids=[quick.pk])
        connection.close()

    threads = [threading.Thread(target=hold), threading.Thread(target=wait_behind)]
    threads[0].start()
    assert stamped.wait(20)
    threads[1].start()
    during = fetch(client, cursor)
    assert during["badges"] == []
    release.set()
    for thread in threads:
        thread.join(20)
    after = fetch(client, during["cursor"])
    assert [badge["number"] for badge in after["badges"]] == [slow.number, quick.number]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_numbers_given_without_the_lock_lose_a_row() -> None:
    """With numbers that do not wait for each other, as from a sequence, the slow row is never delivered."""
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    slow, quick = here.registration(), here.registration()
    cursor = fetch(client)["cursor"]
    stamped, release = threading.Event(), threading.Event()

    def unguarded(row: Registration) -> None:
        """Commits the counter first, so that nobody waits for it."""
        Counter.objects.update(last_change=F("last_change") + 1)
        change = Counter.objects.get().last_change
        with transaction.atomic():
            Registration.objects.filter(pk=row.pk).update(changed=change)
            if row is slow:
                stamped.set()
                release.wait(20)

    def hold() -> None:
        unguarded(slow)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert stamped.wait(20)
    unguarded(quick)
    during = fetch(client, cursor)
    release.set()
    thread.join(20)
    lost = fetch(client, during["cursor"])
    assert [badge["number"] for badge in during["badges"]] == [quick.number]
    assert lost["badges"] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_below_known_to_are_all_listed() -> None:
    """A registration that is still uncommitted has no number yet, so none is missing below the highest."""
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    here.registration()
    inside, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            here.registration()
            inside.set()
            release.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert inside.wait(20)
    found = fetch(client)
    release.set()
    thread.join(20)
    assert [badge["number"] for badge in found["badges"]] == list(range(1, found["known_to"] + 1))
    assert fetch(client)["known_to"] == found["known_to"] + 1
