"""Words that a scope has of its own: texts of letters, and which translations follow which original."""

from django.db import models


class LetterText(models.Model):
    """The wording of one letter in one language, in place of the built-in one, in the syntax of common/wording.py.

    `version` counts the saves: who saves names the one they read.
    """

    scope = models.CharField(max_length=80)
    code = models.CharField(max_length=60)  # name of the built-in template
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=90, blank=True)  # kind:id of an actor

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "code", "language"], name="letter_text_once")]


class TranslationMark(models.Model):
    """That a text in `language`, as it reads by `text_digest`, follows the original whose digest this is.

    A text without a mark of its present wording counts as current; `text_digest` "" stands for whatever wording.
    """

    scope = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)  # label of a model
    ident = models.CharField(max_length=80)
    field = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    source_digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "kind", "ident", "field", "language"], name="translation_mark_once"
            )
        ]
