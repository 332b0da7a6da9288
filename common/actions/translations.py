"""Keeping which original a translation follows."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from common.models import LetterText, TranslationMark


def digest_of(text: str) -> str:
    """The digest of an original, the same whatever spaces and line ends surround it."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return hashlib.sha256(tidy.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Mark:
    """Which text in which language it is, and the digests of the original that it follows and of its own wording."""

    kind: str
    ident: str
    field: str
    language: str
    source: str
    text: str = ""


def mark_translated(
    *, scope: str, kind: str, ident: object, language: str, originals: Mapping[str, str], now: datetime
) -> None:
    """Says that the texts of a row in `language` follow these originals: {field: original}. A repeat is harmless."""
    marks = (Mark(kind, str(ident), field, language, digest_of(text)) for field, text in originals.items())
    keep_marks(scope=scope, marks=marks, now=now)


def keep_marks(*, scope: str, marks: Iterable[Mark], now: datetime) -> None:
    """Keeps marks, each in place of the one there was of the same text. A repeat is harmless."""
    rows = [
        TranslationMark(
            scope=scope,
            kind=one.kind,
            ident=one.ident,
            field=one.field,
            language=one.language,
            source_digest=one.source,
            text_digest=one.text,
            at=now,
        )
        for one in marks
    ]
    TranslationMark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scope", "kind", "ident", "field", "language"],
        update_fields=["source_digest", "text_digest", "at"],
        batch_size=500,
    )


def move_words(*, before: str, after: str) -> None:
    """Takes a scope's own words along when it is called something else. A repeat is harmless."""
    for model in (LetterText, TranslationMark):
        model.objects.filter(scope=before).update(scope=after)
