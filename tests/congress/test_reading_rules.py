"""Rounds, pace and the veil, as rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.rules import pace, rounds, veil

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("opens", "closes", "place"),
    [
        (None, None, "open"),
        (NOW + SECOND, None, "before"),
        (NOW, NOW + SECOND, "open"),
        (None, NOW, "closed"),
        (NOW - DAY, NOW - SECOND, "closed"),
    ],
)
def test_a_round_is_open_up_to_its_end_and_not_at_it(opens, closes, place):
    assert rounds.standing(NOW, opens, closes) == place
    assert rounds.standing(NOW, opens, closes, is_rehearsing=True) == "open"


@pytest.mark.parametrize(
    ("ends_in", "sent", "due"),
    [
        (15 * DAY, [], None),
        (14 * DAY, [], 14),
        (14 * DAY - SECOND, [14], None),
        (5 * DAY, [], 7),  # the sweep slept: one letter, not two
        (5 * DAY, [14, 7], None),
        (5 * DAY, [2], None),
        (2 * DAY, [14, 7], 2),
        (timedelta(), [], None),
    ],
)
def test_a_reminder_is_due_once_and_never_after_the_end(ends_in, sent, due):
    assert rounds.due_reminder(NOW, NOW + ends_in, [14, 7, 2], sent) == due


@pytest.mark.parametrize(
    ("states", "sees"),
    [([], False), (["recused"], False), (["assigned"], False), (["done"], True), (["done", "started"], False),
     (["done", "recused"], True)],
)  # fmt: skip
def test_others_are_seen_once_all_of_ones_own_is_in(states, sees):
    assert rounds.sees_others(states) is sees


def test_a_round_that_has_begun_may_hide_more_and_not_less():
    assert (rounds.hides_less("double", "single"), rounds.hides_less("single", "double")) == (True, False)


def test_the_pace_is_the_median_without_breaks_and_without_sheets_typed_in():
    minutes = [0, 10, 30, 300, 312, 312, 332]  # 10, 20, a break, 12, at once, 20
    assert pace.pace([NOW + timedelta(minutes=m) for m in minutes]) == timedelta(minutes=16)
    assert pace.pace([NOW, NOW + timedelta(minutes=9), NOW + timedelta(minutes=18)]) is None


@pytest.mark.parametrize(
    ("waiting", "minutes", "left"),
    [(0, 15, (0, 0)), (1, 2, (0, 5)), (3, 15, (0, 45)), (4, 15, (1, 0)), (12, 15, (3, 0)), (28, 6, (3, 0))],
)
def test_what_is_left_is_said_in_fives_of_minutes_or_in_hours(waiting, minutes, left):
    assert pace.left(waiting, timedelta(minutes=minutes)) == left


KNOWN = veil.identity(
    cities=["City of Vallfosca", "Sant Joan de Vilanova", "東京"],
    people=["Ana Rosa Pérez"],
    bodies=["House of Reading"],
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("In Vallfosca we read.", "In […] we read."),
        ("VALLFOSCA's parks, d'Àvallfosca", "[…]'s parks, d'Àvallfosca"),
        ("The City of Vallfosca and Sant Joan-de-Vilanova", "The […] and […]"),
        ("ana  rosa perez, Rosa, and a rosa", "[…], and a rosa"),
        ("The house of reading; a house for reading", "The […]; a house for reading"),
        ("To a.b@c.org, on www.c.org/x or c-d.cat, at +34 600 100 200", "To […], on […] or […], at […]"),
        ("#SantJoanDeVilanova @us", "[…]"),
        ("東京の図書館", "[…]の図書館"),
        ("Nothing here: 3.5 of 7, e.g. 10.000 people.", "Nothing here: 3.5 of 7, e.g. 10.000 people."),
    ],
)
def test_the_veil_takes_out_names_addresses_and_numbers(text, shown):
    assert veil.masked(text, KNOWN) == shown


@given(st.text(max_size=200), st.sampled_from(sorted(KNOWN.names)), st.text(max_size=50))
def test_nothing_that_is_known_stands_in_what_was_veiled(before, name, after):
    veiled = veil.masked(f"{before} {name} {after}", KNOWN)
    assert veil.naming(veiled, KNOWN) == []
