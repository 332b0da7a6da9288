"""Opening PDFs that strangers sent in a process of their own: what a hostile file can waste ends with it.

Run as `python -m common.pdf_check MOST_PAGES` with the file as standard input; the answer is one word of VERDICTS.
"""

import contextlib
import io
import resource
import subprocess
import sys
from pathlib import Path

VERDICTS = ("ok", "encrypted", "long", "damaged")
_MEMORY = 1024 * 1024 * 1024  # bytes of address space
_SECONDS = 20  # of CPU; as many again of the clock before it is given up
_FOLDER = Path(__file__).resolve().parent.parent


def verdict(data: bytes, *, most_pages: int) -> str:
    """One of VERDICTS about a PDF; one that takes too long or too much memory is damaged too."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "common.pdf_check", str(most_pages)],
            input=data, capture_output=True, cwd=_FOLDER, timeout=2 * _SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "damaged"
    said = done.stdout.decode("ascii", "replace").strip()
    return said if done.returncode == 0 and said in VERDICTS else "damaged"


def _read(data: bytes, most_pages: int) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return "encrypted"
        return "long" if len(reader.pages) > most_pages else "ok"
    except (PyPdfError, ValueError, KeyError, RecursionError, MemoryError):
        return "damaged"


def _main() -> None:
    for limit, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(limit, (most, most))
    print(_read(sys.stdin.buffer.read(), int(sys.argv[1])))  # noqa: T201 - its answer


if __name__ == "__main__":
    _main()
