"""The form of a call, held while an organiser changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from common.actors import Actor
from congress.actions.hold import hold
from congress.models import Call
from congress.queries.form_builder import is_fixed
from questions.actions.forms import Editing
from questions.models import Form


@contextmanager
def editing_form(*, call: Call, by: Actor, now: datetime) -> Iterator[Editing]:
    """The form of a call, locked until the block ends, in one transaction; a call without one gets an empty one.

    Once a call that asks by the form has closed, only its wording can be changed. Raises RehearsalOver,
    CongressArchived.
    """
    with transaction.atomic():
        hold(call.congress)
        row = Call.objects.select_for_update(of=("self",)).select_related("congress").get(pk=call.pk)
        form = Form.objects.select_for_update().filter(pk=row.form_id).first() if row.form_id else None
        if form is None:
            form = row.form = Form.objects.create(name=row.code)
            row.save(update_fields=["form"])
        scope = call.congress.slug
        yield Editing(form=form, by=by, now=now, scope=scope, is_fixed=is_fixed(form, now))
