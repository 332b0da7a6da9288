"""Stable codes of forms, and the sentences for answers and forms that cannot be taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    ADDRESS = "address", _("Address")
    COUNTRY = "country", _("Country")
    BOOLEAN = "boolean", _("Yes or no")
    FILE = "file", _("File")


TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


class LengthUnit(models.TextChoices):
    CHARACTERS = "characters", _("Characters")
    WORDS = "words", _("Words")


class FileKind(models.TextChoices):
    """Kinds of files that a question may take; the codes are those of common/uploads.py."""

    PDF = "pdf", _("PDF")
    IMAGE = "image", _("Picture (PNG, JPEG, WebP)")
    DOCUMENT = "document", _("Text document (DOCX, ODT)")
    SPREADSHEET = "spreadsheet", _("Spreadsheet (XLSX, ODS)")
    SLIDES = "slides", _("Slides (PPTX, ODP)")


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    COMMITTEE = "committee", _("The committee and the organisers")
    ORGANISERS = "organisers", _("The organisers only")


# Who else may read what is shown to an audience.
READABLE_BY = {
    Audience.PUBLIC: (Audience.PUBLIC,),
    Audience.COMMITTEE: (Audience.PUBLIC, Audience.COMMITTEE),
    Audience.ORGANISERS: (Audience.PUBLIC, Audience.COMMITTEE, Audience.ORGANISERS),
}


class AnswerFault(models.TextChoices):
    """Why an answer is not taken; the codes are those of rules/answers.py."""

    MISSING = "missing", _("Please answer this question.")
    UNTICKED = "unticked", _("Please tick this box to go on.")
    NOT_TEXT = "not_text", _("Please enter a text.")
    TOO_MANY_CHARACTERS = "too_many_characters", _("This has {length} characters; {limit} are allowed.")
    TOO_MANY_WORDS = "too_many_words", _("This has {length} words; {limit} are allowed.")
    ONE_LINE = "one_line", _("Please write this on one line.")
    NOT_AN_OPTION = "not_an_option", _("Please choose one of the answers offered.")
    NOT_A_NUMBER = "not_a_number", _("Please enter a number.")
    TOO_SMALL = "too_small", _("Please enter {limit} or more.")
    TOO_LARGE = "too_large", _("Please enter {limit} or less.")
    NOT_A_DATE = "not_a_date", _("Please enter a date that exists, as year, month and day.")
    NOT_YES_OR_NO = "not_yes_or_no", _("Please answer yes or no.")
    NOT_AN_ADDRESS = "not_an_address", _("Please enter an address: street, postcode, locality and country.")
    ADDRESS_INCOMPLETE = "address_incomplete", _("Please complete the address: street, locality and country.")
    NOT_A_FILE = "not_a_file", _("Please send the file once more.")
    UNKNOWN_QUESTION = "unknown_question", _("This form has no such question.")


class FormFault(models.TextChoices):
    """Why a question cannot stand in its form; the codes are those of rules/building.py."""

    CODE_MALFORMED = "code_malformed", _("Use small letters a–z, digits and hyphens, at most 40.")
    CODE_RESERVED = "code_reserved", _("This word is reserved. Please choose another one.")
    CODE_TAKEN = "code_taken", _("Another question of this form has the code “{code}” already.")
    CODE_FIXED = "code_fixed", _("The code stays as it is: answers are kept under it.")
    UNKNOWN_KIND = "unknown_kind", _("There is no such kind of question.")
    KIND_FIXED = "kind_fixed", _("The kind of a question stays as it is. Please add another question.")
    UNKNOWN_AUDIENCE = "unknown_audience", _("Please choose who may read the answers.")
    LABEL_MISSING = "label_missing", _("Please word the question in at least one language.")
    LABEL_TAKEN = "label_taken", _("The question “{other}” is worded the same. People could not tell them apart.")
    LIMIT_MALFORMED = "limit_malformed", _("Please enter a number from {least} to {most}.")
    BOUNDS_CROSSED = "bounds_crossed", _("The smallest number is larger than the largest.")
    OPTIONS_MISSING = "options_missing", _("A choice needs answers: please write one at least that is not retired.")
    OPTION_UNNAMED = "option_unnamed", _("Please word the answer “{option}” in at least one language.")
    OPTION_TAKEN = "option_taken", _("Two answers are worded the same: “{option}”.")
    OPTION_NEEDED = "option_needed", _("“{other}” is shown only where “{option}” was answered. Change that first.")
    FILE_KINDS_MISSING = "file_kinds_missing", _("Please choose which files are taken.")
    CONDITION_UNKNOWN = "condition_unknown", _("It hangs on the question “{other}”, which this form does not have.")
    CONDITION_RETIRED = "condition_retired", _("It hangs on the question “{other}”, which is not asked any more.")
    CONDITION_CIRCULAR = (
        "condition_circular",
        _("The questions would wait for one another in a circle: {circle}."),
    )
    CONDITION_LATER = "condition_later", _("It hangs on the question “{other}”, which comes later in the form.")
    CONDITION_KIND = "condition_kind", _("Only choices and yes or no can decide whether another question is shown.")
    CONDITION_VALUES = "condition_values", _("Please choose answers that the question “{other}” offers.")
    CONDITION_SEVERAL = "condition_several", _("Please choose answers of one question only.")
    STILL_NEEDED = "still_needed", _("“{other}” is shown only where this question was answered. Change that first.")


class Verb(models.TextChoices):
    """What the audit trail says happened."""

    QUESTION_ADDED = "question_added", _("A question was added to a form")
    QUESTION_CHANGED = "question_changed", _("A question of a form was changed")
    QUESTION_RETIRED = "question_retired", _("A question of a form was retired")
    QUESTION_RESTORED = "question_restored", _("A question of a form is asked again")
    QUESTION_REMOVED = "question_removed", _("A question was taken out of a form")
    QUESTION_MOVED = "question_moved", _("The order of a form was changed")
