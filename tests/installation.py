"""An installation of its own for a test: a database, a folder, and the commands run on them as processes."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent


class Installation:
    """`manage()` runs a command; `settings` is its environment. On PostgreSQL or SQLite, as the run is.

    With `like`, database and folder begin as copies of another installation, which nobody may be using. With `source`,
    the database alone begins as a copy: of a file on SQLite, of a database by its name on PostgreSQL.
    """

    def __init__(self, *, like: "Installation | None" = None, source: str = "") -> None:
        self.like = like
        self.source = like.name if like else source
        self.folder = Path(tempfile.mkdtemp(prefix="plenaria-installation-"))
        self.name = f"installation_{uuid.uuid4().hex[:12]}"
        self.base = os.environ.get("DATABASE_URL", "")
        self.settings = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("STRIPE_", "PYTEST_"))},
            "DATABASE_URL": self.create_database(),
            "VAR_DIR": str(self.folder),
            "RATE_LIMITS": "off",
        }

    @property
    def is_postgres(self) -> bool:
        return self.base.startswith("postgres")

    def create_database(self) -> str:
        if self.like is not None:
            shutil.copytree(self.like.folder, self.folder, dirs_exist_ok=True)
        if not self.is_postgres:
            file = self.folder / "installation.sqlite3"
            if self.source and self.like is None:
                shutil.copy(self.source, file)
            return f"sqlite:///{file}"
        self._admin(f"CREATE DATABASE {self.name}" + (f" TEMPLATE {self.source}" if self.source else ""))
        return urlunsplit(urlsplit(self.base)._replace(path=f"/{self.name}"))

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self.base, autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a SELECT finds in its database, whoever is using it."""
        if not self.is_postgres:
            with contextlib.closing(sqlite3.connect(self.folder / "installation.sqlite3", timeout=20)) as connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(self.settings["DATABASE_URL"]) as connection:
            return connection.execute(statement.encode()).fetchall()

    def manage(self, *arguments: str, status: int = 0) -> str:
        """What `manage.py …` prints and complains; any other end than `status` is an error with its words."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.settings, text=True, capture_output=True,
            check=False, timeout=300,
        )  # fmt: skip
        if done.returncode != status:
            words = f"{done.stdout}\n{done.stderr}"
            raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {done.returncode}\n{words}")
        return done.stdout + (done.stderr if status else "")

    def assert_sound(self) -> None:
        """The doctor finds nothing in any of its congresses; an error with the doctor's words otherwise."""
        congresses = self.rows("SELECT slug FROM congress_congress ORDER BY id")
        assert congresses, "nothing to examine"
        for (slug,) in congresses:
            self.manage("doctor", "--congress", slug)

    def remove(self) -> None:
        if self.is_postgres:
            self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)
