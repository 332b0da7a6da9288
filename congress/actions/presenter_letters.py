"""Letters that ask co-presenters, and the guardians of minors, whether they present."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from common import fields
from common.actions import mail
from common.models import QueuedMail
from common.tokens import digest
from congress.enums import CongressState
from congress.models import CoPresenter, Submission
from congress.notifications import language_for
from congress.queries.presenters import GUARDIAN, PRESENTER, secret_of
from congress.rules.presenters import ASKING, MOST_REMINDERS, REMINDER_EVERY, due_reminder


def ask_presenters(submission: Submission, now: datetime) -> None:
    """Queues the letters to co-presenters and guardians who were not asked yet; inside the caller's transaction.

    Whoever answered already is not asked once more.
    """
    for row in submission.co_presenters.filter(asked_at__isnull=True):
        row.submission = submission
        if _ask(row, 0, now):
            row.asked_at = now
            row.save(update_fields=["asked_at"])


def remind_presenters(*, now: datetime) -> int:
    """Reminds co-presenters and guardians who have not answered, seven and fourteen days after they were asked.

    Returns the letters. A repeat is harmless: every letter has a key.
    """
    rows = CoPresenter.objects.filter(
        Q(confirmed_at__isnull=True) | Q(is_minor=True, guardian_agreed_at__isnull=True),
        asked_at__lte=now - REMINDER_EVERY,
        asked_at__gt=now - (MOST_REMINDERS + 1) * REMINDER_EVERY,
        declined_at__isnull=True,
        submission__state__in=ASKING,
    ).exclude(submission__call__congress__state=CongressState.ARCHIVED)
    people = list(rows.select_related("submission__call__congress", "submission__organisation", "submission__author"))
    known = _known_keys(people, now)
    letters = 0
    for row in people:
        with transaction.atomic():
            letters += _ask(row, due_reminder(row.asked_at or now, now), now, known)
    return letters


def presenter_key(row: CoPresenter, whose: str, reminder: int) -> str:
    """The key of a letter to a co-presenter or guardian: once for each address and reminder."""
    address = row.guardian_email if whose == GUARDIAN else row.email
    return f"presenter:{row.pk}:{whose}:{digest(address.casefold())[:16]}:{reminder}"


def presenter_asked(row: CoPresenter, whose: str, reminder: int, now: datetime) -> None:
    """Asks a co-presenter, or a minor's guardian, for their answer; `reminder` 0 is the first letter."""
    submission, congress = row.submission, row.submission.call.congress
    language = submission.language if submission.language in dict(settings.LANGUAGES) else ""
    language = language or language_for(submission.author)
    with translation.override(language):
        path = reverse("congress-presenter", args=[congress.slug, row.pk, secret_of(row, whose)])
    is_guardian = whose == GUARDIAN
    mail.queue(
        template="congress_guardian_asked" if is_guardian else "congress_presenter_asked",
        to=row.guardian_email if is_guardian else row.email,
        language=language,
        now=now,
        context={
            "name": row.guardian_name if is_guardian else row.name,
            "presenter": row.name,
            "author": submission.author.known_name,
            "title": fields.pick(submission.title, submission.language),
            "organisation": fields.pick(submission.organisation.name, language),
            "congress": fields.pick(congress.name, language),
            "reminder": reminder > 0,
        },
        secrets={"url": f"{settings.PUBLIC_URL}{path}"},
        scope=congress.scope,
        key=presenter_key(row, whose, reminder),
    )


def _known_keys(rows: Iterable[CoPresenter], now: datetime) -> set[str]:
    keys = [
        presenter_key(row, whose, due_reminder(row.asked_at or now, now))
        for row in rows
        for whose in (PRESENTER, GUARDIAN)
    ]
    if not keys:
        return set()
    return {key for key in QueuedMail.objects.filter(key__in=keys).values_list("key", flat=True) if key}


def _ask(row: CoPresenter, reminder: int, now: datetime, known: Iterable[str] = ()) -> int:
    """Queues what is still to be asked of one co-presenter; returns the letters."""
    wanted = []
    if row.email and row.confirmed_at is None and row.declined_at is None:
        wanted.append(PRESENTER)
    if row.is_minor and row.guardian_email and row.guardian_agreed_at is None:
        wanted.append(GUARDIAN)
    letters = [whose for whose in wanted if presenter_key(row, whose, reminder) not in set(known)]
    for whose in letters:
        presenter_asked(row, whose, reminder, now)
    return len(letters)
