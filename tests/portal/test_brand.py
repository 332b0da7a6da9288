"""A congress's stylesheet and pictures: for ever in every cache once it is public, its team's alone before."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from common.models import StoredFile
from congress.enums import Role
from portal.web.brand import picture_url, stylesheet_url
from tests.factories import accounts
from tests.factories import congress as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_dir")]
FOR_EVER = "public, max-age=31536000, immutable"


def picture(now) -> StoredFile:
    name = default_storage.save("picture", ContentFile(b"\x89PNG"))
    return StoredFile.objects.create(
        name=name, original_name="picture", content_type="image/png", size=4, sha256="ab" * 32, created_at=now
    )


def congress(now, **kw):
    return make.congress(slug="demo", logo=picture(now), header_image=picture(now), **kw)


def addresses(row) -> list[str]:
    return [stylesheet_url(row), picture_url(row, "logo"), picture_url(row, "header")]


def knock(client, row) -> list[tuple[int, str]]:
    answers = [client.get(address) for address in addresses(row)]
    for answer in answers:
        answer.close()
    return [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers]


def test_public_congress_is_kept_for_ever_by_every_cache(client, now):
    assert knock(client, congress(now)) == [(200, FOR_EVER)] * 3


def test_public_congress_asks_nobody_who_they_are(client, now):
    answers = [client.get(address) for address in addresses(congress(now))]
    for answer in answers:
        answer.close()

    assert ["Cookie" in answer.headers["Vary"] for answer in answers] == [False] * 3


@pytest.mark.parametrize("who", ["nobody", "somebody", "another team", "former"])
def test_congress_in_preparation_shows_nothing(client_for, now, who):
    row = congress(now, state="draft")
    user = {
        "nobody": lambda: None,
        "somebody": accounts.user,
        "another team": lambda: make.team_member().user,
        "former": lambda: make.team_member(congress=row, ends_on=now.date()).user,
    }[who]()

    statuses = [status for status, _kept in knock(client_for(user), row)]

    assert statuses == [404] * 3


@pytest.mark.parametrize("role", [Role.OWNER, Role.GUIDE])
def test_congress_in_preparation_shows_to_its_team_and_to_no_shared_cache(client_for, now, role):
    row = congress(now, state="draft")
    member = make.team_member(congress=row, role=role)

    assert knock(client_for(member.user), row) == [(200, "private, no-cache")] * 3


def test_congress_that_does_not_exist_answers_as_one_in_preparation(client, now):
    hidden = congress(now, state="draft")

    known = [client.get(address).content for address in addresses(hidden)]
    unknown = [client.get(address.replace("demo", "none")).content for address in addresses(hidden)]

    assert [text.replace(b"demo", b"none") for text in known] == unknown


def test_outdated_stylesheet_is_kept_by_nobody(client, now):
    row = congress(now)

    assert client.get(f"/brand/{row.slug}.000000000000.css").headers["Cache-Control"] == "no-cache"


def test_picture_of_another_content_does_not_exist(client, now):
    congress(now)

    assert client.get("/pictures/demo/logo/0123456789abcdef").status_code == 404
