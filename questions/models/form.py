"""A form and its questions. Neither knows what the form is about: the owner holds a key to it."""

from django.db import models
from django.db.models import Q

from common.fields import TranslatedField
from questions.enums import Audience, LengthUnit, QuestionKind


class Form(models.Model):
    """A list of questions; `name` is for whoever edits it. `version` counts the changes to its order."""

    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question. `options` is a list of {"code", "label": {language: text}, "is_retired"}.

    `condition` is {"question": code, "values": [...]}: it is asked only where that earlier question has one of these
    answers; {} always. A retired question is asked no more, and its answers are still read. `version` counts saves.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12, choices=QuestionKind.choices)
    label = TranslatedField()
    help = TranslatedField()
    is_required = models.BooleanField(default=False)  # on handing in; a draft may leave it open
    max_length = models.PositiveIntegerField(null=True, blank=True)
    length_unit = models.CharField(max_length=10, choices=LengthUnit.choices, default=LengthUnit.CHARACTERS)
    minimum = models.IntegerField(null=True, blank=True)
    maximum = models.IntegerField(null=True, blank=True)
    options = models.JSONField(default=list, blank=True)
    file_kinds = models.JSONField(default=list, blank=True)  # codes of enums.FileKind
    max_megabytes = models.PositiveSmallIntegerField(null=True, blank=True)  # null: what the installation takes
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.COMMITTEE)
    condition = models.JSONField(default=dict, blank=True)
    is_retired = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["form", "code"], name="question_code_once"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gte=models.F("minimum")),
                name="question_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code
