"""Letters of the outbox in words: their states, and what is attached to them."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.models import QueuedMail

State = QueuedMail.State
STATES: dict[str, tuple[Any, str]] = {
    State.QUEUED: (_("waiting"), "wait"),
    State.SENDING: (_("being sent"), "wait"),
    State.SENT: (_("sent"), "ok"),
    State.FAILED: (_("undeliverable"), "bad"),
}
ATTACHMENTS = {"badge": _("Badge (PDF)"), "calendar": _("Calendar file")}


def listed(rows: Any) -> list[dict[str, Any]]:
    """Letters, each with its state in words and the tone of its chip."""
    return [{"row": row, "label": STATES[row.state][0], "tone": STATES[row.state][1]} for row in rows]


def attached(row: QueuedMail) -> list[str]:
    """What is attached to a letter, in its order."""
    return [str(ATTACHMENTS.get(spec["kind"], spec["kind"])) for spec in row.attachments]


def tabs(current: str) -> list[dict[str, Any]]:
    """The list of all letters, and those of its states."""
    states = [("", gettext("All letters")), *((state, label) for state, (label, _tone) in STATES.items())]
    return [
        {"label": label, "url": f"?state={state}" if state else "?", "is_current": state == current}
        for state, label in states
    ]
