"""Folding of names, periods, dates: properties and cases."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.rules.importing import Surroundings, judge, read_date
from network.rules.membership import free, overlap
from network.rules.search import LENGTH, fold, search_text

DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))
PERIODS = st.tuples(DAYS, st.none() | st.integers(1, 900)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São João-da-Madeira", "sao joao da madeira"), ("L’Hospitalet", "l hospitalet"), ("Łódź", "lodz"),
        ("İstanbul", "istanbul"), ("Straße", "strasse"), ("Ærø", "aero"), ("서울", fold("서울")), ("", ""), ("—", ""),
    ],
)  # fmt: skip
def test_fold_cases(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text()))
def test_search_text_is_bounded_and_holds_whole_names(names):
    text = search_text(names)
    assert len(text) <= LENGTH
    assert set(filter(None, text.split("|"))) <= {fold(name) for name in names}


@given(PERIODS, PERIODS)
def test_overlap_is_sharing_a_day(one, other):
    def days(period):
        last = period[1] or date(2040, 1, 1)
        return {period[0] + timedelta(days=n) for n in range((last - period[0]).days)}

    assert overlap(one, other) is bool(days(one) & days(other))
    assert overlap(one, other) is overlap(other, one)


def test_a_period_may_begin_on_the_day_another_ends():
    assert free((date(2021, 1, 1), None), [(date(2020, 1, 1), date(2021, 1, 1))])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-26", date(2026, 5, 26)), ("26/05/2026", date(2026, 5, 26)), ("26.05.2026", date(2026, 5, 26)),
        ("2026-05-26 00:00:00", date(2026, 5, 26)), ("1996", date(1996, 1, 1)), ("1996.0", date(1996, 1, 1)),
        ("2026-02-30", None), ("05/26/2026", None), ("soon", None), ("3026", None), ("", None),
    ],
)  # fmt: skip
def test_read_date(text, day):
    assert read_date(text) == day


@given(
    st.lists(st.dictionaries(st.sampled_from(["slug", "name", "country", "member_from", "odd"]), st.text(max_size=70)))
)
def test_judge_never_fails_and_keeps_every_row(rows):
    around = Surroundings({}, frozenset({"PT"}), frozenset())
    lines = judge(list(enumerate(rows, 2)), around, {})
    assert [line.number for line in lines] == list(range(2, len(rows) + 2))
    assert all(line.outcome in ("new", "broken") for line in lines)
