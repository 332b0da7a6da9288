"""The organiser's own pages."""

from django.db import models

from common.fields import TranslatedField
from congress.models.congress import Congress


class Page(models.Model):
    """A page of a congress. `body` holds, per language, a list of blocks: {"h"}, {"p"} or {"ul": […]}."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="pages")
    slug = models.SlugField(max_length=60)
    title = TranslatedField()
    body = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(default=False)
    in_menu = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "slug"], name="page_slug_once")]
