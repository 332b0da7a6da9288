"""Who holds a congress, and answers for its data."""

from django.db import models

from common.fields import TranslatedField
from congress.enums import HostKind
from congress.models.congress import Congress


class Host(models.Model):
    """A body that holds the congress. Those with `is_controller` are joint controllers (GDPR art. 26).

    `contact` is where people write to about their data; names of functions, not of persons.
    """

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="hosts")
    kind = models.CharField(max_length=10, choices=HostKind.choices, default=HostKind.HOST)
    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="hostings"
    )
    legal_name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    duties = TranslatedField()  # what this controller does with the data, in its own words
    contact = models.CharField(max_length=160, blank=True)
    contact_email = models.EmailField(blank=True)
    is_controller = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
