"""Drawing badges in a process of its own: the PDF library's memory stays out of the web worker."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from common import child
from registration.documents.badge import Badge

_SECONDS = 20


def draw(badges: Iterable[Badge], *, title: str) -> bytes:
    """The PDF of a few badges. Raises subprocess.SubprocessError if the process fails or takes too long."""
    given = json.dumps({"title": title, "badges": [asdict(badge) for badge in badges]})
    return child.answer("registration.documents.badge", data=given.encode(), seconds=_SECONDS)
