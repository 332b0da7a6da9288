"""Who reads what, over arrays: never a conflict, loads kept, the worst-served first, and why it cannot be."""

import json
from itertools import combinations, product

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from congress.rules.assignment import Impossible, Unfit, keeping, obstacles, problem, relaxed, solve
from congress.rules.assignment.exchange import Exchange
from congress.rules.assignment.floors import Ranking
from congress.rules.assignment.flow import best_flow
from congress.rules.assignment.problem import rest_of, sums_of

KINDS = ("uniform", "sparse", "tied", "quality", "topics")


def affinities(kind, random, members, experiences):
    shape = (members, experiences)
    if kind == "sparse":
        return random.random(shape) * (random.random(shape) < 0.2)
    if kind == "tied":
        return random.integers(0, 4, shape).astype(float)
    if kind == "quality":  # everybody wants the same readers
        return random.random((members, 1)) + 0.1 * random.random(shape)
    if kind == "topics":
        same = random.integers(0, 3, (members, 1)) == random.choice(3, (1, experiences), p=[0.7, 0.2, 0.1])
        return np.where(same, 0.7, 0.1) + 0.3 * random.random(shape)
    return random.random(shape)


@st.composite
def problems(draw):
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    members, experiences, coverage = draw(st.integers(3, 14)), draw(st.integers(1, 25)), draw(st.integers(1, 3))
    shape = (members, experiences)
    mask = np.where(random.random(shape) < draw(st.sampled_from([0, 0.1, 0.4])), -1, 0)
    fixed = (random.random(shape) < draw(st.sampled_from([0, 0.05]))) & (mask == 0)
    most = np.maximum(-(-coverage * experiences // members) + random.integers(0, 3, members), fixed.sum(1))
    least = np.minimum(random.integers(0, draw(st.sampled_from([1, 3])), members), most)
    values = affinities(draw(st.sampled_from(KINDS)), random, *shape)
    return problem(values, coverage=coverage, max_load=most, min_load=least, mask=mask, fixed=fixed)


def check(given_, plan):
    has, loads = plan.pairs.sum(0), plan.pairs.sum(1)
    assert not (plan.pairs & ~given_.allowed).any()
    assert (plan.pairs >= given_.fixed).all()
    assert (has == np.maximum(given_.wanted, given_.fixed.sum(0))).all()
    assert ((loads >= given_.least) & (loads <= given_.most)).all()
    assert plan.total <= plan.total_bound
    assert plan.worst <= plan.worst_bound + 2 * plan.blur


@given(problems())
def test_conflicts_coverage_and_loads_are_kept_or_it_is_said_why_not(one):
    why = obstacles(one)
    if why:
        with pytest.raises(Impossible):
            solve(one)
        looser = relaxed(one)
        assert obstacles(looser) == []
        check(looser, solve(looser))
        return
    plan = solve(one)
    check(one, plan)
    assert (solve(one).pairs == plan.pairs).all()  # the same again


@given(problems())
def test_no_sum_falls_below_the_floor_that_was_found(one):
    rest = rest_of(one)
    ranking = Ranking(rest)
    start = best_flow(ranking) if (ranking.possible >= rest.need).all() else None
    if start is None or not rest.need.any():
        return
    state = Exchange(rest, start)
    floor = state.lowest
    state.raise_to((floor + float(ranking.best.min())) / 2, limit=500, gives_up=False)
    assert state.lowest >= floor - rest.blur
    reached, total = state.lowest, state.sums.sum()
    state.set_floor(reached)
    state.improve(limit=500)
    flow = best_flow(ranking, ranking.guaranteed(state.pairs, reached))
    assert state.sums.sum() >= total - rest.blur * len(state.sums)
    assert sums_of(rest, flow)[rest.need > 0].min() >= reached - 10 * rest.blur


def brute(values, coverage, most, mask):
    """(highest worst sum, highest total with it) by trying everything."""
    members, experiences = values.shape
    best = (-np.inf, -np.inf)
    choices = [[c for c in combinations(range(members), coverage) if not (mask[list(c), j] < 0).any()]
               for j in range(experiences)]  # fmt: skip
    for chosen in product(*choices):
        loads = np.bincount([m for c in chosen for m in c], minlength=members)
        if (loads <= most).all():
            sums = [values[list(c), j].sum() for j, c in enumerate(chosen)]
            best = max(best, (round(min(sums), 9), round(sum(sums), 9)))
    return best


@pytest.mark.parametrize("kind", KINDS)
def test_small_ones_are_solved_exactly(kind):
    for seed in range(4):
        random = np.random.default_rng(seed)
        values, mask = affinities(kind, random, 5, 4), np.where(random.random((5, 4)) < 0.1, -1, 0)
        plan = solve(problem(values, coverage=2, max_load=2, mask=mask))
        assert (plan.worst, plan.total) == pytest.approx(brute(values, 2, 2, mask), abs=1e-6)
        assert plan.is_worst_proven


def test_a_large_one_is_proven_best():
    random = np.random.default_rng(1)
    mask = np.where(random.random((60, 400)) < 0.02, -1, 0)
    plan = solve(problem(random.random((60, 400)), coverage=3, max_load=20, mask=mask))
    assert (plan.is_worst_proven, plan.total / plan.total_bound > 0.999) == (True, True)


def test_solving_anew_changes_the_least():
    random = np.random.default_rng(2)
    values = random.random((12, 30))
    first = solve(problem(values, coverage=3, max_load=9))
    declined = np.zeros(values.shape)
    declined[np.argwhere(first.pairs)[0][0]] = -1  # one member leaves altogether
    again = solve(keeping(problem(values, coverage=3, max_load=9, mask=declined), first.pairs))
    gone = (first.pairs & (declined < 0)).sum()
    assert (first.pairs & ~again.pairs).sum() == gone
    assert (again.pairs & (declined < 0)).sum() == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"affinity": [1, 2], "max_load": 1}, "affinity_shape"),
        ({"affinity": [[np.nan]], "max_load": 1}, "not_finite"),
        ({"affinity": [["a"]], "max_load": 1}, "not_numbers"),
        ({"affinity": [[1, 2]], "max_load": 1.5}, "not_whole"),
        ({"affinity": [[1, 2]], "max_load": [1, 2]}, "other_shape"),
        ({"affinity": [[1, 2]], "max_load": 1, "min_load": 2}, "loads_crossed"),
        ({"affinity": [[1, 2]], "max_load": 2, "mask": [[0]]}, "other_shape"),
        ({"affinity": [[1, 2]], "max_load": 2, "mask": [[0, 1]]}, "mask_values"),
        ({"affinity": [[1, 2]], "max_load": 1, "fixed": [[1, 1]]}, "fixed_too_many"),
        ({"affinity": [[1, 2]], "max_load": 1, "mask": [[-1, 0]], "fixed": [[1, 0]]}, "fixed_in_conflict"),
    ],
)
def test_arrays_that_are_none_are_refused(args, code):
    with pytest.raises(Unfit) as error:
        problem(**{"coverage": 1, **args})
    assert error.value.code == code


def test_the_command_prints_json(tmp_path, capsys):
    values = np.random.default_rng(3).random((6, 8))
    np.save(tmp_path / "a.npy", values)
    np.save(tmp_path / "m.npy", np.where(values < 0.05, -1, 0))
    call_command("assign", affinity=str(tmp_path / "a.npy"), coverage=2, max_load="3", mask=str(tmp_path / "m.npy"))
    said = json.loads(capsys.readouterr().out)
    assert said["total"] == said["bound"]
    assert {"worst", "worst_tenth", "load_min", "load_max", "seconds"} < set(said)
    with pytest.raises(CommandError) as error:
        call_command("assign", affinity=str(tmp_path / "a.npy"), coverage=2, max_load="2")
    assert str(error.value).endswith("16 readings are needed; all members together take 12 readings at most.")
    assert error.value.returncode == 1


def refusal(**given):
    with pytest.raises(CommandError) as error:
        call_command("assign", **{"coverage": 1, "max_load": "2", **given})
    return error.value.returncode, str(error.value)


def test_the_command_refuses_in_a_sentence_before_it_solves(tmp_path, monkeypatch):
    values = str(tmp_path / "a.npy")
    np.save(values, np.ones((2, 2)))
    np.save(tmp_path / "m.npy", np.array([[0, 0], [0, 7]]))
    np.save(tmp_path / "all.npy", np.array([[0, -1], [0, -1]]))
    monkeypatch.setattr("congress.rules.assignment.solve", pytest.fail)
    for name in (str(tmp_path / "absent" / "p.npy"), str(tmp_path)):
        status, said = refusal(affinity=values, out=name)
        assert (status, said.startswith(f"{name} cannot be written")) == (2, True)
    assert refusal(affinity=values, coverage=0) == (2, "The coverage has to be 1 at least.")
    assert refusal(affinity=values, mask=str(tmp_path / "m.npy")) == (
        2,
        "The mask holds −1 for a conflict and 0 for none; member #1 and experience #1 have neither.\n"
        "Members and experiences are counted from #0.",
    )
    monkeypatch.undo()
    status, said = refusal(affinity=values, mask=str(tmp_path / "all.npy"))
    assert (status, "#1: " in said, said.endswith("counted from #0.")) == (1, True, True)
