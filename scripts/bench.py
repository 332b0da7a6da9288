"""`make bench`: measures on a scratch SQLite database with the demo, or on the PostgreSQL of DATABASE_URL.

Prints one JSON line a measurement; what it prepares is said on stderr. BENCH_SIZE=small|full.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.serve_demo import environment

ROOT = Path(__file__).resolve().parent.parent
PORT = 8000


def main() -> int:
    size = os.environ.get("BENCH_SIZE", "small")
    with tempfile.TemporaryDirectory(prefix="plenaria-bench-") as folder:
        given = os.environ.get("DATABASE_URL", "")
        database = given if given.startswith("postgres") else f"sqlite:///{folder}/bench.sqlite3"
        settings = environment(PORT, database) | {"FILES_DIR": f"{folder}/files", "RATE_LIMITS": "off"}
        for arguments in (["migrate", "--verbosity", "0"], ["demo", "--size", size]):
            print(f"bench: {' '.join(arguments)}", file=sys.stderr, flush=True)
            subprocess.run(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=settings, stdout=sys.stderr, check=True
            )
        return subprocess.run(
            [sys.executable, "manage.py", "bench", *sys.argv[1:]], cwd=ROOT, env=settings, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
