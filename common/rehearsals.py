"""Rehearsals: what is tried out before it counts is kept under a scope of its own, and says so wherever it shows."""

from dataclasses import dataclass, field

MARK = "/rehearsal"
# The same word in every language, so that nobody takes a trial for the real thing.
TEST = "TEST"


def scope_of(word: str, *, is_rehearsal: bool) -> str:
    """The scope of the trail and the letters of `word`: that of its rehearsal, or the word itself."""
    return f"{word}{MARK}" if is_rehearsal else word


def both_scopes(word: str) -> list[str]:
    """What readers of a word's trail and letters are shown: what counts, and what is rehearsed."""
    return [word, f"{word}{MARK}"]


def is_rehearsal(scope: str) -> bool:
    return scope.endswith(MARK)


def file_name(name: str, *, is_rehearsal: bool) -> str:
    """What a file is called that somebody takes away."""
    return f"{TEST}-{name}" if is_rehearsal else name


@dataclass
class Dropped:
    """What rooms have dropped of a rehearsal, and what the rooms below have to drop now that nothing points there.

    `counts` by name; `people` and `files` are keys, `made` the keys of rows that an API call had made, by model label.
    """

    counts: dict[str, int] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)
    made: dict[str, set[int]] = field(default_factory=dict)

    def add(self, other: "Dropped") -> None:
        """Takes in what another room has dropped."""
        self.counts |= other.counts
        self.people |= other.people
        self.files |= other.files
        self.made |= other.made
