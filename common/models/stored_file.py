"""Private files: uploads and documents, outside the web root under random names."""

from django.db import models


class StoredFile(models.Model):
    """One file under FILES_DIR. Who may read it is decided by the owner of the row that points here."""

    name = models.CharField(max_length=64, unique=True)  # random; the path under FILES_DIR
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    person = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person"])]
