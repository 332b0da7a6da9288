"""The solver of the selection works in a process of its own; the server never loads it."""

import subprocess
import sys

import pytest

from common import child
from congress.queries import proposal
from congress.rules import selection_solver

POINTS = {7: 460, 8: 450, 9: 450, 10: 120}
ROOMS = [(1, frozenset({7, 8})), (1, frozenset({7, 9})), (2, frozenset(POINTS))]


def test_the_process_finds_what_the_solver_finds():
    assert proposal._best(POINTS, ROOMS) == selection_solver.best(POINTS, ROOMS) == ({8, 9}, 0)


def test_a_solver_that_died_is_owned_to(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert proposal._best(POINTS, ROOMS) == (set(), sum(POINTS.values()))


def test_a_process_that_fails_or_never_ends_has_no_answer():
    with pytest.raises(subprocess.CalledProcessError):
        child.answer("congress.rules.selection_solver", data=b"not JSON", seconds=60)
    with pytest.raises(subprocess.TimeoutExpired):
        child.answer("timeit", "-n", "1", "while True: pass", data=b"", seconds=1)


def test_selection_loads_no_solver_into_the_server():
    code = (
        "import os, sys; os.environ.update(DJANGO_SETTINGS_MODULE='config.settings', DEMO='on'); "
        "import django; django.setup(); from congress.queries import proposal; "
        "print(proposal._best({1: 5, 2: 4}, [(1, {1, 2})])); print('ortools' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines() == ["({1}, 0)", "False False"]
