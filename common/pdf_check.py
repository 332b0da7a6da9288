"""Opening PDFs that strangers sent, in a process of their own.

Run as `python -m common.pdf_check MOST_PAGES` with the file as standard input; the answer is one word of VERDICTS.
"""

import io
import logging
import sys
from subprocess import SubprocessError

from common import child

VERDICTS = ("ok", "encrypted", "long", "damaged")
_MEMORY = 1024 * 1024 * 1024  # bytes of address space
_SECONDS = 20  # of CPU; as many again of the clock before it is given up


def verdict(data: bytes, *, most_pages: int) -> str:
    """One of VERDICTS about a PDF; one that takes too long or too much memory is damaged too."""
    try:
        said = child.answer("common.pdf_check", str(most_pages), data=data, seconds=2 * _SECONDS).decode("ascii")
    except SubprocessError:
        return "damaged"
    return said if said in VERDICTS else "damaged"


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


if __name__ == "__main__":
    logging.disable()  # of hostile files the reader has much to say
    child.limit(seconds=_SECONDS, memory=_MEMORY)
    sys.stdout.write(_read(sys.stdin.buffer.read(), int(sys.argv[1])))
