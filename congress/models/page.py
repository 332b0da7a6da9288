"""The organiser's own pages."""

from django.db import models

from common.fields import TranslatedField
from congress.models.congress import Congress


class Page(models.Model):
    """A page of a congress. `body` holds, per language, a list of blocks: {"h"}, {"p"}, {"ul": […]} and those of
    rules/blocks.py. `draft` is what is being written ({"title": …, "body": …}; empty: nothing); publishing moves it
    to `title` and `body`. `version` counts the saves: who saves names the one they read; `published_version` is the
    one that visitors read (0: never published), kept word by word as a PageRelease.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="pages")
    slug = models.SlugField(max_length=60)
    title = TranslatedField()
    body = models.JSONField(default=dict)
    draft = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(default=False)
    in_menu = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    published_version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=90, blank=True)  # kind:id of an actor

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "slug"], name="page_slug_once")]


class PageRelease(models.Model):
    """What visitors read from an instant on: whoever agreed to a notice agreed to the words of one of these."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="releases")
    version = models.PositiveIntegerField()
    title = TranslatedField()
    body = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=90)  # kind:id of an actor

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["page", "version"], name="page_release_once")]


class Picture(models.Model):
    """An image or a file that pages show: re-encoded, without EXIF; `name` is random and stands in its address."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="pictures")
    name = models.SlugField(max_length=40, unique=True)
    file = models.ForeignKey("common.StoredFile", on_delete=models.CASCADE, related_name="+")
    small = models.ForeignKey("common.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    alt = TranslatedField()
    width = models.PositiveIntegerField(null=True, blank=True)  # pixels; null: a file to download
    height = models.PositiveIntegerField(null=True, blank=True)
    uploaded_at = models.DateTimeField()

    @property
    def is_image(self) -> bool:
        return self.width is not None
