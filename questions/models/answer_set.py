"""Somebody's answers to a form."""

from django.db import models

from questions.models.form import Form


class AnswerSet(models.Model):
    """Answers by question code. Whose they are is known to the row that holds a key to this one."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="answer_sets")
    answers = models.JSONField(default=dict, blank=True)


class AnswerFile(models.Model):
    """A file that was sent as an answer, which names it by its `key`. Who may fetch it may read the answer."""

    answer_set = models.ForeignKey(AnswerSet, on_delete=models.CASCADE, related_name="files")
    question = models.SlugField(max_length=40)  # the question's code
    key = models.CharField(max_length=32)  # random
    file = models.ForeignKey("common.StoredFile", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["answer_set", "key"], name="answer_file_once")]
