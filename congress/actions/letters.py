"""The letters that tell decisions: worded from one reading of the rows, and queued as they were looked at."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common import fields, formats, letters, mailing
from common.actions import mail
from common.letters import Text
from common.queries.letters import own_text
from congress.enums import Outcome
from congress.models import Decision, Submission
from congress.notifications import about, address, language_for, prose
from congress.queries.decision import comments_of
from congress.rules.afterwards import confirm_until
from congress.signals import presenter_link


@dataclass(frozen=True, slots=True)
class Letter:
    """A decision's letter as it will leave: `empty` names the placeholders that have nothing to say."""

    decision: Decision
    template: str
    language: str
    context: dict[str, Any]
    own: Text | None
    empty: tuple[str, ...]
    confirm_until: datetime | None

    @property
    def stamp(self) -> str:
        """A digest of all that this letter is worded from."""
        own = [self.own.subject, self.own.body] if self.own else None
        to = self.decision.submission.author.email
        told = [self.decision.pk, self.decision.version, self.template, self.language, to, self.context, own]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]


def letter_context(
    decision: Decision, *, now: datetime | None = None, comments: list[str] | None = None
) -> tuple[str, str, dict[str, Any]]:
    """(template, language, context) of the letter that tells a decision; also for its preview.

    The day up to which a place is confirmed counts from `now`; without it, it is the one that was told.
    """
    submission = decision.submission
    language = language_for(submission.author)
    if comments is None:
        comments = comments_of([decision]).get(submission.pk, [])
    given = decision.format or submission.format
    context = {
        **about(submission, language),
        "reason": prose(decision.reason),
        "comments": [prose(comment) for comment in comments],
        "format": fields.pick(given.name, language) if given else "",
    }
    if decision.outcome == Outcome.ACCEPTED:
        context |= _of_place(submission, language, _confirm_until(submission, now))
    return f"congress_decision_{decision.outcome}", language, context


def _of_place(submission: Submission, language: str, until: datetime | None) -> dict[str, Any]:
    """What a letter says of a place: to be confirmed by when and where, and how its presenters register."""
    call = submission.call
    arguments = (call.congress.slug, call.code, submission.code)
    answers = presenter_link.send(sender=Submission, submission=submission, language=language)
    return {
        "confirm_until": formats.deadline(until, call.congress.zone, language) if until else "",
        "confirm_url": address(language, "congress-submission-place", *arguments),
        "register_url": next((str(url) for _receiver, url in answers if url), ""),
        "presenters_due": formats.day(call.presenters_due_on, language) if call.presenters_due_on else "",
    }


def _confirm_until(submission: Submission, now: datetime | None) -> datetime | None:
    call = submission.call
    return submission.confirm_until if now is None else confirm_until(now, call.confirm_days, call.congress.zone)


def letters_of(decisions: Sequence[Decision], now: datetime) -> list[Letter]:
    """The letters of decisions that are released now, with comments and own words read once for all."""
    comments = comments_of(decisions)
    owns: dict[tuple[str, str], Text | None] = {}
    found = []
    for decision in decisions:
        submission = decision.submission
        told = letter_context(decision, now=now, comments=comments.get(submission.pk, []))
        template, language, context = told
        if (template, language) not in owns:
            owns[template, language] = own_text(submission.call.congress.scope, template, language)
        own = owns[template, language]
        empty = letters.empty(own or letters.default(template, language), context)
        if not submission.author.email:
            empty = (*empty, "email")
        until = _confirm_until(submission, now) if decision.outcome == Outcome.ACCEPTED else None
        found.append(Letter(decision, template, language, context, own, empty, until))
    return found


def stamp_of(worded: Sequence[Letter]) -> str:
    """A digest of all that letters are worded from: the same letters as those that were looked at have the same."""
    return combined({one.decision.submission.code: one.stamp for one in worded})


def combined(stamps: Mapping[str, str]) -> str:
    """One digest of the stamps of letters by the codes of their experiences."""
    told = ":".join(f"{code}={stamps[code]}" for code in sorted(stamps))
    return hashlib.sha256(told.encode()).hexdigest()


def words_of(letter: Letter) -> tuple[str, str]:
    """(subject, body) exactly as they leave, a rehearsal's mark among them."""
    subject, body = mailing.word(letter.template, letter.language, letter.context, {}, letter.own)
    if letter.decision.submission.call.congress.is_rehearsing:
        return mailing.marked(subject, body, letter.language)
    return subject, body


def decided(letter: Letter, now: datetime) -> None:
    """Queues the letter with the decision, once."""
    submission = letter.decision.submission
    mail.queue(
        template=letter.template,
        to=submission.author.email,
        language=letter.language,
        now=now,
        context=letter.context,
        scope=submission.call.congress.scope,
        person=submission.author.ref,
        key=f"decision:{letter.decision.pk}",
    )
