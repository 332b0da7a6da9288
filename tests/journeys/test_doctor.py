"""The doctor on the demo itself: nothing is found in any edition, nor when a crowd was added, in part or whole."""

import json
import subprocess
import sys

import pytest

from portal.actions.populate import BATCH
from portal.rules.demo.dates import DEMO
from portal.rules.demo.source import load
from tests.installation import ROOT, Installation
from tests.journeys.service import Service
from tests.journeys.test_celery import wait_for


@pytest.mark.smoke
def test_demo_is_sound_in_every_edition(demo: Installation) -> None:
    editions = [row["slug"] for row in load("congress")["editions"]]

    assert demo.rows("SELECT slug FROM congress_congress ORDER BY id") == [(slug,) for slug in editions]
    demo.assert_sound()


def test_demo_is_sound_with_a_crowd(own_service: Service) -> None:
    own_service.manage("populate", "--congress", DEMO, "--registrations", "300")

    found = json.loads(own_service.manage("doctor", "--congress", DEMO))

    assert (found["ok"], found["checks"]["registration_states"]["registrations"] > 300) == (True, True)


@pytest.mark.crash
def test_crowd_whose_process_was_killed_is_there_in_whole_batches(own_service: Service) -> None:
    def people() -> int:
        return own_service.rows("SELECT COUNT(*) FROM registration_registration")[0][0]

    before = people()
    command = [sys.executable, "manage.py", "populate", "--congress", DEMO, "--registrations", "200000"]
    process = subprocess.Popen(command, cwd=ROOT, env=own_service.settings, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: people() > before)
    finally:
        process.kill()
        process.wait(20)

    added = people() - before
    assert (added % BATCH, added < 200_000) == (0, True)
