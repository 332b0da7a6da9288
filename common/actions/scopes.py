"""A word under which rows are kept is changed: the trail, the letters and their words follow it."""

from common.models import AuditEntry, LetterText, QueuedMail, TranslationMark

KEPT = (AuditEntry, QueuedMail, LetterText, TranslationMark)


def move_scope(*, before: str, after: str) -> None:
    """Keeps under `after` whatever was kept under `before`, inside the caller's transaction. Harmless to repeat."""
    for model in KEPT:
        model.objects.filter(scope=before).update(scope=after)
