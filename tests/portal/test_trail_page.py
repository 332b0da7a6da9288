"""The audit trail as people read it: sentences, names of today, amounts, times of the congress; filters, the file."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from common import erasure
from common.actions import audit
from common.actors import Actor
from common.models import AuditEntry
from portal.queries.trail import Known
from portal.web.trail_shown import _PAGES, Reading
from registration.models import Device, Terms
from tests.factories import accounts, network, visits
from tests.factories import congress as make
from tests.factories import registration as people
from tests.payments import factories as money

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # the 21st in Madrid
URL = "/en/here/manage/audit/"
SYSTEM = Actor.system("expiry")


@pytest.fixture
def event() -> Any:
    made = make.congress(slug="here")
    book = money.book(code="here-book", scope="here")
    Terms.objects.create(congress=made, book=book)
    return made


@pytest.fixture
def owner(event: Any) -> Any:
    return make.team_member(congress=event, user=accounts.user(person=accounts.person(given_name="Olga"))).user


def record(event: Any, verb: str = "registration_confirmed", **kw: Any) -> AuditEntry:
    values = {"subject": ("registration", 1, "AB3CDE"), "by": SYSTEM, "now": NOW, "scope": event.slug}
    return audit.record(verb=verb, **{**values, **kw})


def shown(client: Any, query: str = "") -> list[dict[str, Any]]:
    return client.get(URL + query).context["entries"]


def changes(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(change["label"], change["before"], change["after"]) for change in entry["changes"]]


# --- words --------------------------------------------------------------------------------------
def test_verbs_states_and_subjects_are_said_in_words(client_for, event, owner):
    record(event, before={"state": "awaiting_payment"}, after={"state": "confirmed"})

    [entry] = shown(client_for(owner))

    assert (entry["what"], entry["kind"]) == ("A registration was confirmed", "Registration")
    assert changes(entry) == [("State", "Awaiting payment", "Confirmed")]


def test_amounts_are_money_and_what_stayed_is_left_out(client_for, event, owner):
    before = {"state": "open", "charged": 30000, "received": 0, "refunded": 0}
    after = {"state": "paid", "charged": 30000, "received": 30000, "refunded": 0}
    record(event, "order.payment_received", subject=("order", 1, "ORDER123"), before=before, after=after)
    record(event, "order.opened", subject=("order", 2, "ORDER124"), after={"charged": 500, "currency": "JPY"})

    newer, older = shown(client_for(owner))

    assert changes(newer) == [("Charged", "", "JP¥500")]
    assert changes(older) == [("State", "Awaiting payment", "Paid"), ("Received", "€0.00", "€300.00")]


def test_instants_are_those_of_the_congress_with_their_zone(client_for, event, owner):
    after = {"starts_at": "2027-05-25T07:00:00+00:00", "room": "", "ready": True}
    record(event, "session_changed", subject=("session", 1, "opening"), before={"starts_at": None}, after=after)

    page = client_for(owner).get(URL)

    assert changes(page.context["entries"][0]) == [
        ("Ready to be published", "", "Yes"),
        ("Room", "", "–"),
        ("Start", "–", "25 May 2027, 09:00 (Europe/Madrid)"),
    ]
    text = page.content.decode()
    assert "1 entry, times of Europe/Madrid" in text
    assert "21 November 2026, 00:30" in text


def test_codes_of_categories_points_and_members_are_named(client_for, event, owner):
    kind = people.category(congress=event, code="member-city", name={"en": "Member cities"})
    point = people.point(congress=event, code="main", name={"en": "Main entrance"})
    reader = make.member(congress=event)
    rules = {"once": "day", "categories": [kind.code], "add_ons": [], "entitled": False}
    record(event, "point_changed", subject=point, before={"capacity": 100}, after={"rules": rules, "capacity": 1200})
    record(event, "assignment_made", subject=("assignment", 1, "WORK"), after={"member": reader.pk})

    newer, older = shown(client_for(owner))

    assert changes(newer) == [("Committee member", "", reader.user.person.full_name)]
    assert changes(older) == [
        ("People at most", "100", "1,200"),
        ("Rules", "", "Categories: Member cities; Extras: –; How often a badge is admitted: Once a day; "
                      "Only who has booked: No"),
    ]  # fmt: skip


def test_objects_are_called_by_their_names_and_not_by_their_keys(client_for, event, owner):
    page = make.page(congress=event, slug="after-the-congress", title={"en": "After the congress"})
    one = make.milestone(congress=event, code="call-text", title={"en": "Write the call"})
    note = make.note(milestone=one)
    drawn = make.picture(congress=event, name="0f3a9c7e0f3a9c7e0f3a9c7e")
    call = make.call(congress=event, code="experiences", title={"en": "Call for experiences"})
    for subject in (event, page, one, ("note", note.pk, one.code), ("picture", drawn.pk, drawn.name), call):
        record(event, subject=subject)
    record(event, subject=("note", 0, one.code))  # gone
    record(event, subject=("registration", 1, "AB3CDE"))

    entries = list(reversed(shown(client_for(owner))))
    text = client_for(owner).get(URL).content.decode()

    assert [entry["name"] for entry in entries] == [
        str(event.name["en"]), "After the congress", "Write the call", "Write the call", drawn.file.original_name,
        "Call for experiences", "Write the call", "",
    ]  # fmt: skip
    assert "AB3CDE" in text
    assert not {code for code in (">after-the-congress<", ">call-text<", drawn.name) if code in text}


def test_codes_among_the_values_are_said_in_words(client_for, event, owner):
    make.page(congress=event, slug="venue", title={"en": "Where we meet"})
    make.call(congress=event, code="experiences", title={"en": "Call for experiences"})
    window = {"opens_at": "2026-12-01T08:00:00+00:00", "closes_at": "2027-01-14T23:00:00+00:00"}
    for verb, after in (
        ("plan_laid_out", {"template": "full"}),
        ("letter_text_saved", {"letter": "registration_confirmed"}),
        ("pages_arranged", {"menu": ["venue"]}),
        ("settings_changed", {"changed": ["starts_on", "parts"]}),
        ("openings_changed", {"call experiences": window}),
        ("refund_rules_changed", {"periods": [{"days": 60, "percent": 100}]}),
    ):
        record(event, verb, subject=event, after=after)

    assert [changes(entry) for entry in reversed(shown(client_for(owner)))] == [
        [("Template", "", "Congress")],
        [("Letter", "", "Place confirmed, with badge")],
        [("In the menu", "", "Where we meet")],
        [("Changed", "", "First day and Parts")],
        [
            (
                "Call: Call for experiences",
                "",
                "Closes: 14 January 2027, 23:59 (Europe/Madrid); Opens: 1 December 2026, 09:00 (Europe/Madrid)",
            )
        ],
        [("Periods", "", "Days: 60; Percent given back: 100")],
    ]


def test_languages_are_named(client_for, event, owner):
    record(event, "details_changed", before={"language": "ca"}, after={"language": "pt", "badge_languages": ["fr"]})

    [entry] = shown(client_for(owner))

    assert changes(entry) == [
        ("Language of letters", "Catalan", "Portuguese"),
        ("Languages on the badge", "", "French"),
    ]


def test_what_was_rehearsed_is_marked(client_for, event, owner):
    record(event, scope="here/rehearsal")
    record(event)
    record(event, scope="here/elsewhere")

    assert [entry["is_rehearsal"] for entry in shown(client_for(owner))] == [False, True]


# --- who ----------------------------------------------------------------------------------------
def test_whoever_acted_has_the_name_of_today(client_for, event, owner):
    device = Device.objects.create(congress=event, name="Door 1", token_hash="x", created_at=NOW)
    for by in (
        owner.as_actor(),
        Actor("device", str(device.pk), f"device {device.pk}"),
        Actor("holder", "AB3CDE", "holder of AB3CDE"),
        Actor("public", "web", "registration page"),
        SYSTEM,
    ):
        record(event, by=by)

    assert [entry["who"] for entry in reversed(shown(client_for(owner)))] == [
        owner.person.full_name,
        "Scanner “Door 1”",
        "Holder of the link AB3CDE",
        "Somebody who had not signed in",
        "The system, as the time to pay was over",
    ]


def test_an_erased_person_is_named_no_more(client_for, event, owner):
    gone = accounts.user()
    record(event, by=gone.as_actor(), person=gone.person.ref, private={"name": "Ana Example"})
    erasure.erase(person=str(gone.person.ref), now=NOW)

    [entry] = shown(client_for(owner))

    assert (entry["who"], entry["private"]) == ("Somebody who was erased", [])


# --- where --------------------------------------------------------------------------------------
def test_codes_lead_to_their_pages(client_for, event, owner):
    row = people.registration(congress=event)
    work = make.submission(call=make.call(congress=event, code="experiences"))
    slot = visits.departure(visit=visits.visit(congress=event), code="museum-1")
    booking = visits.booking(slot, row)
    point = people.point(congress=event)
    for subject in (row, work, booking, slot, point, ("order", 1, "ORDER123"), ("registration", row.pk, "")):
        record(event, subject=subject)
    record(event, subject=("badge_key", 1, "1"))

    assert [entry["url"] for entry in reversed(shown(client_for(owner), "?verb=registration_confirmed"))] == [
        f"/en/here/manage/registrations/{row.code}/",
        f"/en/here/manage/call/experiences/submissions/{work.code}/",
        "/en/here/manage/visits/museum-1/",
        "/en/here/manage/visits/museum-1/",
        f"/en/here/manage/door/points/{point.code}/",
        "/en/finance/here-book/orders/ORDER123/",
        f"/en/here/manage/registrations/{row.code}/",
        "",
    ]


def test_every_page_that_an_entry_leads_to_has_its_address(event):
    reading = Reading(event=event, user=None, roles=frozenset(), is_sealed=True, book="book", currency="EUR")
    found = Known(calls={"code": "call"}, departures={"code": "slot"})

    assert {kind for kind, (_roles, address) in _PAGES.items() if not address(reading, "code", found)} == set()


def test_an_auditor_is_led_to_no_page_that_is_closed_to_them(client_for, event):
    auditor = make.team_member(congress=event, role="auditor").user
    record(event, subject=people.point(congress=event))
    record(event, subject=people.registration(congress=event))

    newer, older = shown(client_for(auditor))

    assert older["url"] == ""
    assert client_for(auditor).get(newer["url"]).status_code == 200


# --- filters ------------------------------------------------------------------------------------
def test_the_trail_is_filtered_by_verb_actor_subject_and_day(client_for, event, owner):
    early = record(event, now=datetime(2026, 11, 20, 22, 59, tzinfo=UTC))  # the 20th in Madrid
    other = record(event, "registration_expired", subject=("registration", 2, "XY9ZZZ"))
    mine = record(event, "registration_approved", by=owner.as_actor())
    seat = record(event, "visit_booked", subject=("booking", 1, "BK"), after={"registration": "XY9ZZZ"})
    client = client_for(owner)

    def found(query: str) -> list[int]:
        return [entry["row"].pk for entry in shown(client, query)]

    everything = [seat.pk, mine.pk, other.pk, early.pk]
    assert found("?verb=registration_expired") == [other.pk]
    assert found(f"?actor=user:{owner.pk}") == [mine.pk]
    assert found("?actor=system") == [seat.pk, other.pk, early.pk]
    assert found("?subject=xy9zzz") == [seat.pk, other.pk]
    assert found("?day=2026-11-20") == [early.pk]
    assert found("?day=2026-11-21&actor=system") == [seat.pk, other.pk]
    assert found("?verb=nonsense&day=nonsense&actor=user:0&page=9") == everything


def test_the_filter_offers_what_occurs(client_for, event, owner):
    record(event, by=owner.as_actor())
    record(event, "registration_expired")

    form = client_for(owner).get(URL).context["form"]

    assert form.fields["verb"].choices == [
        ("", "Everything"),
        ("registration_expired", "A registration expired"),
        ("registration_confirmed", "A registration was confirmed"),
    ]
    assert form.fields["actor"].choices == [
        ("", "Everybody"),
        ("user", "Somebody who had signed in"),
        ("system", "The system"),
        ("One by one", [(f"user:{owner.pk}", owner.person.full_name)]),
    ]


def test_the_filter_names_nobody_who_did_nothing_here(client_for, event, owner):
    stranger = accounts.user(person=accounts.person(given_name="Zoraida"))
    record(make.congress(), by=stranger.as_actor())

    assert "Zoraida" not in client_for(owner).get(f"{URL}?actor=user:{stranger.pk}").content.decode()


# --- what is kept sealed ------------------------------------------------------------------------
def test_names_are_for_the_owner_and_the_auditor_and_not_for_the_secretariat(client_for, event, owner):
    who = accounts.person()
    record(event, person=who.ref, private={"name": "Ana Example", "email": "ana@example.org"})
    auditor = make.team_member(congress=event, role="auditor").user
    read = [("E-mail address", "ana@example.org"), ("Name", "Ana Example")]

    assert [shown(client_for(user))[0]["private"] for user in (owner, auditor, accounts.secretariat())] == [
        read,
        read,
        [],
    ]


def test_the_secretariat_reads_nothing_of_what_its_people_are_party_to(client_for, event):
    city = network.organisation()
    reader = accounts.secretariat(person=accounts.person(organisation=city))
    work = make.submission(call=make.call(congress=event), author=make.author(organisation=city).person)
    other = make.submission(call=work.call)
    record(event, "decision_taken", subject=work, after={"outcome": "accepted"})
    record(event, "review_submitted", subject=("assignment", 1, work.code))
    record(event, "decision_taken", subject=other, after={"outcome": "accepted"})

    assert [entry["code"] for entry in shown(client_for(reader))] == [other.code]


# --- the file -----------------------------------------------------------------------------------
def rows_of(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_holds_what_is_filtered_and_no_sealed_names(client_for, event, owner):
    who = accounts.person()
    values = {"before": {"state": "awaiting_payment"}, "after": {"state": "confirmed"}}
    record(event, **values, person=who.ref, private={"name": "Ana Example"})
    record(event, "registration_expired")

    answer = client_for(owner).get(f"{URL}?verb=registration_confirmed&format=csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-here.csv"'
    assert rows_of(answer) == [
        {
            "at": "2026-11-21T00:30:00+01:00",
            "zone": "Europe/Madrid",
            "who": "The system, as the time to pay was over",
            "actor_kind": "system",
            "actor_id": "expiry",
            "what": "A registration was confirmed",
            "verb": "registration_confirmed",
            "subject_kind": "Registration",
            "subject": "AB3CDE",
            "name": "",
            "change": "State: Awaiting payment → Confirmed",
            "rehearsal": "",
        }
    ]


def test_the_file_is_for_the_owner_and_the_auditor(client_for, event, owner):
    record(event)
    auditor = make.team_member(congress=event, role="auditor").user
    answers = [client_for(user).get(f"{URL}?format=csv") for user in (owner, auditor, accounts.secretariat())]

    assert [len(rows_of(answer)) for answer in answers[:2]] == [1, 1]
    assert answers[2].status_code == 404
    assert "format=csv" not in client_for(accounts.secretariat()).get(URL).content.decode()


# --- how many queries ---------------------------------------------------------------------------
@pytest.mark.parametrize("entries", [1, 3])
def test_queries_do_not_grow_with_the_entries(client_for, assert_queries, event, owner, entries):
    who = accounts.person()
    for number in range(entries):
        row = people.registration(congress=event)
        slot = visits.departure(visit=visits.visit(congress=event), code=f"slot-{number}")
        record(event, by=owner.as_actor(), subject=row, after={"category": row.category.code},
               person=who.ref, private={"name": "Ana"})  # fmt: skip
        after = {"departure": slot.code, "registration": row.code}
        record(event, "visit_booked", subject=visits.booking(slot, row), after=after)
    client = client_for(owner)

    with assert_queries(20):
        client.get(URL)
