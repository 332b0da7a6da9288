"""The demo's data: counts, uniqueness, four languages everywhere, the same rows for a seed and a day."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.rules.demo.bookings import places
from portal.rules.demo.dates import DEMO, MEETING, PAST, edition_dates, end_of_day
from portal.rules.demo.other_editions import meeting_plan, past_experiences, past_plan
from portal.rules.demo.personas import cast
from portal.rules.demo.registrations import plan, smaller
from portal.rules.demo.reviews import first_release, reviews
from portal.rules.demo.source import DATA, cities, load, words
from portal.rules.demo.submissions import submissions

SEED, TODAY = 1, date(2026, 11, 21)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)
LANGUAGES = {"en", "es", "fr", "pt"}
FILES = sorted(path.stem for path in DATA.glob("*.json"))
PUBLIC_STATES = {
    "awaiting_approval", "awaiting_payment", "secured", "confirmed", "waitlisted", "cancelled", "expired",
    "refused",
}  # fmt: skip


def translated(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of languages below a value, with its path."""
    if isinstance(value, dict):
        if "en" in value or "es" in value:
            yield where, value
        else:
            for key, below in value.items():
                yield from translated(below, f"{where}/{key}")
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from translated(below, f"{where}/{index}")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below)


@pytest.mark.parametrize("name", [name for name in FILES if name not in ("names", "committee")])
def test_every_text_has_four_languages(name: str) -> None:
    found = list(translated(load(name)))

    assert found
    assert [where for where, value in found if not set(value) >= LANGUAGES] == []
    assert [where for where, value in found if not all(value.values())] == []


@pytest.mark.parametrize("name", FILES)
def test_texts_have_no_median_point_and_no_untidy_space(name: str) -> None:
    # The ela geminada of Catalan is not written with it here either.
    assert [text for text in texts(load(name)) if "·" in text or "  " in text or text != text.strip()] == []


def test_french_punctuation_is_not_torn_off() -> None:
    french = [text for name in FILES for _, value in translated(load(name)) for text in texts(value.get("fr"))]

    assert [text for text in french if re.search(r" [:;?!»]|« ", text)] == []


def test_cities_are_189_of_34_countries() -> None:
    rows = load("cities")

    assert (len(rows), len({row["country"] for row in rows}), len(cities())) == (189, 34, 189)
    assert Counter(row["standing"] for row in rows) == {"good": 174, "arrears": 12, "suspended": 3}
    assert cities()["granollers"]["standing"] == "good"
    assert {row["network"] for row in rows} - {None} == set(words("networks"))


def test_codes_of_the_demo_are_unique() -> None:
    departures = [departure["code"] for visit in load("visits") for departure in visit["departures"]]
    sessions = [row["code"] for edition in load("programme").values() for row in edition["sessions"]]
    categories = [row["code"] for row in load("categories")["categories"]]
    pages = [(row["edition"], row["slug"]) for row in load("congress")["pages"]]
    editions = [row["slug"] for row in load("congress")["editions"]]

    for codes in (departures, sessions, categories, pages, editions):
        assert [code for code, count in Counter(codes).items() if count > 1] == []


def test_slugs_are_not_words_of_the_addresses() -> None:
    fixed = {
        "me", "scan", "accessibility", "privacy", "programme", "sessions", "call", "experiences", "register",
        "visits", "committee", "manage", "api", "feeds", "pay",
    }  # fmt: skip
    slugs = {row["slug"] for row in load("congress")["editions"]} | {row["slug"] for row in load("congress")["pages"]}

    assert slugs & fixed == set()


def test_rooms_named_by_sessions_exist() -> None:
    for edition in load("programme").values():
        rooms = {row["code"] for row in edition["rooms"]}
        assert {row["room"] for row in edition["sessions"]} - {None} <= rooms
        assert [row["code"] for row in edition["sessions"] if not (row["room"] or row["place"])] == []


def test_no_room_holds_two_sessions_at_once() -> None:
    for edition in load("programme").values():
        rows = [row for row in edition["sessions"] if row["room"]]
        clashes = [
            (one["code"], two["code"])
            for one in rows
            for two in rows
            if one["code"] < two["code"]
            and (one["room"], one["day"]) == (two["room"], two["day"])
            and one["starts"] < two["ends"]
            and two["starts"] < one["ends"]
        ]
        assert clashes == []


def test_criteria_weigh_one_hundred() -> None:
    assert sum(row["weight"] for row in load("congress")["call"]["criteria"]) == 100


@pytest.mark.parametrize("today", [date(2026, 11, 21), date(2027, 2, 28), date(2028, 2, 29), date(2026, 12, 31)])
def test_editions_keep_their_weekdays(today: date) -> None:
    dates = edition_dates(today)

    assert (dates[DEMO].starts_on.strftime("%a"), dates[DEMO].ends_on.strftime("%a")) == ("Tue", "Fri")
    assert 60 <= (dates[DEMO].starts_on - today).days <= 66
    assert dates[MEETING].starts_on == today
    assert dates[PAST].ends_on < today
    assert list(dates) == [row["slug"] for row in load("congress")["editions"]]


def test_a_period_ends_at_midnight_of_the_congress() -> None:
    assert end_of_day(date(2026, 10, 24), "Europe/Madrid") == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert end_of_day(date(2026, 10, 25), "Europe/Madrid") == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_submissions_are_185_and_at_most_three_a_city() -> None:
    rows = submissions(SEED, TODAY)

    assert len(rows) == 185
    assert max(Counter(row.city for row in rows).values()) == 3
    assert len({row.title for row in rows}) == 185
    assert len({(row.city, row.title_en.split(":")[0]) for row in rows}) == 185
    assert {row.language for row in rows} == LANGUAGES | {"ca"}
    assert Counter(row.state for row in rows) == {"submitted": 176, "draft": 4, "withdrawn": 5}
    assert [row.key for row in rows if "{" in row.summary or (row.submitted_at or MIDNIGHT) < row.created_at] == []


def test_answers_fit_the_form() -> None:
    limits = {row["code"]: row["max_length"] for row in load("congress")["call"]["questions"]}

    for row in [*submissions(SEED, TODAY), *past_experiences(SEED, TODAY)]:
        assert set(row.answers) <= set(limits)
        assert [code for code, text in row.answers.items() if len(text) > limits[code]] == []


def test_fourteen_members_read_in_their_languages_and_not_their_city() -> None:
    members = {row["key"]: row for row in load("committee")}
    papers = {row.key: row for row in submissions(SEED, TODAY)}
    rows = reviews(SEED, TODAY)

    assert len(members) == 14
    assert set(Counter(row.submission for row in rows).values()) == {3}
    assert len({(row.submission, row.reviewer) for row in rows}) == len(rows) == 3 * 176
    assert all(papers[row.submission].language in members[row.reviewer]["languages"] for row in rows)
    assert all(papers[row.submission].city != members[row.reviewer]["city"] for row in rows)
    assert {row.state for row in rows} == {"assigned", "in_progress", "submitted"}
    assert {row.comment_language for row in rows} <= LANGUAGES


def test_first_release_was_read_three_times() -> None:
    done = Counter(row.submission for row in reviews(SEED, TODAY) if row.state == "submitted")
    released = first_release(SEED, TODAY)

    assert len(released) == 40
    assert {done[key] for key in released} == {3}


def test_registrations_are_1129_in_all_states() -> None:
    rows = plan(SEED, TODAY).registrations

    assert len(rows) == len({row.key for row in rows}) == len({row.person.email for row in rows}) == 1129
    assert {row.state for row in rows} == PUBLIC_STATES
    assert {row.city for row in rows} - {None} == set(cities())
    assert len({row.country for row in rows}) == 34
    assert {row.person.language for row in rows} == LANGUAGES


def test_addresses_are_ascii_and_lead_nowhere() -> None:
    whole = [*plan(SEED, TODAY).registrations, *past_plan(SEED, TODAY).registrations]
    addresses = [row.person.email for row in [*whole, *meeting_plan(SEED, TODAY).registrations]]
    shape = re.compile(r"[a-z0-9.-]{1,64}@([a-z0-9-]+\.)?example\.(org|net|com)")

    assert [address for address in addresses if not shape.fullmatch(address)] == []
    # Nobody shares an address by chance between editions; committee members come as themselves.
    assert [address for address, count in Counter(addresses).items() if count > 1] == []


def test_scarce_places_are_left_as_promised() -> None:
    rows = plan(SEED, TODAY).registrations
    taken = Counter(row.category for row in rows)
    left = {row["code"]: row["places"] - taken[row["code"]] for row in load("categories")["categories"]}
    booked = Counter(row.departure for row in rows if row.departure_state == "booked")

    assert (left.pop("observer"), left.pop("staff")) == (100, 500)
    assert min(left.values()) >= 2000
    assert load("categories")["places"] - len(rows) >= 2000
    assert (places(DEMO)["river-park"], booked["river-park"]) == (45, 0)
    assert booked["school-street"] == places(DEMO)["school-street"]
    assert [code for code, count in booked.items() if code and count > places(DEMO)[code]] == []


def test_delegations_have_three_to_five_and_one_head() -> None:
    whole = plan(SEED, TODAY)
    rows = {row.key: row for row in whole.registrations}

    assert len(whole.delegations) == len({group.city for group in whole.delegations}) == 90
    for group in whole.delegations:
        members = [rows[key] for key in group.members]
        assert 3 <= len(members) <= group.quota == 5
        assert [row.key for row in members if row.is_head] == [group.head]
        assert {(row.city, row.state, row.order) for row in members} == {(group.city, group.state, f"o-{group.key}")}


def test_only_cities_in_good_standing_pay_the_members_fee() -> None:
    members = [row for row in plan(SEED, TODAY).registrations if row.category == "member"]

    assert {cities()[row.city or ""]["standing"] for row in members} == {"good"}


def test_what_happened_lies_before_today_and_in_order() -> None:
    for row in [*plan(SEED, TODAY).registrations, *past_plan(SEED, TODAY).registrations]:
        assert row.registered_at <= (row.settled_at or MIDNIGHT) <= MIDNIGHT, row.key
        assert (row.settled_at or row.registered_at) <= (row.ended_at or MIDNIGHT) <= MIDNIGHT, row.key


def test_nobody_fails_to_come_before_the_congress() -> None:
    past = Counter(row.state for row in past_plan(SEED, TODAY).registrations)

    assert past["no_show"] > 0
    assert [row.key for row in plan(SEED, TODAY).registrations if row.presence] == []


def test_a_smaller_plan_is_coherent() -> None:
    part = smaller(plan(SEED, TODAY), delegations=6, singles=60)
    keys = {row.key for row in part.registrations}

    assert len(part.delegations) == 6
    assert {row.companion_of for row in part.registrations} - {None} <= keys
    assert {row.delegation for row in part.registrations} - {None} == {group.key for group in part.delegations}


def fingerprint(seed: int, today: date) -> str:
    whole = (
        submissions(seed, today), reviews(seed, today), first_release(seed, today), plan(seed, today),
        past_plan(seed, today), past_experiences(seed, today), meeting_plan(seed, today),
    )  # fmt: skip
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def test_same_seed_and_day_give_the_same_rows() -> None:
    assert fingerprint(SEED, TODAY) == fingerprint(SEED, TODAY)
    assert fingerprint(SEED, TODAY) != fingerprint(SEED + 1, TODAY)


@pytest.mark.parametrize("seed", [2, 7, 42])
def test_any_seed_gives_the_promised_counts(seed: int) -> None:
    assert (len(submissions(seed, TODAY)), len(plan(seed, TODAY).registrations)) == (185, 1129)
    assert {row.state for row in plan(seed, TODAY).registrations} == PUBLIC_STATES
    assert len(first_release(seed, TODAY)) == 40


def test_personas_are_seventeen_people_with_addresses_of_their_own() -> None:
    people = cast(SEED, TODAY)

    assert list(people) == [row["code"] for row in load("personas")]
    assert len({one.person.email for one in people.values()}) == len(people) == 17
    assert len({people[code].key for code in ("reviewer", "chair", "deputy")}) == 3


def test_rows_do_not_depend_on_the_process() -> None:
    script = "from tests.portal.test_demo_data import *; print(fingerprint(SEED, TODAY))"

    def run(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    assert run("1") == run("2") == fingerprint(SEED, TODAY)
