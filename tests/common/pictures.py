"""Pictures as people send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def image(kind="JPEG", size=(2000, 1000), mode="RGB", **kw):
    out = io.BytesIO()
    Image.new(mode, size, (255, 0, 0, 90) if mode == "RGBA" else "red").save(out, kind, **kw)
    return SimpleUploadedFile(f"a.{kind.lower()}", out.getvalue())
