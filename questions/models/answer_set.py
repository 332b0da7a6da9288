"""Somebody's answers to a form."""

from django.db import models

from questions.models.form import Form


class AnswerSet(models.Model):
    """Answers by question code. Whose they are is known to the row that holds a key to this one."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="answer_sets")
    answers = models.JSONField(default=dict, blank=True)
