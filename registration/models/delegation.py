"""A city's delegation."""

from django.db import models

from congress.models import Congress


class Delegation(models.Model):
    """People of one city registered together by its head, paid by one order."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="delegations")
    code = models.CharField(max_length=8, unique=True)
    organisation = models.ForeignKey("network.Organisation", on_delete=models.PROTECT, related_name="delegations")
    head = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="headed_delegations")
    order = models.ForeignKey("payments.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    most = models.PositiveSmallIntegerField(default=10)  # the largest number of members
    link_hash = models.CharField(max_length=64, blank=True, db_index=True)  # of the secret in the head's letter
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "organisation", "head"], name="delegation_once")]
