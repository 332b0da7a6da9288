"""Two at once over one table, on real row locks; each with a control that shows what happens without its guard."""

from functools import partial

import pytest
from django.db import IntegrityError

from common.actions import jobs
from common.actors import Actor
from common.models import Job, StoredFile
from network.actions import importing
from network.models import Organisation
from tests.congress.test_races import at_once, together

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("files_dir")]
BY = Actor.system("test")


@pytest.fixture
def file(now) -> StoredFile:
    return importing.keep_table(data=b"slug,name,country\nbraga,Braga,PT\n", original_name="cities.csv", now=now)


def confirming(file, now):
    return partial(importing.start_import, file=file, choices={}, by=BY, now=now)


def importing_it(file, now):
    return partial(importing.import_cities, file_id=file.pk, choices={}, by=BY, now=now)


def test_two_clicks_at_once_ask_for_one_job(file, now, monkeypatch):
    monkeypatch.setattr(importing, "_locked", together(importing._locked))

    assert at_once(confirming(file, now), confirming(file, now)) == []
    assert Job.objects.count() == 1


def test_two_clicks_at_once_ask_for_one_job_even_without_the_lock(file, now, monkeypatch):
    monkeypatch.setattr(importing, "_locked", together(lambda file_id: None))

    assert at_once(confirming(file, now), confirming(file, now)) == []
    assert Job.objects.count() == 1


def test_control_without_the_key_two_clicks_ask_for_two_jobs(file, now, monkeypatch):
    waited = together(lambda: None)

    def start(*, kind, key, payload, now):
        """What one would write at first: look, and ask if nobody has."""
        if not Job.objects.filter(kind=kind).exists():
            waited()
            jobs.enqueue(kind=kind, payload=payload, now=now)

    monkeypatch.setattr(importing, "_locked", lambda file_id: None)
    monkeypatch.setattr(importing.jobs, "start", start)

    assert at_once(confirming(file, now), confirming(file, now)) == []
    assert Job.objects.count() == 2


def test_two_workers_at_once_import_once(file, now, monkeypatch):
    monkeypatch.setattr(importing, "_locked", together(importing._locked))

    assert at_once(importing_it(file, now), importing_it(file, now)) == [importing.TableGone]
    assert Organisation.objects.count() == 1


def test_control_without_the_lock_the_constraint_refuses_the_second(file, now, monkeypatch):
    monkeypatch.setattr(importing, "_locked", lambda file_id: None)
    monkeypatch.setattr(importing, "create_organisation", together(importing.create_organisation))

    assert at_once(importing_it(file, now), importing_it(file, now)) == [IntegrityError]
    assert Organisation.objects.count() == 1


def test_table_is_either_imported_or_discarded(file, now, monkeypatch):
    monkeypatch.setattr(importing, "_locked", together(importing._locked))
    monkeypatch.setattr(importing, "is_under_way", together(importing.is_under_way))

    errors = at_once(confirming(file, now), partial(importing.discard, file=file))

    asked, kept = Job.objects.exists(), StoredFile.objects.filter(pk=file.pk).exists()
    assert (errors, asked, kept) in [([importing.ImportUnderWay], True, True), ([importing.TableGone], False, False)]


def test_two_workers_at_once_claim_a_job_once(file, now, monkeypatch):
    importing.start_import(file=file, choices={}, by=BY, now=now)
    ident = Job.objects.get().id
    monkeypatch.setattr(jobs, "perform", lambda **kw: None)
    ran = []

    assert at_once(*(lambda: ran.append(jobs.run_job(job_id=ident, now=now)) for _ in range(2))) == []
    assert (sorted(ran), Job.objects.get().attempts) == ([False, True], 1)
