"""A question answered by a process of its own: what that loads leaves with it, and what it wastes ends with it."""

import contextlib
import resource
import subprocess
import sys
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent


def answer(module: str, *arguments: str, data: bytes, seconds: int) -> bytes:
    """What `python -m module arguments` writes when it reads `data`; what it complains of goes to the log.

    Raises subprocess.SubprocessError if it fails or takes longer.
    """
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", module, *arguments],
        input=data, stdout=subprocess.PIPE, cwd=_FOLDER, timeout=seconds, check=False,
    )  # fmt: skip
    done.check_returncode()
    return done.stdout


def limit(*, seconds: int, memory: int) -> None:
    """Called by such a module: it ends after so many seconds of CPU, and gets at most so many bytes of addresses."""
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(kind, (most, most))
