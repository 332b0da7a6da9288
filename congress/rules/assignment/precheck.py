"""What makes an assignment impossible, as codes with their numbers, and how much of it is possible all the same."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from congress.rules.assignment.problem import Flags, Problem, Rest, Whole, rest_of

NAMED = 12  # experiences or members that an obstacle names


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`code` is one of faults.AssignmentObstacle; `params` hold numbers, and rows and columns by their index."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Languages:
    """Of every experience the index of its language, and who reads which (members × languages)."""

    of: Whole
    reads: Flags


def obstacles(given: Problem, languages: Languages | None = None) -> list[Obstacle]:
    """Why no assignment keeps conflicts, coverage and loads; nothing if there is one.

    The plain reasons come first; only without any is the group of experiences, or of members, named that cannot do.
    """
    rest = rest_of(given)
    return (
        [*_short_of_members(rest), *_short_in_languages(rest, languages), *_short_of_readers(rest, languages)]
        + [*_loads_too_high(rest)]
    ) or [*_short_group(rest), *_idle_group(rest)]


def relaxed(given: Problem) -> Problem:
    """The problem with as many readers an experience as there can be, evenly, and minimum loads that can be met."""
    rest = rest_of(given)
    return replace(
        given,
        wanted=np.minimum(given.wanted, _possible_readers(rest) + given.fixed.sum(0)),
        least=np.minimum(given.least, _reached(rest, rest.least) + given.fixed.sum(1)),
    )


def _short_of_members(rest: Rest) -> list[Obstacle]:
    found = []
    wanted, takers = int(rest.need.max(initial=0)), int((rest.most > 0).sum())
    if takers < wanted:
        found.append(Obstacle("few_members", {"wanted": wanted, "members": takers}))
    needed, room = int(rest.need.sum()), int(np.minimum(rest.most, (rest.need > 0).sum()).sum())
    if room < needed and takers >= wanted:
        found.append(Obstacle("room_short", {"needed": needed, "room": room}))
    return found


def _short_in_languages(rest: Rest, languages: Languages | None) -> list[Obstacle]:
    found: list[Obstacle] = []
    if languages is None:
        return found
    for language in np.unique(languages.of[rest.need > 0]).tolist():
        works = (languages.of == language) & (rest.need > 0)
        readers = languages.reads[:, language] & (rest.most > 0)
        params = {"language": language, "experiences": int(works.sum()), "readers": int(readers.sum())}
        wanted, needed, room = int(rest.need[works].max()), int(rest.need[works].sum()), int(rest.most[readers].sum())
        if params["readers"] < wanted:
            found.append(Obstacle("language_short", {**params, "wanted": wanted}))
        elif room < needed:
            found.append(Obstacle("language_room", {**params, "needed": needed, "room": room}))
    return found


def _short_of_readers(rest: Rest, languages: Languages | None) -> list[Obstacle]:
    """Experiences that conflicts leave with too few; where their language explains it, it has been said."""
    possible = (rest.open & (rest.most > 0)).sum(1)
    short = possible < rest.need
    if languages is not None:
        short &= (languages.reads[:, languages.of] & (rest.most > 0)[:, None]).sum(0) >= rest.need
    elif int((rest.most > 0).sum()) < int(rest.need.max(initial=0)):
        return []
    return [
        Obstacle(
            "experience_short", {"experience": int(at), "possible": int(possible[at]), "wanted": int(rest.need[at])}
        )
        for at in np.flatnonzero(short)[:NAMED]
    ]


def _loads_too_high(rest: Rest) -> list[Obstacle]:
    found = []
    least, needed = int(rest.least.sum()), int(rest.need.sum())
    if least > needed:
        found.append(Obstacle("minimum_high", {"least": least, "needed": needed}))
    possible = (rest.open & (rest.need > 0)[:, None]).sum(0)
    found += [
        Obstacle("member_minimum", {"member": int(at), "least": int(rest.least[at]), "possible": int(possible[at])})
        for at in np.flatnonzero(possible < rest.least)[:NAMED]
    ]
    return found


def _short_group(rest: Rest) -> list[Obstacle]:
    """Experiences whose possible readers together have too little room (Hall's condition, by a minimum cut)."""
    flow, inside = _cut(rest.open, rest.need, rest.most)
    if flow >= rest.need.sum():
        return []
    readers = rest.open[inside].sum(0)
    params = {
        "experiences": int(inside.sum()),
        "named": np.flatnonzero(inside)[:NAMED].tolist(),
        "needed": int(rest.need[inside].sum()),
        "readers": int(((readers > 0) & (rest.most > 0)).sum()),
        "room": int(np.minimum(readers, rest.most).sum()),
    }
    return [Obstacle("group_room", params)]


def _idle_group(rest: Rest) -> list[Obstacle]:
    """Members whose minimum loads exceed what the experiences that they may read have to give."""
    flow, inside = _cut(rest.open.T, rest.least, rest.need)
    if flow >= rest.least.sum():
        return []
    given = np.minimum(rest.open[:, inside].sum(1), rest.need)
    params = {
        "members": int(inside.sum()),
        "named": np.flatnonzero(inside)[:NAMED].tolist(),
        "least": int(rest.least[inside].sum()),
        "room": int(given.sum()),
    }
    return [Obstacle("group_minimum", params)]


def _cut(pairs: Flags, asked: Whole, room: Whole) -> tuple[int, Flags]:
    """(how much of what the rows ask for the columns can give, the rows on the short side of a minimum cut)."""
    from ortools.graph.python import max_flow

    rows, columns = pairs.shape
    solver, source, sink = max_flow.SimpleMaxFlow(), rows + columns, rows + columns + 1
    tails, heads = np.nonzero(pairs)
    solver.add_arcs_with_capacity(np.full(rows, source), np.arange(rows), asked)
    solver.add_arcs_with_capacity(tails, rows + heads, np.ones(len(tails), np.int64))
    solver.add_arcs_with_capacity(rows + np.arange(columns), np.full(columns, sink), room)
    solver.solve(source, sink)
    inside = np.zeros(rows, bool)
    side = np.asarray(solver.get_source_side_min_cut())
    inside[side[side < rows]] = True
    return int(solver.optimal_flow()), inside


def _possible_readers(rest: Rest) -> Whole:
    """How many readers each experience can have, as many as possible in all and as even as that allows."""
    from ortools.graph.python import min_cost_flow

    experiences, members = rest.open.shape
    solver, source, sink = min_cost_flow.SimpleMinCostFlow(), experiences + members, experiences + members + 1
    rows, readers = np.nonzero(rest.open)
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(members, source), experiences + np.arange(members), rest.most, np.zeros(members, np.int64)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        experiences + readers, rows, np.ones(len(rows), np.int64), np.zeros(len(rows), np.int64)
    )
    places = np.repeat(np.arange(experiences), rest.need)
    ranks = np.arange(len(places)) - np.repeat(np.cumsum(rest.need) - rest.need, rest.need)
    last = solver.add_arcs_with_capacity_and_unit_cost(
        places, np.full(len(places), sink), np.ones(len(places), np.int64), ranks
    )
    total = int(rest.need.sum())
    solver.set_nodes_supplies(np.array([source, sink]), np.array([total, -total]))
    solver.solve_max_flow_with_min_cost()
    return np.bincount(places[solver.flows(last) > 0], minlength=experiences)


def _reached(rest: Rest, asked: Whole) -> Whole:
    """How much of what is asked for each member can be read, by a maximum flow."""
    from ortools.graph.python import max_flow

    experiences, members = rest.open.shape
    solver, source, sink = max_flow.SimpleMaxFlow(), experiences + members, experiences + members + 1
    rows, readers = np.nonzero(rest.open)
    first = solver.add_arcs_with_capacity(np.full(members, source), experiences + np.arange(members), asked)
    solver.add_arcs_with_capacity(experiences + readers, rows, np.ones(len(rows), np.int64))
    solver.add_arcs_with_capacity(np.arange(experiences), np.full(experiences, sink), rest.need)
    solver.solve(source, sink)
    found: Whole = solver.flows(first)
    return found
