"""The list of erasures is written before the erasure is committed, and lies apart."""

import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from common import erasure
from common.models import PersonKey

PERSON = str(uuid.UUID(int=7))


@pytest.fixture
def listing(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "apart" / "erasures.jsonl"
    return Path(settings.ERASURES_FILE)


@pytest.fixture
def key(db):
    return PersonKey.objects.create(person=PERSON, sealed="-")


def test_erasure_deletes_the_key_and_writes_a_line(listing, key, now):
    erasure.erase(person=PERSON, now=now)

    assert list(PersonKey.objects.all()) == []
    assert [json.loads(line) for line in listing.read_text().splitlines()] == [
        {"at": now.isoformat(), "person": PERSON}
    ]


def test_list_is_readable_by_its_owner_alone(listing, now):
    erasure.remember(person=PERSON, now=now)

    assert listing.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_line_is_there_before_the_commit(listing, now):
    PersonKey.objects.create(person=PERSON, sealed="-")
    seen = []

    with transaction.atomic():
        transaction.on_commit(lambda: seen.append(listing.exists()))
        erasure.erase(person=PERSON, now=now)
        seen.append(listing.exists())

    assert seen == [True, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.crash
def test_nobody_is_erased_when_the_list_cannot_be_written(settings, tmp_path, now):
    PersonKey.objects.create(person=PERSON, sealed="-")
    settings.ERASURES_FILE = tmp_path

    with pytest.raises(OSError, match="directory"):
        erasure.erase(person=PERSON, now=now)

    assert PersonKey.objects.count() == 1


def test_replay_erases_who_was_erased_since(listing, key, now):
    erasure.remember(person=PERSON, now=now)

    assert erasure.replay(since=now, now=now) == 1
    assert list(PersonKey.objects.all()) == []


def test_replay_leaves_who_was_erased_before(listing, key, now):
    erasure.remember(person=PERSON, now=now - timedelta(seconds=1))

    assert erasure.replay(since=now, now=now) == 0
    assert PersonKey.objects.count() == 1


def test_replay_twice_is_harmless_and_writes_nothing(listing, key, now):
    erasure.remember(person=PERSON, now=now)
    before = listing.read_bytes()

    erasure.replay(since=now, now=now)
    erasure.replay(since=now, now=now)

    assert listing.read_bytes() == before


def test_line_after_a_torn_one_stands_alone(listing, now):
    erasure.remember(person=PERSON, now=now)
    with listing.open("a") as out:
        out.write('{"at": "2026')

    erasure.remember(person=PERSON, now=now)

    assert [line[:8] for line in listing.read_text().splitlines()] == ['{"at": "', '{"at": "', '{"at": "']


def test_damaged_line_is_named_and_nothing_is_replayed(listing, key, now):
    erasure.remember(person=PERSON, now=now)
    with listing.open("a") as out:
        out.write("nonsense\n")

    with pytest.raises(erasure.ErasuresDamaged) as refusal:
        erasure.replay(since=now, now=now)

    assert refusal.value.params["line"] == 2
    assert PersonKey.objects.count() == 1


def test_missing_list_is_not_an_empty_one(listing, now, db):
    with pytest.raises(erasure.ErasuresMissing):
        erasure.replay(since=now, now=now)
