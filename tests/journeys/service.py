"""The whole service as its own processes, as an installation runs it: server, worker, Stripe stand-in."""

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

from scripts.processes import Group
from scripts.serve_demo import commands
from scripts.serve_demo import environment as demo_environment
from tests.installation import Installation

NOW = "2026-11-21T09:00:00+00:00"
TODAY = NOW[:10]


def free_ports() -> int:
    """A port P of the loopback address with P+1 free as well."""
    for _ in range(200):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise RuntimeError("no two free ports side by side")


def prepared(ground: Installation, *, size: str = "small") -> Installation:
    """An installation that holds the demo; services begin as copies of it."""
    made = Installation(like=ground)
    made.settings |= demo_environment(free_ports(), made.settings["DATABASE_URL"])
    made.settings |= {"DEMO_NOW": NOW, "VAR_DIR": str(made.folder), "RATE_LIMITS": "off"}
    made.manage("demo", "--size", size, "--today", TODAY)
    made.manage("collectstatic", "--noinput", "--verbosity", "0")
    return made


class Service(Installation):
    """`url` is its address; `manage()` runs a command on its database; `settings` is its environment."""

    def __init__(self, like: Installation, *, broker: str = "") -> None:
        super().__init__(like=like)
        self.port = free_ports()
        self.url = f"http://127.0.0.1:{self.port}"
        self.stripe_url = f"http://127.0.0.1:{self.port + 1}"
        self.settings = {
            **demo_environment(self.port, self.settings["DATABASE_URL"]),
            "DEMO_NOW": NOW,
            "VAR_DIR": str(self.folder),
            "RATE_LIMITS": "off",
            "DATABASE_POOL": "6",
        }
        if broker:
            self.settings["CELERY_BROKER_URL"] = broker
        self.group = Group(self.settings)

    def start(self, *without: str) -> "Service":
        """Starts its processes, but for those named, such as "worker"."""
        every = commands(sys.executable, self.port)
        assert set(without) <= set(every), f"{without} are not among {list(every)}"
        for name, command in every.items():
            if name not in without:
                self.group.start(name, command, log=str(self.log(name)))
        if not self.group.until_ready(f"{self.url}/readyz", seconds=60):
            raise RuntimeError(f"the service did not become ready\n{self.logs()}")
        return self

    def move_to(self, now: str) -> None:
        """Ends its processes and starts them anew at another instant."""
        self.end()
        self.settings["DEMO_NOW"] = now
        self.group = Group(self.settings)
        self.start()

    def end(self) -> None:
        """Ends its processes; the server at once, since browsers keep connections that it would wait for."""
        server = self.group.running.get("server")
        if server is not None:
            with contextlib.suppress(ProcessLookupError):  # it may have ended by itself, and the others have not
                os.killpg(server.pid, signal.SIGKILL)
        self.group.stop()

    def stop(self) -> None:
        self.end()
        self.remove()

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def logs(self) -> str:
        found = ((path.name, path.read_text(errors="replace")[-4000:]) for path in self.folder.glob("*.log"))
        return "\n".join(f"--- {name}\n{text}" for name, text in found)

    def work(self) -> str:
        """Runs what is due at once, beside the worker that runs anyway."""
        return self.manage("work", "--once")

    def worker_memory(self) -> int:
        """The resident memory of gunicorn's largest worker, in MB."""
        parent = self.group.running["server"].pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        sizes = []
        for child in children:
            status = Path(f"/proc/{child}/status").read_text()
            sizes += [int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS:")]
        return max(sizes)
