"""Stable codes of what concerns every room at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """What the audit trail says of the whole installation."""

    PERSON_ERASED = "person_erased", _("A person was erased")
    DATA_KEYS_ROTATED = "data_keys_rotated", _("The data was sealed again under a new key")
    POPULATED = "populated", _("The congress was filled with made-up people")
    CONGRESS_COPIED = "congress_copied", _("The congress was begun as a copy of another")
    CONGRESS_EXPORTED = "congress_exported", _("The congress was exported as a file")
    CONGRESS_IMPORTED = "congress_imported", _("The congress was imported from a file")
    LETTER_TEXT_SAVED = "letter_text_saved", _("A letter was given words of its own")
    LETTER_TEXT_RESTORED = "letter_text_restored", _("A letter went back to its built-in words")
    TEXTS_TRANSLATED = "texts_translated", _("Texts were translated")
    TEXTS_LOOKED_OVER = "texts_looked_over", _("Copied texts were looked over and found right")


class PassphraseFault(models.TextChoices):
    """Why a passphrase is refused; the codes are those of rules/passphrase.py."""

    TOO_SHORT = "too_short", _("Please use at least 16 characters: four or five words, for example.")
    TOO_PLAIN = "too_plain", _("This repeats the same few characters. Please use different words.")
    TOO_NEAR = "too_near", _("This is little more than the name of the congress. Please use other words.")


class WordingFault(models.TextChoices):
    """What is wrong with the words of a letter; the codes are those of common/wording.py."""

    SUBJECT_MISSING = "subject_missing", _("The letter needs a subject.")
    SUBJECT_LONG = "subject_long", _("The subject has {said} characters; 200 are the limit. Please shorten it.")
    BODY_MISSING = "body_missing", _("The letter needs a text.")
    BODY_LONG = "body_long", _("The text has {said} characters; 8000 are the limit. Please shorten it.")
    UNKNOWN = "unknown", _("This letter does not know {said}. The list beside the form names what it knows.")
    UNKNOWN_CONDITION = "unknown_condition", _("This letter has no optional part called {said}.")
    NESTED = "nested", _("The optional part {said} begins before another one has ended. Please end that one first.")
    UNBALANCED = "unbalanced", _("The optional part {said} needs a beginning and an end, in this order.")
    STRAY = "stray", _("This cannot be read: {said} Curly brackets stand around the name of a placeholder only.")
    NEEDED_MISSING = (
        "needed_missing",
        _("The letter is written for its link, and the link is missing or stands in an optional part: {said}"),
    )
    LINK_UNSAFE = (
        "link_unsafe",
        _("This button leads nowhere that can be trusted: {said} Use https://, or a link of the list."),
    )
