"""`make lint`: every check, two at a time; says each one's outcome and ends with 1 if one failed."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
CHECKS = {
    "types": [PYTHON, "-m", "mypy"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format=concise", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format=concise", "."],
    "imports": [str(BIN / "lint-imports"), "--no-logo"],
    "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "pages": [PYTHON, "scripts/check_templates.py"],
    "messages": [PYTHON, "scripts/messages.py", "check"],
    "errors": [PYTHON, "scripts/list_errors.py"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "dependencies": [str(BIN / "deptry"), ".", "--no-ansi"],
}


def run(name: str) -> tuple[str, int, str, float]:
    started = time.monotonic()
    done = subprocess.run(CHECKS[name], text=True, capture_output=True, check=False, env=environment())
    return name, done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - started


def environment() -> dict[str, str]:
    """The tree as a fresh clone sees it, whatever the shell says."""
    dropped = ("STRIPE_", "EMAIL_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    for name in ("PUBLIC_URL", "DEMO", "DEMO_NOW", "ALLOWED_HOSTS", "RATE_LIMITS"):
        kept.pop(name, None)
    return kept | {"PYTHONPATH": str(ROOT), "DATABASE_URL": "sqlite://:memory:", "COLUMNS": "150"}


def main() -> int:
    os.chdir(ROOT)
    wanted = sys.argv[1:] or list(CHECKS)
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, status, output, took in pool.map(run, wanted):
            print(f"lint: {name}: {'ok' if status == 0 else 'FAILED'} ({took:.1f} s)", flush=True)
            if status:
                failed.append(name)
                print(output or f"(ended with {status})", flush=True)
    print(
        f"lint: {len(wanted) - len(failed)} of {len(wanted)} checks passed"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
