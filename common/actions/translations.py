"""Keeping which original a translation follows."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from common.models import LetterText, TranslationMark


def digest_of(text: str) -> str:
    """The digest of an original, the same whatever spaces and line ends surround it."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return hashlib.sha256(tidy.encode()).hexdigest()


def mark_translated(
    *, scope: str, kind: str, ident: object, language: str, originals: Mapping[str, str], now: datetime
) -> None:
    """Says that the texts of a row in `language` follow these originals: {field: original}. A repeat is harmless."""
    rows = [
        TranslationMark(
            scope=scope,
            kind=kind,
            ident=str(ident),
            field=field,
            language=language,
            source_digest=digest_of(text),
            at=now,
        )  # fmt: skip
        for field, text in originals.items()
    ]
    TranslationMark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scope", "kind", "ident", "field", "language"],
        update_fields=["source_digest", "at"],
    )


def move_words(*, before: str, after: str) -> None:
    """Takes a scope's own words along when it is called something else. A repeat is harmless."""
    for model in (LetterText, TranslationMark):
        model.objects.filter(scope=before).update(scope=after)
