"""Stable codes of forms, and the sentences for answers that cannot be taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    COUNTRY = "country", _("Country")
    BOOLEAN = "boolean", _("Yes or no")


class LengthUnit(models.TextChoices):
    CHARACTERS = "characters", _("Characters")
    WORDS = "words", _("Words")


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
    UNKNOWN_QUESTION = "unknown_question", _("This form has no such question.")
