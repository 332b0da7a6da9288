"""A form and its questions. Neither knows what the form is about: the owner holds a key to it."""

from django.db import models
from django.db.models import Q

from common.fields import TranslatedField
from questions.enums import Audience, LengthUnit, QuestionKind


class Form(models.Model):
    """A list of questions; `name` is for whoever edits it."""

    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question. `options` is a list of {"code", "label": {language: text}, "is_retired"}."""

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
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.COMMITTEE)
    position = models.PositiveSmallIntegerField(default=0)

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
