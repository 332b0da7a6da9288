"""POST scanner/scans/: outcomes, repetition, lateness, bad input."""

import json
import uuid

import pytest
from django.test import Client

from common.actors import Actor
from common.models import AuditEntry
from registration.actions import badge_keys, devices, entitlements
from registration.models import Device, Scan
from tests.registration.doors import NOW, door, hand, outcomes, scan

pytestmark = pytest.mark.django_db


def test_confirmed_badge_is_admitted_and_then_already_in() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    text = here.text(here.registration())
    first, second = hand(client, scan("entrance", text), scan("entrance", text, "2026-11-21T10:05:00+01:00"))
    assert (first["outcome"], first["reason"], first["first_scan"]) == ("admitted", None, None)
    assert second["outcome"] == "already_in"
    assert second["first_scan"] == {"at": "2026-11-21T09:00:00.000Z", "point": "entrance", "device": "Front door"}


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("secured", "admitted"),
        ("awaiting_payment", "unpaid"),
        ("awaiting_approval", "not_confirmed"),
        ("waitlisted", "not_confirmed"),
        ("cancelled", "cancelled"),
        ("expired", "cancelled"),
        ("refused", "cancelled"),
    ],
)
def test_state_decides(state: str, outcome: str) -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    assert outcomes(hand(client, scan("entrance", here.text(here.registration(state))))) == [outcome]


def test_lower_serial_is_superseded_and_a_higher_one_counts() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    row = here.registration(serial=2)
    results = hand(client, scan("entrance", here.text(row, serial=1)), scan("entrance", here.text(row, serial=3)))
    assert outcomes(results) == ["superseded", "admitted"]


def test_texts_that_are_not_ours() -> None:
    here, other = door(), door()
    here.point("entrance")
    _device, client = here.device("entrance")
    good = here.text(here.registration())
    forged = good[:3] + ("1" if good[3] != "1" else "2") + good[4:]
    results = hand(
        client,
        scan("entrance", forged),
        scan("entrance", "PL1" + ":" * 113),
        scan("entrance", other.text(other.registration())),
        scan("entrance", "https://example.org/ticket/5"),
        scan("entrance", good[:-1]),
        scan("entrance", good + good),
        scan("entrance", good[:50] + "\u0007" + good[51:]),
        scan("entrance", "PL1" + "A" * 5000),
        scan("entrance", here.signer.token(999, 1)),
        scan("entrance", here.signer.token(0, 0)),
    )
    assert [(result["outcome"], result["reason"]) for result in results] == [
        ("forged", None),
        ("forged", "unreadable"),
        ("refused", "other_congress"),
        ("refused", "not_a_badge"),
        ("refused", "unreadable"),
        ("refused", "unreadable"),
        ("refused", "unreadable"),
        ("refused", "unreadable"),
        ("unknown", "not_listed"),
        ("unknown", "not_listed"),
    ]


def test_badge_of_a_retired_key_stays_valid() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    text = here.text(here.registration())
    badge_keys.rotate_key(congress=here.congress, by=Actor.system("test"), now=NOW)
    assert outcomes(hand(client, scan("entrance", text))) == ["admitted"]


def test_point_rules_by_category_entitlement_and_time() -> None:
    here = door()
    here.point("assembly", rules={"categories": ["member"]})
    here.point("speakers", rules={"categories": ["speaker"]})
    bus = here.point("bus", rules={"entitled": True})
    here.point("gala", rules={"opens_at": "2026-11-21T20:00:00+01:00"})
    _device, client = here.device("assembly", "speakers", "bus", "gala")
    row, walker = here.registration(), here.registration()
    entitlements.grant(
        registration=row,
        point=bus,
        valid_from=NOW,
        valid_until=None,
        label={"en": "River park"},
        source="booking:1",
        now=NOW,
    )
    early = "2026-11-21T09:59:59+01:00"
    results = hand(
        client,
        scan("assembly", here.text(row)),
        scan("speakers", here.text(row)),
        scan("bus", here.text(row)),
        scan("bus", here.text(walker)),
        scan("bus", here.text(row), early),
        scan("gala", here.text(row)),
    )
    assert outcomes(results) == ["admitted", "wrong_point", "admitted", "wrong_point", "wrong_time", "wrong_time"]


def test_withdrawn_entitlement_no_longer_admits() -> None:
    here = door()
    bus = here.point("bus", rules={"entitled": True})
    _device, client = here.device("bus")
    row = here.registration()
    entitlements.grant(
        registration=row, point=bus, valid_from=None, valid_until=None, label={}, source="booking:1", now=NOW
    )
    assert entitlements.withdraw(registration=row, source="booking:1", now=NOW) == 1
    assert outcomes(hand(client, scan("bus", here.text(row)))) == ["wrong_point"]


def test_meal_once_a_day_in_the_congress_zone() -> None:
    here = door()
    here.point("lunch", rules={"once": "day"})
    _device, client = here.device("lunch")
    text = here.text(here.registration())
    results = hand(
        client,
        scan("lunch", text, "2026-11-21T13:00:00+01:00"),
        scan("lunch", text, "2026-11-21T22:59:00Z"),  # 23:59 in Madrid
        scan("lunch", text, "2026-11-21T23:00:00Z"),  # the next day there
    )
    assert outcomes(results) == ["admitted", "already_in", "admitted"]


def test_leaving_and_coming_back() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    text = here.text(here.registration())
    results = hand(
        client,
        scan("entrance", text, "2026-11-21T10:00:00+01:00"),
        scan("entrance", text, "2026-11-21T10:01:00+01:00", direction="out"),
        scan("entrance", text, "2026-11-21T10:02:00+01:00"),
    )
    assert outcomes(results) == ["admitted", "left", "admitted"]


def test_full_room_refuses_until_somebody_leaves() -> None:
    here = door()
    here.point("room", capacity=1)
    _device, client = here.device("room")
    first, second = here.text(here.registration()), here.text(here.registration())
    assert outcomes(hand(client, scan("room", first))) == ["admitted"]
    results = hand(
        client,
        scan("room", second, "2026-11-21T10:01:00+01:00"),
        scan("room", first, "2026-11-21T10:02:00+01:00", direction="out"),
        scan("room", second, "2026-11-21T10:03:00+01:00"),
    )
    assert outcomes(results) == ["room_full", "left", "admitted"]


def test_reason_of_a_steward_admits_and_is_reported() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    row = here.registration("awaiting_payment")
    reason = "Paid at the bank, has the slip"
    forged = here.text(row)[:-2] + "00"
    results = hand(client, scan("entrance", here.text(row), override=reason), scan("entrance", forged, override=reason))
    assert [(r["outcome"], r["reason"]) for r in results] == [("admitted", "override"), ("forged", None)]
    entry = AuditEntry.objects.get(verb="admitted_by_override")
    assert (entry.before, entry.after["point"]) == ({"judged": "unpaid"}, "entrance")
    assert reason not in json.dumps(entry.after)


def test_same_id_gets_its_first_answer_for_ever() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    row = here.registration()
    report = scan("entrance", here.text(row))
    first = hand(client, report)
    row.state = "cancelled"
    row.save()
    assert hand(client, report, report) == first * 2
    assert Scan.objects.count() == 1


def test_changed_content_under_one_id_is_refused_and_changes_nothing() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    report = scan("entrance", here.text(here.registration()))
    other = {**report, "token": here.text(here.registration())}
    hand(client, report)
    assert [(r["outcome"], r["reason"]) for r in hand(client, other)] == [("refused", "changed_content")]
    assert hand(client, report)[0]["outcome"] == "admitted"


def test_ids_are_unique_per_device_only() -> None:
    here = door()
    here.point("entrance", rules={"once": "no"})
    (_one, first), (_two, second) = here.device("entrance"), here.device("entrance")
    report = scan("entrance", here.text(here.registration()))
    assert outcomes(hand(first, report)) == outcomes(hand(second, report)) == ["admitted"]
    assert Scan.objects.count() == 2


def test_late_scan_settles_history_and_keeps_the_answer() -> None:
    here = door()
    here.point("entrance")
    (_one, front), (_two, back) = here.device("entrance", name="Front"), here.device("entrance", name="Back")
    text = here.text(here.registration())
    later = scan("entrance", text, "2026-11-21T10:30:00+01:00")
    earlier = scan("entrance", text, "2026-11-21T10:10:00+01:00", offline=True)
    assert outcomes(hand(front, later)) == ["admitted"]
    assert outcomes(hand(back, earlier)) == ["admitted"]
    assert outcomes(hand(front, later)) == ["admitted"]
    assert list(Scan.objects.order_by("happened_at").values_list("outcome", "settled")) == [
        ("admitted", "admitted"),
        ("admitted", "already_in"),
    ]


def test_wrong_clock_is_corrected() -> None:
    here = door()
    here.point("entrance")
    device, client = here.device("entrance")
    hand(
        client, scan("entrance", here.text(here.registration()), "2026-11-21T12:00:00Z"), sent_at="2026-11-21T12:00:30Z"
    )
    row = Scan.objects.get()
    assert row.happened_at.isoformat() == "2026-11-21T08:59:30+00:00"
    device.refresh_from_db()
    assert device.skew_ms == 3 * 3600 * 1000 + 30_000


def test_odd_times_are_flagged_not_refused() -> None:
    here = door()
    here.point("entrance", rules={"once": "no"})
    _device, client = here.device("entrance")
    text = here.text(here.registration())
    results = hand(
        client, scan("entrance", text, "2027-11-21T10:00:00Z"), scan("entrance", text, "2020-11-21T10:00:00Z")
    )
    assert outcomes(results) == ["admitted", "admitted"]
    assert list(Scan.objects.order_by("id").values_list("flags", flat=True)) == [["future"], ["before_set_up"]]


def test_whatever_is_wrong_with_one_scan_is_its_result() -> None:
    here = door()
    here.point("entrance")
    here.point("backstage")
    _device, client = here.device("entrance")
    text = here.text(here.registration())
    good = scan("entrance", text)
    bad = [
        (17, None, "not_an_object"),
        ({}, None, "bad_id"),
        (scan("entrance", text, id="no uuid"), "no uuid", "bad_id"),
        (scan("entrance", text, id="\ud800\u0000"), "\ufffd\ufffd", "bad_id"),
        (scan("entrance", text, id=5), None, "bad_id"),
        (scan("nowhere", text), "", "unknown_point"),
        (scan("backstage", text), "", "unknown_point"),
        (scan("entrance", None), "", "not_a_badge"),
        (scan("entrance", {"a": 1}), "", "not_a_badge"),
        (scan("entrance", text, "yesterday"), "", "bad_time"),
        (scan("entrance", text, "2026-11-21T10:00:00"), "", "bad_time"),
        (scan("entrance", text, "0001-01-01T00:00:00+14:00"), "", "bad_time"),
        (scan("entrance", text, direction="up"), "", "bad_direction"),
        (scan("entrance", text, direction=["in"]), "", "bad_direction"),
        (scan("entrance", text, override=5), "", "bad_override"),
        (scan(["entrance"], text), "", "unknown_point"),
    ]
    results = hand(client, *[raw for raw, _echo, _reason in bad], good)
    assert [(r["outcome"], r["reason"]) for r in results] == [
        *[("refused", reason) for _raw, _echo, reason in bad],
        ("admitted", None),
    ]
    assert [r["id"] for r, (_raw, echo, _reason) in zip(results, bad, strict=False) if echo != ""] == [
        echo for _raw, echo, _reason in bad if echo != ""
    ]


def test_whole_requests_fail_only_for_their_form() -> None:
    here = door()
    here.point("entrance")
    _device, client = here.device("entrance")
    url = "/api/v1/scanner/scans/"
    many = {"sent_at": None, "scans": [{}] * 1001}

    def status(browser: Client, body: object, kind: str = "application/json") -> int:
        return browser.post(url, body, content_type=kind).status_code

    assert status(client, "{", "application/json") == 400
    assert status(client, "[" * 100_000, "text/plain") == 400
    assert status(client, b"\xff\xfe{}", "application/json") == 400
    assert status(client, []) == 400
    assert status(client, {"scans": {}}) == 400
    assert status(client, many) == 413
    assert status(client, " " * (6 * 1024 * 1024)) == 413
    assert status(Client(), {"scans": []}) == 401
    assert status(Client(headers={"Authorization": "Bearer pld_nothing"}), {"scans": []}) == 401
    assert status(client, {"scans": []}) == 200


def test_withdrawn_device_hands_in_marked_and_is_then_refused() -> None:
    here = door()
    here.point("entrance")
    device, client = here.device("entrance")
    devices.revoke(device=device, by=Actor.system("test"), now=NOW)
    text = here.text(here.registration())
    results = hand(client, scan("entrance", text), scan("entrance", text, "2026-11-22T23:00:00+01:00"))
    assert [(r["outcome"], r["reason"]) for r in results] == [("admitted", None), ("refused", "device_revoked")]
    assert "after_revocation" in Scan.objects.earliest("id").flags
    empty = client.post("/api/v1/scanner/scans/", {"scans": []}, content_type="application/json")
    assert (empty.status_code, empty.json()["code"]) == (403, "device_revoked")


def test_thousand_scans_take_at_most_twenty_statements(assert_queries: object) -> None:
    here = door()
    here.point("entrance")
    here.point("room", capacity=100)
    here.point("dinner", rules={"add_ons": ["dinner"]})
    _device, client = here.device("entrance", "room", "dinner")
    texts = [here.text(here.registration()) for _count in range(40)]
    points = ["entrance", "room", "dinner"]
    batch = [
        scan(
            points[count % 3],
            texts[count % 40],
            f"2026-11-21T08:{count % 60:02d}:00Z",
            override="why" if count == 7 else None,
        )
        for count in range(1000)
    ]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hand(client, *batch[:10])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        results = hand(client, *batch)
    assert len(results) == 1000
    assert len(captured) <= 20, [query["sql"][:90] for query in captured]
    assert Scan.objects.count() == 1000


def test_device_is_limited_by_itself(rate_limits: object) -> None:
    here = door()
    here.point("entrance")
    rate_limits.LIMITS = {**rate_limits.LIMITS, "device": (2, 60)}  # type: ignore[attr-defined]
    (_one, first), (_two, second) = here.device("entrance"), here.device("entrance")
    hand(first)
    hand(first)
    response = first.post("/api/v1/scanner/scans/", {"scans": []}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (429, "too_many_requests")
    assert hand(second) == []


def test_last_contact_and_pending_are_noted() -> None:
    here = door()
    here.point("entrance")
    device, client = here.device("entrance")
    Device.objects.update(last_seen_at=None)
    hand(client, pending=12)
    device.refresh_from_db()
    assert (device.last_seen_at, device.pending, device.skew_ms) == (NOW, 12, 0)
    assert uuid.UUID(scan("entrance", "")["id"])
