"""Background work of calls and committees."""

from datetime import datetime

from common.erasure import eraser
from congress.actions import erasure


@eraser("congress")
def forget(person: str, now: datetime) -> None:
    erasure.forget(person=person, now=now)
