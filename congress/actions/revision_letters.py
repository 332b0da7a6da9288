"""Letters about revisions: to the author who is asked, and to the chairs who asked."""

from datetime import datetime

from accounts.models import User
from common import fields, formats
from common.actions import mail
from congress.models import Submission
from congress.notifications import about, address, language_for, prose


def revision_asked(submission: Submission, now: datetime) -> None:
    """Tells the author what to change and until when; who asks is not said."""
    language, due = language_for(submission.author), submission.revision_due_at
    if due is None:
        return
    told = {
        "note": prose(submission.revision_note),
        "due": formats.deadline(due, submission.call.congress.zone, language),
    }
    mail.queue(
        template="congress_revision_asked",
        to=submission.author.email,
        language=language,
        now=now,
        context={**about(submission, language), **told},
        scope=submission.call.congress.scope,
        person=submission.author.ref,
        key=f"revision:{submission.pk}:{now.isoformat()}",
    )


def revision_told(submission: Submission, user: User, template: str, key: str, now: datetime) -> bool:
    """Tells a chair that a revision came back, or that it did not come in time. False for what was told already."""
    congress, language = submission.call.congress, language_for(user.person)
    due = submission.revision_due_at
    letter = mail.queue(
        template=template,
        to=user.email,
        language=language,
        now=now,
        context={
            "name": user.person.full_name,
            "title": fields.pick(submission.title, submission.language),
            "congress": fields.pick(congress.name, language),
            "due": formats.deadline(due, congress.zone, language) if due else "",
            "url": address(
                language, "congress-manage-submission", congress.slug, submission.call.code, submission.code
            ),
        },
        scope=congress.scope,
        person=user.person.ref,
        key=key,
    )
    return letter is not None
