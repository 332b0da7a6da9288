"""A new draft from an earlier experience."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, NotFound
from congress.actions.submission import start_draft
from congress.models import Call, LateCode, Submission
from congress.queries.copying import copy_of, copyable


class CopyHasNoLanguage(Conflict):
    code = "copy_has_no_language"
    message = _("This call takes none of the languages in which the earlier experience was written.")


def copy_experience(
    *, source: Submission, call: Call, author: Person, by: Actor, now: datetime, late_code: LateCode | None = None
) -> Submission:
    """A new draft in `call` with the texts, translations, presenters and fitting answers of an earlier experience.

    Nothing that came of the earlier one goes along. Raises NotFound for what the author may not copy,
    CopyHasNoLanguage, and what `start_draft` raises.
    """
    with transaction.atomic():
        found = copyable(author, call, now.date()).select_related("answer_set", "call__form").filter(pk=source.pk)
        row = found.first()
        if row is None:
            raise NotFound()
        content = copy_of(row, call)
        if content is None:
            raise CopyHasNoLanguage()
        draft = start_draft(
            call=call,
            author=author,
            organisation=row.organisation,
            content=content,
            by=by,
            now=now,
            late_code=late_code,
        )
        draft.copied_from = row
        draft.save(update_fields=["copied_from"])
        audit.record(
            verb="submission_copied",
            subject=draft,
            by=by,
            now=now,
            scope=call.congress.scope,
            after={"from": row.code},
            person=author.ref,
        )
    return draft
