"""Drawing a reading set in a process of its own: the PDF library's memory stays out of the web worker."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from congress.documents.reading_set import ReadingSet

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 25  # below the limit of a web worker; forty experiences take a few


def draw(what: ReadingSet) -> bytes:
    """The PDF of a reading set. Raises subprocess.SubprocessError if the process fails or takes too long."""
    done = subprocess.run(
        [sys.executable, "-m", "congress.documents.reading_set"],
        input=json.dumps(asdict(what)).encode(),
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout
