"""What is measured of the sharing-out: 2,000 experiences, 200 members, three readers each."""

from typing import Any

from common.benching import Act, bench

MEMBERS, EXPERIENCES, EACH = 200, 2_000, 3
SLACK = 33  # the maximum load; an even share is 30


def _affinities(kind: str) -> tuple[Any, Any]:
    """Affinities of a kind, from a seed, and two pairs in a hundred in conflict."""
    import numpy as np

    random = np.random.default_rng(2026)
    shape = (MEMBERS, EXPERIENCES)
    mask = np.where(random.random(shape) < 0.02, -1, 0)
    if kind == "points":  # as the committee's: whole numbers, many ties
        return random.choice([0, 2, 3, 4, 7, 10], size=shape, p=[0.5, 0.2, 0.1, 0.1, 0.06, 0.04]).astype(float), mask
    if kind == "topics":
        return random.dirichlet([0.3] * 8, MEMBERS) @ random.dirichlet([0.3] * 8, EXPERIENCES).T, mask
    return random.random(shape) ** 4 * random.random((MEMBERS, 1)), mask


def _solving(kind: str) -> Any:
    def prepare(stage: Any) -> Act:
        from congress.rules.assignment import problem, solve

        values, mask = _affinities(kind)
        return lambda: _checked(solve(problem(values, coverage=EACH, max_load=SLACK, mask=mask)), mask)

    return prepare


def _checked(plan: Any, mask: Any) -> None:
    if (plan.pairs & (mask < 0)).any() or (plan.pairs.sum(0) != EACH).any() or plan.pairs.sum(1).max() > SLACK:
        raise RuntimeError("An assignment that keeps not what it was asked for")


def _committees(stage: Any) -> Act:
    """With members, languages and conflicts, as the job solves it, without the database."""
    from congress.rules.affinity import Reader, Work
    from congress.rules.assignment.committee import Asked, share_out
    from congress.rules.conflict import Interests, Party

    languages, axes = ("es", "pt", "en", "fr"), ("a", "b", "c", "d", "e")
    readers = [
        Reader(
            id=n,
            languages=frozenset({languages[n % 4], languages[n % 3]}),
            axes=frozenset({axes[n % 5], axes[n % 3]}),
            interests=Interests(organisations=frozenset({n})),
        )
        for n in range(MEMBERS)
    ]
    works = [
        Work(id=n, language=languages[n * 7 % 4], axis=axes[n * 3 % 5], party=Party(n % MEMBERS, -n))
        for n in range(EXPERIENCES)
    ]
    return lambda: share_out(Asked(works=works, readers=readers, each=EACH))


SIZE = f"{EXPERIENCES} × {MEMBERS} × {EACH}"
for kind, name in (("points", "points with ties"), ("topics", "few topics"), ("skewed", "skewed, the hardest")):
    bench(f"assignment of {SIZE}: {name}", n=3)(_solving(kind))
bench(f"assignment of {SIZE}: a committee with languages and conflicts", n=3)(_committees)
