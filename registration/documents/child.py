"""Drawing badges in a process of its own: the PDF library's memory stays out of the web worker."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from registration.documents.badge import Badge

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 20


def draw(badges: Iterable[Badge], *, title: str) -> bytes:
    """The PDF of a few badges. Raises subprocess.SubprocessError if the process fails or takes too long."""
    given = json.dumps({"title": title, "badges": [asdict(badge) for badge in badges]})
    done = subprocess.run(
        [sys.executable, "-m", "registration.documents.badge"],
        input=given.encode(),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout
