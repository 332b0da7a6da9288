"""Pictures and files of the pages: kept in two widths, shown to whom they may."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from common.actors import Actor
from common.errors import Invalid
from common.models import StoredFile
from congress.actions.pictures import PictureInUse, add_file, add_picture, describe_picture, remove_picture
from congress.models import Picture
from tests.common.pictures import image
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
ANA = Actor("user", "1")


# --- uploads ------------------------------------------------------------------------------------
def test_picture_is_kept_in_two_widths(files_dir, now):
    row = add_picture(congress=make.congress(), upload=image(), alt={"en": " A  door "}, by=ANA, now=now)

    assert (row.width, row.height, row.alt, row.file.content_type) == (1600, 800, {"en": "A door"}, "image/jpeg")
    with default_storage.open(row.small.name) as kept, Image.open(kept) as small:
        assert small.size == (720, 360)


def test_small_picture_is_kept_once(files_dir, now):
    row = add_picture(congress=make.congress(), upload=image("PNG", (300, 200)), by=ANA, now=now)

    assert (row.width, row.small, row.file.content_type) == (300, None, "image/png")


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
