"""Certificates: what the congress attests about one person."""

from django.db import models
from django.db.models import Q

from common.fields import TranslatedField
from programme.enums import CertificateKind


class Signatory(models.Model):
    """Who signs the certificates of a congress. Without one they name the institution that holds it, and nobody.

    An institution that is not written here is the host's name.
    """

    congress = models.OneToOneField("congress.Congress", on_delete=models.CASCADE, related_name="signatory")
    name = models.CharField(max_length=120)
    office = TranslatedField()
    institution = TranslatedField()


class Certificate(models.Model):
    """An attestation with a code that anybody can verify. `facts`: {"days": [iso dates], "minutes": n}, as issued.

    It holds no name: the person's is read where it is shown, so a corrected name is right everywhere and an erased
    one is gone.
    """

    congress = models.ForeignKey("congress.Congress", on_delete=models.PROTECT, related_name="certificates")
    registration = models.ForeignKey("registration.Registration", on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=12, choices=CertificateKind.choices, default=CertificateKind.ATTENDANCE)
    code = models.CharField(max_length=20, unique=True)  # 16 letters of 27: 76 bits
    facts = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"], condition=Q(revoked_at__isnull=True), name="certificate_once"
            )
        ]
