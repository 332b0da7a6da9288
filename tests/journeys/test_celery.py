"""Celery for real: a broker, a worker that is killed in the middle, and the sweep that finishes its work once."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation
from tests.journeys.letters import read_letter
from tests.journeys.service import Service
from tests.journeys.steps import control, guest, register, to_checkout

BEYOND_THE_LEASE = "2026-11-21T09:20:00+00:00"
CELERY = [sys.executable, "-m", "celery", "-A", "config.celery"]


@pytest.fixture
def broker() -> Iterator[str]:
    """Debian's redis-server on a socket of its own, keeping nothing."""
    assert shutil.which("redis-server"), "apt-get install redis-server"
    folder = Path(tempfile.mkdtemp(prefix="plenaria-redis-"))
    socket = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        wait_for(socket.exists)
        yield f"redis+socket://{socket}"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def service_on_celery(demo: Installation, broker: str) -> Iterator[Service]:
    """The service with a Celery worker and its beat in place of `manage.py work`."""
    running = Service(demo, broker=broker)
    try:
        running.start("worker")
        start_worker(running)
        yield running
    finally:
        running.stop()


def start_worker(service: Service, name: str = "celery") -> None:
    schedule = ["--beat", "-s", str(service.folder / f"{name}.beat")]
    command = [*CELERY, "worker", "-c", "1", "-l", "INFO", "-n", f"{name}@journeys", *schedule]
    service.group.start(name, command, log=str(service.log(name)))


def kill_worker(service: Service, name: str = "celery") -> None:
    """As when the machine is gone: no signal that it could answer, and its children go with it."""
    process = service.group.running.pop(name)
    doomed = [process.pid, *descendants(process.pid)]
    for pid in doomed:
        os.kill(pid, signal.SIGKILL)
    process.wait()


def descendants(pid: int) -> list[int]:
    """The pool and the beat have process groups of their own."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return children + [grandchild for child in children for grandchild in descendants(child)]


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """What the condition answers once it is true."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)
    return found


def job(service: Service, kind: str) -> tuple[int, str, int] | None:
    """Id, state and number of attempts of the one job of a kind."""
    rows = service.rows(f"SELECT id, state, attempts FROM common_job WHERE kind = '{kind}'")
    assert len(rows) <= 1
    return tuple(rows[0]) if rows else None


def expired_sessions(service: Service) -> int:
    """How often the stand-in was asked, with success, to end the payment page."""
    return [event["type"] for event in control(service)["events"]].count("checkout.session.expired")


@pytest.mark.crash
def test_worker_killed_in_the_middle_and_its_work_done_once(
    service_on_celery: Service, new_page: Callable[..., Page]
) -> None:
    service, kind = service_on_celery, "payments.end_attempt"
    page = new_page(base_url=service.url)
    who = guest("Tomás", "Ribeirinho")
    register(page, who, "non-member", look=False)
    assert read_letter(new_page(base_url=service.url), who.email, "please pay").links  # sent by Celery's tick
    order = page.url
    to_checkout(page, service, "en")
    control(service, latency=120)

    page.goto("/en/me/")
    page.get_by_role("link", name="Complete your details").click()
    page.get_by_role("link", name="Cancel this registration").click()
    page.locator("main form button").click()
    expect(page.get_by_role("main")).to_contain_text("Cancelled")
    ident, _state, _attempts = wait_for(lambda: (row := job(service, kind)) and row[1] == "running" and row)
    kill_worker(service)
    assert job(service, kind) == (ident, "running", 1)
    assert expired_sessions(service) == 0

    control(service, latency=0)
    service.manage("work", "--once")
    assert job(service, kind) == (ident, "running", 1)  # still leased: the worker might be alive
    service.settings["DEMO_NOW"] = BEYOND_THE_LEASE
    service.manage("work", "--once")
    assert job(service, kind) == (ident, "done", 2)
    assert expired_sessions(service) == 1

    # The message that the dead worker never acknowledged comes again: nothing is left to do.
    start_worker(service, "second")
    subprocess.run(
        [*CELERY, "call", "common.run_job", "--args", f"[{ident}]"], env=service.settings, check=True, timeout=60,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for(lambda: re.search(r"common\.run_job\[.*succeeded", service.log("second").read_text()))
    assert job(service, kind) == (ident, "done", 2)
    assert expired_sessions(service) == 1
    page.goto(order)
    expect(page.get_by_role("main")).to_contain_text("Cancelled")
