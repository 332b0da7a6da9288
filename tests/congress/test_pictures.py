"""Pictures and files of the pages: checked before they are decoded, kept without metadata, shown to whom they may."""

import io
import struct
import subprocess
import sys
import textwrap
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.actors import Actor
from common.errors import Invalid
from common.models import StoredFile
from common.uploads import picture as drawn
from congress.actions.pictures import PictureInUse, add_file, add_picture, describe_picture, remove_picture
from congress.models import Picture
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
ANA = Actor("user", "1")


def image(kind="JPEG", size=(2000, 1000), mode="RGB", **kw):
    out = io.BytesIO()
    Image.new(mode, size, (255, 0, 0, 90) if mode == "RGBA" else "red").save(out, kind, **kw)
    return SimpleUploadedFile(f"a.{kind.lower()}", out.getvalue())


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def blank_png(width, height):
    """A sound PNG of one colour: a few kilobytes, whatever its size."""
    packer = zlib.compressobj(9)
    row = b"\0" * (1 + 3 * width)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


# --- uploads ------------------------------------------------------------------------------------
def test_picture_is_kept_in_two_widths(files_dir, now):
    row = add_picture(congress=make.congress(), upload=image(), alt={"en": " A  door "}, by=ANA, now=now)

    assert (row.width, row.height, row.alt, row.file.content_type) == (1600, 800, {"en": "A door"}, "image/jpeg")
    with default_storage.open(row.small.name) as kept, Image.open(kept) as small:
        assert small.size == (720, 360)


def test_small_picture_is_kept_once(files_dir, now):
    row = add_picture(congress=make.congress(), upload=image("PNG", (300, 200)), by=ANA, now=now)

    assert (row.width, row.small, row.file.content_type) == (300, None, "image/png")


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


def test_file_is_a_pdf_by_its_content(files_dir, now):
    with pytest.raises(Invalid):
        add_file(congress=make.congress(), upload=SimpleUploadedFile("a.pdf", b"MZ" + b"\0" * 100), by=ANA, now=now)


# --- the library --------------------------------------------------------------------------------
def test_description_is_said_in_each_language(files_dir, now):
    row = describe_picture(row=make.picture(alt={"en": "Door"}), alt={"es": "Puerta", "en": ""}, by=ANA, now=now)

    assert row.alt == {"es": "Puerta"}


def test_picture_that_a_draft_shows_is_kept(files_dir, now):
    row = make.picture()
    page = make.page(congress=row.congress, draft={"title": {}, "body": {"en": [{"image": row.name}]}})

    with pytest.raises(PictureInUse) as refused:
        remove_picture(row=row, by=ANA, now=now)

    assert page.slug in str(refused.value)


def test_removing_a_picture_removes_its_bytes(files_dir, now, django_capture_on_commit_callbacks):
    row = add_picture(congress=make.congress(), upload=image(), by=ANA, now=now)
    names = [row.file.name, row.small.name]

    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(row=row, by=ANA, now=now)

    assert (Picture.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_removing_a_picture_leaves_the_bytes_to_another_edition(files_dir, now, django_capture_on_commit_callbacks):
    row = add_picture(congress=make.congress(), upload=image(), by=ANA, now=now)
    other = make.picture(file=row.file)

    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(row=row, by=ANA, now=now)

    assert (Picture.objects.get(), default_storage.exists(other.file.name)) == (other, True)
    assert not StoredFile.objects.filter(pk=row.small_id).exists()


# --- who sees them ------------------------------------------------------------------------------
def fetched(browser, url):
    """The answer, its file read to the end."""
    answer = browser.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def address(row, mark=""):
    return f"/pictures/{row.congress.slug}/page/{row.name}{mark}"


def test_picture_of_a_published_page_is_public(client, files_dir):
    row = make.picture()
    make.page(congress=row.congress, body={"en": [{"image": row.name}]})

    answer = fetched(client, address(row))

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/png",
        "public, max-age=86400",
    )
    assert (answer["X-Content-Type-Options"], answer["Content-Disposition"][:6]) == ("nosniff", "inline")
    assert fetched(client, address(row, "-s")).status_code == 200


@pytest.mark.parametrize("state", ["unpublished", "only in the draft", "draft congress", "elsewhere"])
def test_other_pictures_are_for_those_who_prepare_the_page(state, client, client_for, files_dir):
    row = make.picture(congress=make.congress(state="draft" if state == "draft congress" else "open"))
    body = {"en": [{"image": row.name}]}
    if state == "only in the draft":
        make.page(congress=row.congress, draft={"title": {}, "body": body})
    elif state == "elsewhere":
        make.page(body=body)
    else:
        make.page(congress=row.congress, body=body, is_published=state != "unpublished")
    owner = client_for(make.team_member(congress=row.congress).user)
    guide = client_for(make.team_member(congress=row.congress, role="guide").user)

    assert [fetched(who, address(row)).status_code for who in (client, guide, owner)] == [404, 404, 200]
    assert fetched(owner, address(row))["Cache-Control"] == "private, no-store"


def test_name_of_a_picture_holds_under_its_own_congress_only(client, files_dir):
    row = make.picture()
    make.page(congress=row.congress, body={"en": [{"image": row.name}]})

    assert client.get(f"/pictures/{make.congress().slug}/page/{row.name}").status_code == 404


def test_file_is_a_download(client, files_dir):
    row = make.picture(width=None, height=None)
    make.page(congress=row.congress, body={"en": [{"file": row.name, "label": "Plan"}]})

    assert fetched(client, address(row))["Content-Disposition"].startswith("attachment")
