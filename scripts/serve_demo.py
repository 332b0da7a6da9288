"""`make demo`: the demo's database, the server, the worker and the Stripe stand-in, ending together."""

import argparse
import os
import sys
from pathlib import Path

from scripts.processes import Group, taken

ROOT = Path(__file__).resolve().parent.parent
ENTITY = "VALLCLARA"
PERSONAS = (
    "participant", "head", "author", "reviewer", "chair", "organiser", "treasurer", "programme", "visits",
    "interpreters", "door", "desk", "guide", "liaison", "auditor", "secretariat",
)  # fmt: skip


def data_folder() -> Path:
    """Where the demo's database and files lie: VAR_DIR, as the settings read it, else `var`."""
    return ROOT / (os.environ.get("VAR_DIR", "").strip() or "var")


def environment(port: int, database: str) -> dict[str, str]:
    """The demo's settings; nothing of the shell's may point it at another database, payment or mail server."""
    ours = ("STRIPE_", "EMAIL_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    for name in ("SECRET_KEY", "DATA_KEYS", "ALLOWED_HOSTS", "CELERY_BROKER_URL", "CACHE_URL", "TRUSTED_PROXIES"):
        kept.pop(name, None)
    return kept | {
        "DATABASE_URL": database,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
        "DEMO": "on",
        "EMAIL_URL": "outbox:",
        "STRIPE_API_BASE": f"http://127.0.0.1:{port + 1}",
        f"STRIPE_TEST_API_KEY__{ENTITY}": "sk_test_demo_vallclara",
        f"STRIPE_WEBHOOK_SECRET__{ENTITY}": "whsec_demo_vallclara",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        "PYTHONUNBUFFERED": "1",
    }


def commands(python: str, port: int) -> dict[str, list[str]]:
    return {
        "Stripe stand-in": [python, "manage.py", "stripe_sandbox", "--port", str(port + 1)],
        "worker": [python, "manage.py", "work"],
        "server": [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
    }


def prepare(group: Group, size: str) -> bool:
    for words, arguments in (
        ("bringing the database up to date", ["migrate", "--verbosity", "0"]),
        (f"loading the demo ({size}), unless it is today's already", ["demo", "--size", size, "--keep"]),
    ):
        print(f"demo: {words}", flush=True)
        if group.run(arguments[0], [sys.executable, "manage.py", *arguments]):
            return False
    return True


def greet(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    print(f"\nPlenaria is at {address}/   (all doors: {address}/demo/)\n\nSign in as")
    for persona in PERSONAS:
        print(f"  {persona:<13} {address}/demo/sign-in/{persona}/")
    print(f"\nE-mails: {address}/demo/outbox/   Scanner: {address}/scan/   Ctrl-C ends it all.", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--size", choices=("small", "full"), default="full")
    options = parser.parse_args()
    for port in (options.port, options.port + 1):
        if taken(port):
            print(f"demo: port {port} is taken. Choose another: make demo PORT=8100", file=sys.stderr)
            return 1
    os.chdir(ROOT)
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    database = f"sqlite:///{folder / 'plenaria.sqlite3'}"
    group = Group(environment(options.port, database) | {"VAR_DIR": str(folder)})
    group.on_signals()
    try:
        if not prepare(group, options.size):
            return 0 if group.ending.is_set() else 1
        for name, command in commands(sys.executable, options.port).items():
            group.start(name, command)
        if not group.until_ready(f"http://127.0.0.1:{options.port}/readyz", seconds=180):
            print("demo: the service did not become ready.", file=sys.stderr)
            return 1
        greet(options.port)
        return group.wait()
    finally:
        group.stop()


if __name__ == "__main__":
    sys.exit(main())
