"""Names spelt alike: what the short way finds is what comparing each with each finds."""

import difflib
import random
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from network.rules import spelling
from network.rules.importing import Known, Surroundings, judge
from network.rules.spelling import ALIKE, Spellings

NAMES = st.lists(st.text(alphabet="abc ", min_size=1, max_size=24), min_size=1, max_size=12)
# Names that are alike are rare by chance: most are made from others by a few slips.
SLIPS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["drop", "add", "change", "swap"])), max_size=6)


def slipped(name: str, slips: list[tuple[int, str]]) -> str:
    for place, kind in slips:
        at = place % max(len(name), 1)
        before, letter, after = name[:at], name[at : at + 1], name[at + 1 :]
        name = {
            "drop": before + after,
            "add": f"{before}x{letter}{after}",
            "change": f"{before}y{after}",
            "swap": before + after[:1] + letter + after[1:],
        }[kind]
    return name


def each_with_each(name: str, names: list[str]) -> list[str]:
    return [name] if name in names else difflib.get_close_matches(name, names, n=3, cutoff=ALIKE)


@given(NAMES, st.integers(0, 11), SLIPS)
@example(["sao joao da madeira"], 0, [(3, "change"), (9, "drop")])
def test_short_way_finds_what_the_long_way_finds(names, which, slips):
    names = list(dict.fromkeys(names))
    name = slipped(names[which % len(names)], slips)

    assert Spellings({one: one for one in names}).close_to(name) == each_with_each(name, names)


def test_control_with_too_many_pairs_asked_for_names_are_missed(monkeypatch):
    monkeypatch.setattr(spelling, "_least_shared", lambda length: length - 2)

    assert Spellings({"abcdefghij": "one"}).close_to("abcdexghij") == []


@pytest.mark.parametrize("length", range(1, 121))
def test_bound_holds_for_the_worst_case(length):
    """Every letter that differs in the middle of a name parts two pairs; letters added part one more."""
    name = "".join(chr(0x4E00 + at) for at in range(length))
    for count in range(length):
        step = length / (count + 1)
        at = {int(step * (n + 1)) for n in range(count)} - {length}
        other = "".join("x" + letter if n in at else letter for n, letter in enumerate(name))
        changed = "".join("y" if n in at else letter for n, letter in enumerate(name))
        for one in (other, changed):
            assert Spellings({one: one}).close_to(name) == each_with_each(name, [one])


def test_exact_name_hides_the_others():
    assert Spellings({"gijon": "gijon", "gijonn": "other"}).close_to("gijon") == ["gijon"]


def test_closest_come_first_and_no_more_than_three():
    found = Spellings({name: name for name in ("abcdefghi", "abcdefghx", "abcdefgh", "abcdefghjj", "zzz")})

    assert found.close_to("abcdefghij") == each_with_each("abcdefghij", list(found.names))[:3]


def test_largest_table_is_judged_while_one_waits():
    letters = random.Random(1)
    name = lambda: "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=12))  # noqa: E731
    known = {f"known-{n}": Known(f"known-{n}", "PT", (name(), name())) for n in range(1_000)}
    rows = [
        (n, {"slug": f"new-{n}", "country": "PT", **{f"name_{one}": name() for one in ("en", "es", "fr", "pt")}})
        for n in range(2_000)
    ]
    started = time.process_time()

    lines = judge(rows, Surroundings(known, frozenset({"PT"}), frozenset()), {})

    assert {line.outcome for line in lines} == {"new"}
    assert time.process_time() - started < 5
