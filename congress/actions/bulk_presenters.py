"""Bringing in what co-presenters and guardians answered, without letters (the demo, an import)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from common.actors import Actor
from congress.actions.bulk import BATCH, audit_all
from congress.models import Call, CoPresenter


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one co-presenter answered; `presents` is None while nothing was answered."""

    presenter: CoPresenter
    asked_at: datetime
    at: datetime
    presents: bool | None = None
    guardian_agrees: bool = False


def load_answers(*, call: Call, rows: Iterable[AnswerRow], by: Actor) -> int:
    """Writes the answers of co-presenters of a call; returns how many were written. A repeat is harmless."""
    rows = list(rows)
    changed = [_answered(row) for row in rows]
    names = ["asked_at", "confirmed_at", "declined_at", "guardian_agreed_at"]
    verbs = {True: "presenter_confirmed", False: "presenter_declined"}
    with transaction.atomic():
        CoPresenter.objects.bulk_update(changed, names, batch_size=BATCH)
        said = [(verbs[row.presents], row.presenter.submission, row.at) for row in rows if row.presents is not None]
        agreed = [("guardian_agreed", row.presenter.submission, row.at) for row in rows if row.guardian_agrees]
        audit_all([*said, *agreed], call, by)
    return len(changed)


def _answered(row: AnswerRow) -> CoPresenter:
    one = row.presenter
    one.asked_at = row.asked_at
    one.confirmed_at = row.at if row.presents is True else None
    one.declined_at = row.at if row.presents is False else None
    one.guardian_agreed_at = row.at if row.guardian_agrees and one.is_minor else None
    return one
