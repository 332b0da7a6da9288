"""`make test`: the whole suite on both databases at once, each in a process of its own, and the journeys in a third.

Tests without a database run once, beside SQLite. Journeys walk on PostgreSQL, the smoke journey on SQLite too. They
wait for servers and browsers much of the time, which the other two use.
What is not installed is left out and said; with CI set nothing may be left out.
"""

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CI = bool(os.environ.get("CI"))
SEED = "20261121"


def has_postgres() -> bool:
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def has_chromium() -> bool:
    return bool(shutil.which("chromium"))


def missing() -> list[str]:
    wanted = {
        "postgresql": (has_postgres(), "everything on PostgreSQL, the races among it"),
        "chromium": (has_chromium(), "the journeys"),
        "redis-server": (bool(shutil.which("redis-server")), "the journey on Celery"),
        "poppler-utils": (bool(shutil.which("pdftotext")), "the reading of printed documents"),
    }
    return [f"{what} (apt-get install {package})" for package, (is_there, what) in wanted.items() if not is_there]


def selections() -> dict[str, str]:
    """What runs at the same time, as pytest's -m expressions; "sqlite" and the others, which are on PostgreSQL."""
    if not has_postgres():
        return {"sqlite": "" if has_chromium() else "not journey"}
    if not has_chromium():
        return {"sqlite": "not journey", "postgres": "database and not journey"}
    return {"sqlite": "not journey or smoke", "postgres": "database and not journey", "journeys": "journey"}


def command(name: str, marks: str, *, deep: bool, more: list[str]) -> list[str]:
    database = "sqlite" if name == "sqlite" else "postgres"
    arguments = ["-m", "pytest", f"--database={database}", "--migrations", "--durations=20", "-q", "-rfEs"]
    if marks:
        arguments += ["-m", marks]
    if CI:
        arguments += ["-p", "randomly", f"--randomly-seed={SEED}"]
    if deep:
        arguments.append("--deep")
    return [sys.executable, *arguments, "-p", "no:cacheprovider", *more]


def follow(name: str, process: "subprocess.Popen[str]") -> None:
    for line in process.stdout or ():
        print(f"[{name}] {line}", end="", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deep", action="store_true")
    options, more = parser.parse_known_args()
    started = time.monotonic()
    left_out = missing()
    for what in left_out:
        print(f"test: left out, because it is not installed: {what}")
    if left_out and CI:
        print("test: nothing may be left out in CI.")
        return 1
    os.chdir(ROOT)
    running: dict[str, tuple[subprocess.Popen[str], threading.Thread]] = {}
    for name, marks in selections().items():
        # The part with most to do goes first where cores are few, so that all end together.
        gently = [] if name == "postgres" or os.name == "nt" else ["nice", "-n", "5"]
        process = subprocess.Popen(
            [*gently, *command(name, marks, deep=options.deep, more=more)], text=True, errors="replace",
            env={**os.environ, "COLUMNS": "120"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        reader = threading.Thread(target=follow, args=(name, process))
        reader.start()
        running[name] = process, reader
    statuses = {}
    for name, (process, reader) in running.items():
        reader.join()
        statuses[name] = process.wait()
    took = round(time.monotonic() - started)
    for name, status in statuses.items():
        print(f"test: {name}: {'passed' if status == 0 else f'failed (status {status})'}")
    for what in left_out:
        print(f"test: left out, because it is not installed: {what}")
    print(f"test: {took} seconds")
    return 1 if any(statuses.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
