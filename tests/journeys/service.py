"""The whole service as its own processes, as an installation runs it: server, worker, Stripe stand-in."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from scripts.processes import Group
from scripts.serve_demo import commands
from scripts.serve_demo import environment as demo_environment

ROOT = Path(__file__).resolve().parent.parent.parent
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


class Service:
    """`url` is its address; `manage()` runs a command on its database; `settings` is its environment."""

    def __init__(self, *, size: str = "small", broker: str = "") -> None:
        self.port = free_ports()
        self.url = f"http://127.0.0.1:{self.port}"
        self.stripe_url = f"http://127.0.0.1:{self.port + 1}"
        self.folder = Path(tempfile.mkdtemp(prefix="plenaria-journey-"))
        self.name = f"journey_{uuid.uuid4().hex[:12]}"
        self.base = os.environ.get("DATABASE_URL", "")
        self.size = size
        self.settings = {
            **demo_environment(self.port, self._database()),
            "DEMO_NOW": NOW,
            "VAR_DIR": str(self.folder),
            "RATE_LIMITS": "off",
            "DATABASE_POOL": "6",
            "PYTHONWARNINGS": "default",
        }
        if broker:
            self.settings["CELERY_BROKER_URL"] = broker
        self.group = Group(self.settings)

    # --- its database ---------------------------------------------------------------------------
    @property
    def is_postgres(self) -> bool:
        return self.base.startswith("postgres")

    def _database(self) -> str:
        if not self.is_postgres:
            return f"sqlite:///{self.folder / 'journey.sqlite3'}"
        self._admin(f"CREATE DATABASE {self.name}")
        parts = urlsplit(self.base)
        return urlunsplit(parts._replace(path=f"/{self.name}"))

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.base, autocommit=True) as connection:
            connection.execute(statement.encode())

    # --- its life -------------------------------------------------------------------------------
    def start(self) -> "Service":
        self.manage("migrate", "--verbosity", "0")
        self.manage("demo", "--size", self.size, "--today", TODAY)
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        for name, command in commands(sys.executable, self.port).items():
            self.group.start(name, command, log=str(self.log(name)))
        if not self.group.until_ready(f"{self.url}/readyz", seconds=60):
            raise RuntimeError(f"the service did not become ready\n{self.logs()}")
        return self

    def stop(self) -> None:
        self.group.stop()
        if self.is_postgres:
            self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-4000:]}" for path in self.folder.glob("*.log"))

    def manage(self, *arguments: str, status: int = 0) -> str:
        """What `manage.py …` prints; any other end than `status` is an error with its words."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.settings, text=True, capture_output=True,
            check=False, timeout=300,
        )  # fmt: skip
        if done.returncode != status:
            raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def work(self) -> str:
        """Runs what is due at once, beside the worker that runs anyway."""
        return self.manage("work", "--once")

    def worker_memory(self) -> int:
        """The resident memory of gunicorn's largest worker, in MB."""
        parent = self.group.running["gunicorn"].pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        sizes = []
        for child in children:
            status = Path(f"/proc/{child}/status").read_text()
            sizes += [int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS:")]
        return max(sizes)
