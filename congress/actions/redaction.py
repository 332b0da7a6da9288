"""What readers of a double-blind round read in place of what the author wrote."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from congress.actions.submission import locked
from congress.models import Redaction, Submission
from congress.queries.reading import parts_of
from questions.rules.text import tidy

MOST_CHARACTERS = 20_000


class RedactionChanged(Conflict):
    code = "redaction_changed"
    message = _("Somebody else has written these texts in the meantime. Please look at what they wrote.")


def save_redaction(
    *, submission: Submission, texts: Mapping[str, str], version: int, of_version: int, by: Actor, now: datetime
) -> Redaction:
    """Keeps the texts for blind readers, by the names of `parts_of`; a text left empty is left out for them.

    `version` is that of the redaction that was read (0 for none), `of_version` that of the experience beside it: if
    the author has changed it since, the page goes on saying so. Raises Invalid, RedactionChanged.
    """
    clean = {name: tidy(text) for name, text in texts.items()}
    long = {
        name: [_("This text is too long to be kept.")] for name, text in clean.items() if len(text) > MOST_CHARACTERS
    }
    if long:
        raise Invalid(fields=long)
    with transaction.atomic():
        one = locked(submission)
        row = Redaction.objects.filter(submission=one).first()
        if (row.version if row else 0) != version:
            raise RedactionChanged()
        names = {part.name for part in parts_of(one)}
        row = row or Redaction(submission=one, version=0)
        row.texts = {name: text for name, text in clean.items() if name in names}
        row.version, row.of_version = version + 1, min(of_version, one.version)
        row.made_at, row.made_by = now, f"{by.kind}:{by.id}"[:90]
        row.save()
        audit.record(verb="redaction_saved", subject=one, by=by, now=now, scope=one.call.congress.scope)
    return row
