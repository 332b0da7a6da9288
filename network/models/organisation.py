"""Cities and other bodies, and the territorial networks that they form."""

from django.db import models

from common.fields import TranslatedField
from network.enums import OrganisationKind


class TerritorialNetwork(models.Model):
    """A network of member cities of one country or region."""

    code = models.SlugField(max_length=40, unique=True)
    name = TranslatedField()


class Organisation(models.Model):
    """A city or another body: who takes part, and whom invoices are made out to."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=OrganisationKind.choices, default=OrganisationKind.CITY)
    name = TranslatedField()
    search = models.CharField(max_length=400, blank=True)  # every name, folded, for finding a city as one types it
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    territorial_network = models.ForeignKey(
        TerritorialNetwork, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    address = models.TextField(blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    legal_name = models.CharField(max_length=200, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    routing_codes = models.JSONField(default=dict, blank=True)  # DIR3, SIRET, buyer reference…
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["country", "slug"]), models.Index(fields=["search"])]

    def __str__(self) -> str:
        return self.slug
