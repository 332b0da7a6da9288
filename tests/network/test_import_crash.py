"""A worker that dies while it imports: all of the table or nothing, and once, on a database of the test's own.

What goes wrong is planted into a process that is really killed; then workers as they are finish the work.
"""

import json
import signal
from collections.abc import Iterator

import pytest

from tests.installation import Installation

pytestmark = [pytest.mark.crash, pytest.mark.database]
TABLE = "slug,name,country,member_from\nbraga,Braga,PT,2020-01-01\nfaro,Faro,PT,2021-01-01\n"
ASK = f"""
from common.actors import Actor
from common.clock import now
from network.actions import importing
file = importing.keep_table(data={TABLE.encode()!r}, original_name="cities.csv", now=now())
importing.start_import(file=file, choices={{}}, by=Actor.system("test"), now=now())
"""
# Runs the job in the shell's own process, in which something was planted.
HERE = """
from common.actions import jobs
from common.clock import now
jobs.run_due(now=now())
"""
DIES_BEFORE_THE_END = """
import os, signal
from network.actions import importing
importing._drop = lambda file: os.kill(os.getpid(), signal.SIGKILL)
"""
DIES_RIGHT_AFTER = """
import os, signal
from django.db import transaction
from network.actions import importing
drop = importing._drop
def dropped(file):
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    drop(file)
importing._drop = dropped
"""
NEVER_ENDS = """
import time
from network.actions import importing
importing._drop = lambda file: time.sleep(300)
"""
WITHOUT_ITS_TRANSACTION = """
from contextlib import nullcontext
from types import SimpleNamespace
importing.transaction = SimpleNamespace(atomic=nullcontext)
importing._locked = lambda file_id: None
"""
# As a worker and the process that it begins, in one.
ON_ITS_OWN = """
from django.core.management import call_command
from common.actions import jobs
from common.clock import now
from common.models import Job
job = jobs.claim(job_id=Job.objects.get().id, now=now())
call_command("run_job", str(job.id), job.leased_until.isoformat(), now().isoformat(), "1.5")
"""
LEASE_ENDS = """
from common.models import Job
Job.objects.update(leased_until="2026-01-01T00:00:00Z")
"""
# A worker as it is, and once more: there is nothing left to do.
WORK = """
from django.core.management import call_command
call_command("work", "--once")
call_command("work", "--once")
"""


@pytest.fixture(scope="module")
def asked(ground: Installation) -> Iterator[Installation]:
    """An installation whose worker has one table to import; nobody uses it but to copy it."""
    made = Installation(like=ground)
    made.manage("shell", "-c", ASK)
    yield made
    made.remove()


@pytest.fixture
def place(asked: Installation) -> Iterator[Installation]:
    made = Installation(like=asked)
    yield made
    made.remove()


def outcome(place: Installation) -> tuple[str, int, dict[str, object]]:
    """State, attempts and what is said of the import; the worker has begun work of its own beside it."""
    [(state, attempts, said)] = place.rows(
        "SELECT state, attempts, progress FROM common_job WHERE kind = 'network.import_cities'"
    )
    return state, attempts, json.loads(said) if isinstance(said, str) else said


def imported(place: Installation) -> tuple[int, int, int]:
    """How many cities, memberships and waiting tables there are."""
    tables = ("network_organisation", "network_membership", "common_storedfile")
    counts = [place.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables]
    return counts[0], counts[1], counts[2]


def test_worker_imports_in_a_process_of_its_own(place: Installation) -> None:
    said = place.manage("work", "--once")

    assert said.startswith("1 jobs")
    assert outcome(place) == ("done", 1, {"result": {"new": 2, "changed": 0, "skipped": 0}})
    assert imported(place) == (2, 2, 0)


def test_worker_killed_in_the_middle_leaves_nothing_and_the_next_does_it_once(place: Installation) -> None:
    place.manage("shell", "-c", DIES_BEFORE_THE_END + HERE, status=-signal.SIGKILL)
    assert outcome(place) == ("running", 1, {"done": 2, "of": 3})
    assert imported(place) == (0, 0, 1)

    place.manage("shell", "-c", LEASE_ENDS + WORK)

    assert outcome(place) == ("done", 2, {"result": {"new": 2, "changed": 0, "skipped": 0}})
    assert imported(place) == (2, 2, 0)


def test_worker_killed_right_after_has_done_it_all(place: Installation) -> None:
    place.manage("shell", "-c", DIES_RIGHT_AFTER + HERE, status=-signal.SIGKILL)

    assert outcome(place) == ("done", 1, {"result": {"new": 2, "changed": 0, "skipped": 0}})
    assert imported(place) == (2, 2, 0)


def test_process_whose_time_is_over_is_ended_and_leaves_nothing(place: Installation) -> None:
    place.manage("shell", "-c", NEVER_ENDS + ON_ITS_OWN, status=-signal.SIGALRM)

    assert outcome(place) == ("running", 1, {"done": 2, "of": 3})
    assert imported(place) == (0, 0, 1)


def test_control_without_its_transaction_a_killed_worker_leaves_half_a_table(place: Installation) -> None:
    place.manage("shell", "-c", DIES_BEFORE_THE_END + WITHOUT_ITS_TRANSACTION + HERE, status=-signal.SIGKILL)

    assert imported(place) == (2, 2, 1)
