"""Drawing a reading set in a process of its own: the PDF library's memory stays out of the web worker."""

import json
from dataclasses import asdict

from common import child
from congress.documents.reading_set import ReadingSet

_SECONDS = 25  # below the limit of a web worker; forty experiences take a few


def draw(what: ReadingSet) -> bytes:
    """The PDF of a reading set. Raises subprocess.SubprocessError if the process fails or takes too long."""
    return child.answer("congress.documents.reading_set", data=json.dumps(asdict(what)).encode(), seconds=_SECONDS)
