"""`manage.py assign --affinity FILE.npy --coverage K --max-load N|FILE.npy`: who reads what, over arrays; no database.

Prints one JSON object. Exit status 2: the arrays are no assignment, or the file cannot be written; 1: it is
impossible. All say why, with members and experiences counted from 0, as numpy counts rows and columns.
"""

import json
import os
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from congress.web.sharing_words import array_fault, obstacle

NUMBERED = ("member", "experience")
UNWRITABLE = "{name} cannot be written: please name a file in a folder that exists and can be written."


class Command(BaseCommand):
    help = "Assigns readers: the worst-served as high as it can go, then the highest total. Prints JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--affinity", required=True, metavar="FILE.npy", help="members × experiences")
        parser.add_argument("--coverage", required=True, type=int, metavar="K", help="readers of each experience")
        parser.add_argument("--max-load", required=True, metavar="N|FILE.npy", help="one number, or one a member")
        parser.add_argument("--min-load", default="0", metavar="N|FILE.npy")
        parser.add_argument("--mask", metavar="FILE.npy", help="members × experiences; −1 is a conflict, 0 none")
        parser.add_argument("--out", metavar="FILE.npy", help="where to write the pairs, as 0 and 1")

    def handle(self, *args: Any, **given: Any) -> None:
        import numpy as np

        from congress.rules.assignment import Impossible, Unfit, problem, solve

        began = monotonic()
        if given["out"]:
            _check_writable(given["out"])
        try:
            if given["coverage"] < 1:
                raise Unfit("coverage_none")
            plan = solve(
                problem(
                    _array(given["affinity"]),
                    coverage=given["coverage"],
                    max_load=_load(given["max_load"]),
                    min_load=_load(given["min_load"]),
                    mask=_array(given["mask"]) if given["mask"] else None,
                )
            )
        except Unfit as error:
            params = {name: f"#{n}" if name in NUMBERED else n for name, n in error.params.items()}
            raise CommandError(_counted(array_fault(error.code, params)), returncode=2) from error
        except Impossible as error:
            names = {number: f"#{number}" for number in range(_array(given["affinity"]).size)}
            found = [obstacle({"code": one.code, **one.params}, names, names) for one in error.obstacles]
            said = "\n".join(["This is impossible.", *found])
            raise CommandError(_counted(said), returncode=1) from error
        seconds = round(monotonic() - began, 3)
        if given["out"]:
            _write(given["out"], plan.pairs.astype(np.int8))
        self.stdout.write(json.dumps({**_figures(plan), "seconds": seconds}))


def _check_writable(name: str) -> None:
    """Before solving: a search of minutes is not thrown away for a folder that is not there."""
    path = Path(name)
    target = path if path.exists() else path.parent
    if path.is_dir() or not path.parent.is_dir() or not os.access(target, os.W_OK):
        raise CommandError(UNWRITABLE.format(name=name), returncode=2)


def _write(name: str, pairs: Any) -> None:
    import numpy as np

    try:
        with Path(name).open("wb") as out:
            np.save(out, pairs)
    except OSError as error:
        raise CommandError(UNWRITABLE.format(name=name), returncode=2) from error


def _counted(said: str) -> str:
    """What is said, and from where the numbers in it are counted."""
    return f"{said}\nMembers and experiences are counted from #0." if "#" in said else said


def _figures(plan: Any) -> dict[str, Any]:
    loads = plan.pairs.sum(1)
    return {
        "total": plan.total,
        "worst": plan.worst,
        "worst_tenth": plan.worst_tenth,
        "load_min": int(loads.min()),
        "load_max": int(loads.max()),
        "bound": plan.total_bound,
        "worst_bound": plan.worst_bound,
        "total_proven": plan.is_total_proven,
        "worst_proven": plan.is_worst_proven,
    }


def _array(name: str) -> Any:
    import numpy as np

    try:
        return np.load(Path(name), allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise CommandError(f"{name} cannot be read as an array of numpy (.npy).", returncode=2) from error


def _load(value: str) -> Any:
    return int(value) if value.isascii() and value.isdigit() else _array(value)
