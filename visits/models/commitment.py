"""When a person is taken."""

from django.db import models
from django.db.models import F, Q

from common.fields import TranslatedField
from congress.models import Congress


class Commitment(models.Model):
    """A talk, a moderation, an interpretation, in `[starts_at, ends_at)`. The room above writes it on publishing.

    `source` names what it rests on ("session:12:speaker"), once per person.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="commitments")
    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="commitments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    label = TranslatedField()
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "source"], name="commitment_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="commitment_ends_after_start"),
        ]
        indexes = [models.Index(fields=["person", "starts_at"]), models.Index(fields=["congress", "source"])]
