"""Ranking and selection as pure functions."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from congress.rules.ranking import Score, adjust, disagree, places
from congress.rules.selection import Places, Work, crowded, propose, ties, uses

MARKS = st.integers(1000, 5000).map(lambda n: n / 1000)
SCORES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 4), MARKS), max_size=40, unique_by=lambda row: row[:2]
).map(lambda rows: [Score(*row) for row in rows])


def hard_and_soft() -> list[Score]:
    """Eight experiences, each a quarter of a point better; reader 0 gives one less than others, reader 9 one more."""
    effect = {0: -1.0, 1: 0.0, 2: 0.1, 9: 1.0}
    pairs = [(work, reader) for work in range(8) for n, reader in enumerate(effect) if n != work % 4]
    return [Score(work, reader, 2.0 + work / 4 + effect[reader]) for work, reader in pairs]


def test_hard_and_soft_readers_are_told_apart():
    found = adjust(hard_and_soft())
    assert [effect.reader for effect in found.effects][::3] == [0, 9]
    assert found.effects[0].points < Decimal("-0.5") < Decimal("0.5") < found.effects[-1].points
    assert sorted(found.raw, key=lambda work: found.raw[work]) != list(range(8))
    assert sorted(found.adjusted, key=lambda work: found.adjusted[work]) == list(range(8))


@given(SCORES, st.integers(-3, 3))
def test_a_point_more_for_everything_moves_every_mean_by_it_and_no_effect(scores, shift):
    plain, moved = adjust(scores), adjust([Score(s.work, s.reader, s.value + shift) for s in scores])
    cent = Decimal("0.01")  # of rounding half up on either side of nothing
    assert all(abs(moved.adjusted[work] - value - shift) <= cent for work, value in plain.adjusted.items())
    pairs = zip(sorted(plain.effects, key=_reader), sorted(moved.effects, key=_reader), strict=True)
    assert all(abs(one.points - other.points) <= cent for one, other in pairs)


def _reader(effect):
    return effect.reader


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_in_which_scores_come_changes_nothing(scores, random):
    mixed = list(scores)
    random.shuffle(mixed)
    assert adjust(mixed) == adjust(scores)


@given(SCORES, st.lists(st.tuples(st.integers(0, 4), MARKS), min_size=1, max_size=4, unique_by=lambda row: row[0]))
def test_experiences_with_the_same_readings_stand_side_by_side(scores, readings):
    twins = [Score(work, reader, mark) for work in (100, 101) for reader, mark in readings]
    found = adjust([*scores, *twins])
    assert (found.raw[100], found.adjusted[100]) == (found.raw[101], found.adjusted[101])
    ranks = places(found.adjusted)
    assert ranks[100] == ranks[101]


@given(SCORES, MARKS)
def test_of_a_reader_with_one_review_little_is_believed(scores, mark):
    found = adjust([*scores, Score(0, 77, mark)])
    effect = next(e for e in found.effects if e.reader == 77)
    mean = sum(s.value for s in scores) + mark
    farthest = max(abs(s.value - mean / (len(scores) + 1)) for s in [*scores, Score(0, 77, mark)])
    assert abs(float(effect.points)) <= farthest + 0.01


def test_the_fewer_the_reviews_of_a_reader_the_nearer_the_adjusted_mean_is_to_the_raw_one():
    few = adjust([*hard_and_soft(), Score(0, 50, 4.5), Score(0, 51, 1.5)])
    many = adjust([*hard_and_soft(), *(Score(work, 50, 4.0 + work / 4) for work in range(8)), Score(0, 51, 1.5)])
    known = {effect.reader: effect.points for effect in many.effects}
    once = {effect.reader: effect.points for effect in few.effects}
    assert abs(once[50]) < abs(known[50])


@given(SCORES)
def test_every_mean_is_a_number_near_the_scale(scores):
    found = adjust(scores)
    values = [*found.raw.values(), *found.adjusted.values(), *(e.points for e in found.effects)]
    assert all(value.is_finite() for value in values)
    assert all(Decimal(-3) <= value <= Decimal(9) for value in found.adjusted.values())
    assert found.raw.keys() == found.adjusted.keys() == {score.work for score in scores}


def test_without_reviews_or_differences_there_is_nothing_to_correct():
    assert adjust([]).adjusted == {}
    same = adjust([Score(work, reader, 3.0) for work in range(3) for reader in range(3)])
    assert (same.is_corrected, set(same.adjusted.values())) == (False, {Decimal("3.00")})
    assert not adjust([Score(1, 1, 4.0)]).is_corrected


def test_equal_values_share_a_place():
    values = {1: Decimal(3), 2: Decimal(4), 3: Decimal(3), 4: None, 5: Decimal(2)}
    assert places(values) == {2: 1, 1: 2, 3: 2, 5: 4}


def test_readers_disagree_from_a_point_and_a_half():
    assert [disagree(s) for s in (None, Decimal("1.499"), Decimal("1.5"))] == [False, False, True]


# --- selection ----------------------------------------------------------------------------------
CODES = st.sampled_from("ab")
WORKS = st.lists(
    st.tuples(st.none() | st.integers(100, 500), st.none() | st.integers(0, 3), CODES, CODES, CODES), max_size=12
).map(
    lambda rows: [
        Work(n, None if value is None else Decimal(value) / 100, *rest) for n, (value, *rest) in enumerate(rows)
    ]
)
LIMITS = st.builds(
    Places,
    st.none() | st.integers(0, 8),
    st.dictionaries(st.tuples(st.sampled_from(["format", "axis", "language"]), CODES), st.integers(0, 5), max_size=4),
    st.none() | st.integers(1, 2),
)


@given(WORKS, LIMITS, st.integers(0, 12))
def test_a_proposal_never_goes_over_places_or_quotas(works, limits, known):
    taken, candidates = works[:known], works[known:]
    found = propose(candidates, taken, limits)
    chosen = [work for work in candidates if work.id in set(found.chosen)]
    before, after = uses(taken, limits), uses([*taken, *chosen], limits)
    assert all(now.over == was.over for was, now in zip(before, after, strict=True))
    assert crowded([*taken, *chosen], limits.per_city) == crowded(taken, limits.per_city)
    assert all(work.value is not None for work in chosen)


@given(WORKS, LIMITS)
def test_no_selection_has_a_higher_sum(works, limits):
    found = propose(works, [], limits)
    chosen = [work for work in works if work.id in set(found.chosen)]
    assert (found.is_best, sum(work.value for work in chosen)) == (True, _highest(works, limits))


def _highest(works, limits):
    best = Decimal(0)
    valued = [work for work in works if work.value is not None]
    for mask in range(1 << len(valued)):
        some = [work for n, work in enumerate(valued) if mask >> n & 1]
        if not any(use.over for use in uses(some, limits)) and not crowded(some, limits.per_city):
            best = max(best, sum((work.value for work in some), Decimal(0)))
    return best


def test_the_best_first_is_not_always_the_best_together():
    works = [
        Work(1, Decimal("4.6"), format="a", axis="a"),
        Work(2, Decimal("4.5"), format="a", axis="b"),
        Work(3, Decimal("4.5"), format="b", axis="a"),
    ]
    limits = Places(groups={("format", "a"): 1, ("axis", "a"): 1})
    found = propose(works, [], limits)
    assert (found.chosen, found.full) == ((2, 3), (("format", "a"), ("axis", "a")))


def test_what_kept_others_out_is_said():
    works = [Work(n, Decimal(5 - n), city=n % 2) for n in range(4)]
    assert propose(works, [], Places(per_city=1)).held_back == 2
    assert propose(works, [], Places(total=3)).full == (("total", ""),)
    assert propose(works, [], Places(total=4)).full == ()


def test_ties_at_the_cut_off_are_shown_by_format_where_formats_have_places():
    works = [
        Work(n, Decimal(v), format=f) for n, (v, f) in enumerate([(5, "a"), (4, "a"), (4, "b"), (4, "a"), (3, "b")])
    ]
    assert [(t.inside, t.outside) for t in ties(works, {0, 1}, Places(total=2))] == [((1,), (2, 3))]
    limited = Places(groups={("format", "a"): 2, ("format", "b"): 1})
    assert [(t.inside, t.outside) for t in ties(works, {0, 1, 2}, limited)] == [((1,), (3,))]
    assert ties(works, set(), limited) == []
