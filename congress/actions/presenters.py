"""Co-presenters answer by the link of their letter whether they present, and the guardians of minors beside them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict
from congress.actions.submission import locked
from congress.models import CoPresenter
from congress.rules.presenters import ASKING


class PresenterGone(Conflict):
    code = "presenter_gone"
    message = _("This question is no longer open: the experience was withdrawn, or somebody else presents it.")


def confirm_presenting(*, presenter: CoPresenter, by: Actor, now: datetime) -> CoPresenter:
    """A co-presenter says that they present; also after having declined. Raises PresenterGone."""
    return _answer(presenter, "presenter_confirmed", {"confirmed_at": now, "declined_at": None}, by, now)


def decline_presenting(*, presenter: CoPresenter, by: Actor, now: datetime) -> CoPresenter:
    """A co-presenter says that they do not present. Raises PresenterGone."""
    return _answer(presenter, "presenter_declined", {"confirmed_at": None, "declined_at": now}, by, now)


def agree_as_guardian(*, presenter: CoPresenter, by: Actor, now: datetime) -> CoPresenter:
    """A guardian agrees that a minor presents; a minor without an address of their own is confirmed by it.

    Raises PresenterGone.
    """
    values: dict[str, datetime | None] = {"guardian_agreed_at": now}
    if not presenter.email:
        values |= {"confirmed_at": now, "declined_at": None}
    return _answer(presenter, "guardian_agreed", values, by, now)


def refuse_as_guardian(*, presenter: CoPresenter, by: Actor, now: datetime) -> CoPresenter:
    """A guardian does not agree, or takes the consent back. Raises PresenterGone."""
    values: dict[str, datetime | None] = {"guardian_agreed_at": None}
    if not presenter.email:
        values |= {"confirmed_at": None, "declined_at": now}
    return _answer(presenter, "guardian_refused", values, by, now)


def _answer(
    presenter: CoPresenter, verb: str, values: dict[str, datetime | None], by: Actor, now: datetime
) -> CoPresenter:
    with transaction.atomic():
        submission = locked(presenter.submission)
        # The link was made for an address: a row that names another one by now is somebody else's.
        row = submission.co_presenters.filter(
            pk=presenter.pk, email=presenter.email, guardian_email=presenter.guardian_email, name=presenter.name
        ).first()
        if row is None or submission.state not in ASKING:
            raise PresenterGone()
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        audit.record(
            verb=verb,
            subject=submission,
            by=by,
            now=now,
            scope=submission.call.congress.scope,
            after={"place": row.position + 1},
        )
    return row
