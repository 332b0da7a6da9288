"""Runs a group of processes that end together: the first that ends, or a signal, ends them all."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15.0  # seconds between asking to end and insisting


class Group:
    """Starts commands in process groups of their own, so that Ctrl-C reaches them through us alone."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.ending = threading.Event()

    def start(self, name: str, command: Sequence[str], *, log: str | None = None) -> None:
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(open(log, "ab")) if log else None
            self.running[name] = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT if out else None,
            )  # fmt: skip

    def run(self, name: str, command: Sequence[str]) -> int:
        """Runs one command to its end, or until a signal; answers its status."""
        self.start(name, command)
        process = self.running[name]
        while process.poll() is None and not self.ending.wait(0.1):
            pass
        if self.ending.is_set():
            return 1
        return self.running.pop(name).returncode

    def on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.ending.set())

    def ended(self) -> str | None:
        """The name of a process that is no longer there."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def wait(self) -> int:
        """Until a signal (0) or until one of the processes ends by itself (1, and its name is said)."""
        while not self.ending.wait(0.5):
            if name := self.ended():
                print(f"{name} has ended with status {self.running[name].returncode}.", file=sys.stderr)
                return 1
        return 0

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def until_ready(self, address: str, *, seconds: float) -> bool:
        """Whether the address answers 200 before the time is over and before a process or a person ends it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.ending.is_set() and not self.ended():
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                if urllib.request.urlopen(address, timeout=5).status == 200:  # noqa: S310 - our own loopback address
                    return True
            self.ending.wait(0.2)
        return False


def taken(port: int) -> bool:
    """Whether somebody listens on this port of the loopback address."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
