"""The words that a congress gives its letters."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common import letters
from common.actions import audit
from common.actions.translations import mark_translated
from common.actors import Actor
from common.errors import Conflict, Invalid, NotFound
from common.letters import Text
from common.models import LetterText
from common.wording import faults
from congress.actions.hold import hold
from congress.models import Congress
from portal.enums import WordingFault

ABOVE = ("accounts_",)  # letters of no congress


class LetterTextChanged(Conflict):
    code = "letter_text_changed"
    message = _(
        "Somebody saved this letter while you were writing. Nothing is lost: yours is still in the form, and theirs is "
        "shown beside it. Saving again replaces theirs."
    )


class LetterUnknown(NotFound):
    code = "letter_unknown"
    message = _("There is no such letter.")


def check_code(code: str) -> None:
    """Raises LetterUnknown for a letter that is none of a congress."""
    if code.startswith(ABOVE) or not letters.exists(code):
        raise LetterUnknown()


def save_letter_text(
    *, congress: Congress, code: str, language: str, text: Text, version: int, by: Actor, now: datetime
) -> LetterText | None:
    """Gives a letter its own words in a language. The built-in ones, saved, restore it: None.

    `version` is the one that was read, 0 where there was none. A repeat of the same words changes nothing. Raises
    LetterUnknown, LetterTextChanged, and Invalid with a sentence for everything that is wrong.
    """
    check_code(code)
    text = Text(" ".join(text.subject.split()), _tidied(text.body))
    check_words(code, text)
    with transaction.atomic():
        hold(congress)
        row = _locked(congress, code, language)
        if row is not None and (row.subject, row.body) == (text.subject, text.body):
            return row
        _check_version(row, version)
        if text == letters.default(code, language):
            _drop(congress, row, by, now)
            return None
        row = row or LetterText(scope=congress.slug, code=code, language=language, version=0)
        row.subject, row.body, row.version = text.subject, text.body, row.version + 1
        row.updated_at, row.updated_by = now, f"{by.kind}:{by.id}"[:90]
        _write(row)
        _mark(congress, row, now)
        _audit(congress, "letter_text_saved", row, by, now)
        return row


def restore_letter_text(
    *, congress: Congress, code: str, language: str, version: int, by: Actor, now: datetime
) -> None:
    """Goes back to the built-in words. Harmless when repeated. Raises LetterTextChanged."""
    with transaction.atomic():
        hold(congress)
        row = _locked(congress, code, language)
        if row is not None:
            _check_version(row, version)
            _drop(congress, row, by, now)


def sentence_of(code: str, said: str) -> str:
    """What is wrong, in words."""
    return str(WordingFault(code).label).format(said=said)


def _locked(congress: Congress, code: str, language: str) -> LetterText | None:
    rows = LetterText.objects.select_for_update().filter(scope=congress.slug)
    return rows.filter(code=code, language=language).first()


def _write(row: LetterText) -> None:
    """Two who are the first at the same moment: the second is told of the other's words."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LetterTextChanged() from error


def check_words(code: str, text: Text) -> None:
    found: dict[str, list[Any]] = {}
    for fault in faults(text.subject, text.body, letters.known(code)):
        found.setdefault(fault.field, []).append(sentence_of(fault.code, fault.said))
    if found:
        raise Invalid(fields=found)


def _check_version(row: LetterText | None, version: int) -> None:
    if (row.version if row else 0) != version:
        raise LetterTextChanged()


def _tidied(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _drop(congress: Congress, row: LetterText | None, by: Actor, now: datetime) -> None:
    if row is not None:
        _audit(congress, "letter_text_restored", row, by, now)
        row.delete()


def _mark(congress: Congress, row: LetterText, now: datetime) -> None:
    """What was written beside the original follows it."""
    others = {one.language: one for one in LetterText.objects.filter(scope=row.scope, code=row.code)}
    original = next((others[lang] for lang in congress.languages if lang in others), row)
    if original.language != row.language:
        mark_translated(
            scope=row.scope, kind="common.lettertext", ident=row.code, language=row.language, now=now,
            originals={"subject": original.subject, "body": original.body},
        )  # fmt: skip


def _audit(congress: Congress, verb: str, row: LetterText, by: Actor, now: datetime) -> None:
    after = {"letter": row.code, "language": row.language, "version": row.version}
    audit.record(verb=verb, subject=congress, by=by, now=now, scope=congress.slug, after=after)
