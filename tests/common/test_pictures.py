"""Pictures that people send: checked before they are decoded, encoded anew, kept without metadata."""

import io
import struct
import subprocess
import sys
import textwrap
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.errors import Invalid
from common.uploads import picture as drawn
from tests.common.pictures import image


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def blank_png(width, height):
    """A sound PNG of one colour: a few kilobytes, whatever its size."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + 3 * width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_where_a_photograph_was_taken_is_left_out():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Camera"
    upload = image("JPEG", (400, 200), exif=exif.tobytes())

    kept = drawn(upload, widths=(1600,))[0]

    with Image.open(io.BytesIO(kept.data)) as made:
        assert (made.size, dict(made.getexif())) == ((200, 400), {})


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [("WEBP", "RGB", "image/jpeg"), ("WEBP", "RGBA", "image/png"), ("PNG", "RGBA", "image/png"),
     ("PNG", "P", "image/png"), ("JPEG", "CMYK", "image/jpeg"), ("JPEG", "L", "image/jpeg")],
)  # fmt: skip
def test_every_kind_of_picture_is_encoded_anew(kind, mode, kept):
    assert [one.content_type for one in drawn(image(kind, (20, 10), mode), widths=(1600, 720))] == [kept]


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 20, b"%PDF-1.4",
     b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"\xff\xd8\xff" + b"\0" * 40, blank_png(10, 10)[:-30]],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(Invalid):
        drawn(SimpleUploadedFile("a.png", data), widths=(1600,))


def test_fifty_megapixels_are_refused_with_their_number():
    with pytest.raises(Invalid) as refused:
        drawn(SimpleUploadedFile("a.png", blank_png(8000, 6250)), widths=(1600,))

    assert str(refused.value) == "The picture has 50 megapixels; at most 25 are taken. Please send a smaller one."


def test_too_many_bytes_are_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    with pytest.raises(Invalid, match="larger than 1 MB"):
        drawn(SimpleUploadedFile("a.png", blank_png(10, 10) + b"\0" * 1024 * 1024), widths=(1600,))


def memory_for(path, limit):
    """Megabytes by which a process grows while it reads a picture, with so many pixels allowed."""
    script = f"""
        import re
        from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
        import common.uploads as uploads
        uploads.MAX_PIXELS = {limit}
        # Not ru_maxrss: a process inherits that of the one that began it.
        def highest():
            return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
        before = highest()
        try:
            with uploads._opened(open({str(path)!r}, "rb").read()) as image:
                image.load()
        except uploads.Invalid:
            pass
        print((highest() - before) // 1024)
    """
    code = "import django; django.setup()\n" + textwrap.dedent(script)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_refusing_fifty_megapixels_costs_no_memory(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(blank_png(8000, 6250))

    assert memory_for(path, 25_000_000) < 10
    assert memory_for(path, 60_000_000) > 40, "the control: without the limit it is decoded"
