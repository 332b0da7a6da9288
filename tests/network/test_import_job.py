"""The import of a table as a job: asked for once, shown while it goes on, judged anew, and its outcome told."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from common.actions import jobs
from common.models import Job, StoredFile
from network.actions import importing
from network.models import Organisation
from tests.factories import accounts as people
from tests.factories import network as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_dir")]
UPLOAD, PREVIEW, DISCARD = (f"/en/network/cities/import/{end}" for end in ("", "preview/", "discard/"))
HEAD = "slug,name,country,member_from\n"
SCRIPT = b"js/job.js"


@pytest.fixture(autouse=True)
def keeper(client):
    user = people.secretariat()
    client.force_login(user)
    return user


def send(client, rows: str = "braga,Braga,PT,\n") -> StoredFile:
    client.post(UPLOAD, {"file": SimpleUploadedFile("cities.csv", f"{HEAD}{rows}".encode())})
    return StoredFile.objects.latest("pk")


def confirmed(client, rows: str = "braga,Braga,PT,\n") -> StoredFile:
    file = send(client, rows)
    client.post(PREVIEW)
    return file


def page(client, file: StoredFile, language: str = "en"):
    return client.get(f"/{language}/network/cities/import/{file.pk}/")


def shown(client, file: StoredFile) -> dict:
    return page(client, file).context["job"]


# --- asked for once -----------------------------------------------------------------------------
def test_confirming_imports_nothing_yet_and_leads_to_the_job(client):
    file = send(client)

    answer = client.post(PREVIEW)

    assert (answer.status_code, answer.url) == (302, f"{UPLOAD}{file.pk}/")
    assert (Organisation.objects.count(), Job.objects.get().state) == (0, "queued")


@pytest.mark.parametrize("between", ["nothing", "the worker"])
def test_second_click_is_the_same_job(client, now, between):
    file = confirmed(client)
    if between == "the worker":
        jobs.run_due(now=now)

    again = client.post(PREVIEW)
    jobs.run_due(now=now)

    assert again.url == f"{UPLOAD}{file.pk}/"
    assert (Job.objects.count(), Organisation.objects.count(), shown(client, file)["result"]["new"]) == (1, 1, 1)


def test_job_holds_codes_and_no_address_of_anybody(client, keeper):
    file = confirmed(client)

    assert Job.objects.get().payload == {
        "file": file.pk,
        "choices": [],
        "by": {"kind": "user", "id": str(keeper.pk), "label": f"user {keeper.pk}"},
        "key": f"network.import_cities:{file.pk}",
    }


def test_broken_table_asks_for_no_job(client):
    send(client, "braga,,PT,\n")

    assert (client.post(PREVIEW).status_code, Job.objects.count()) == (409, 0)


# --- its page -----------------------------------------------------------------------------------
def test_page_says_that_it_waits_and_looks_again_by_itself(client):
    answer = page(client, confirmed(client))

    assert (answer.context["job"]["state"], answer.content.count(SCRIPT)) == ("waiting", 1)
    assert b"This waits for its turn" in answer.content


def test_page_without_scripts_leads_to_itself(client):
    file = confirmed(client)

    assert f'href="{UPLOAD}{file.pk}/"'.encode() in page(client, file).content


def test_page_says_how_far_it_is(client, now, monkeypatch):
    file, said = confirmed(client), []
    real = importing._locked
    monkeypatch.setattr(importing, "_locked", lambda pk: said.append(page(client, file)) or real(pk))

    jobs.run_due(now=now)

    assert [(one.context["job"]["state"], one.content.count(SCRIPT)) for one in said] == [("running", 1)]
    assert b"2 of 3" in said[0].content


def test_page_says_what_came_of_it(client, now):
    make.organisation(slug="porto")
    make.organisation(slug="sao-joao", name={"en": "São João"})
    file = send(client, "porto,Oporto,PT,\nbraga,Braga,PT,\nfaro,Faro,PT,\nsjm,Sao Joao,PT,\n")
    client.post(PREVIEW, {"choice-5": "skip"})
    jobs.run_due(now=now)

    answer = page(client, file)

    assert [fact["value"] for fact in answer.context["facts"]] == ["2", "1", "1"]
    assert (answer.context["job"]["state"], answer.content.count(SCRIPT)) == ("done", 0)
    assert b'href="/en/network/cities/"' in answer.content


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_says_why_not_in_the_readers_language(client, now, language):
    file = confirmed(client)
    make.organisation(slug="elsewhere", name={"en": "Braga"})
    jobs.run_due(now=now)

    text = page(client, file, language).content.decode()

    with translation.override(language):
        assert str(importing.ImportNotReady.message) in text
    assert Job.objects.get().progress == {"refusal": {"code": "import_not_ready", "params": {}}}


def test_page_of_no_import_does_not_exist(client):
    assert client.get(f"{UPLOAD}99/").status_code == 404


def test_job_of_another_kind_has_no_page_here(client, now):
    jobs.start(kind="other", key="other:1", payload={}, now=now)

    assert client.get(f"{UPLOAD}1/").status_code == 404


@pytest.mark.parametrize("state", ["queued", "done"])
def test_preview_of_a_confirmed_table_is_its_job(client, now, state):
    file = confirmed(client)
    if state == "done":
        jobs.run_due(now=now)

    assert client.get(PREVIEW).url == f"{UPLOAD}{file.pk}/"


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_page_takes_the_same_queries(client, django_assert_num_queries, state):
    file = confirmed(client)
    Job.objects.update(state=state)

    with django_assert_num_queries(6):
        page(client, file)


# --- judged anew --------------------------------------------------------------------------------
def test_row_that_became_a_question_is_decided_and_imported(client, now):
    file = confirmed(client)
    make.organisation(slug="elsewhere", name={"en": "Braga"})
    jobs.run_due(now=now)
    assert (Organisation.objects.count(), b"Back to the table" in page(client, file).content) == (1, True)
    assert [row["line"].outcome for row in client.get(PREVIEW).context["rows"]] == ["open"]

    client.post(PREVIEW, {"choice-2": "new"})
    assert shown(client, file)["state"] == "waiting"
    jobs.run_due(now=now)

    assert (shown(client, file)["state"], Organisation.objects.count(), Job.objects.count()) == ("done", 2, 1)


def test_city_that_somebody_added_meanwhile_is_changed(client, now):
    file = confirmed(client, "braga,Bracara,PT,2020-01-01\n")
    braga = make.organisation(slug="braga", name={"en": "Braga"})
    jobs.run_due(now=now)

    braga.refresh_from_db()
    assert (braga.name, shown(client, file)["result"]) == ({"en": "Bracara"}, {"new": 0, "changed": 1, "skipped": 0})


def test_table_whose_bytes_are_lost_is_refused_with_a_sentence(client, now):
    file = confirmed(client)
    default_storage.delete(file.name)
    jobs.run_due(now=now)

    assert shown(client, file)["refusal"].startswith("The table is no longer here")


# --- beside other things ------------------------------------------------------------------------
def test_new_table_leaves_the_one_under_way_alone(client, now):
    first = confirmed(client)
    second = send(client, "faro,Faro,PT,\n")
    assert client.get(PREVIEW).context["file"] == second
    jobs.run_due(now=now)

    assert list(Organisation.objects.values_list("slug", flat=True)) == ["braga"]
    assert (shown(client, first)["state"], client.get(PREVIEW).context["file"]) == ("done", second)


def test_table_under_way_is_not_discarded(client, now):
    file = confirmed(client)

    assert client.post(DISCARD).url == f"{UPLOAD}{file.pk}/"
    with pytest.raises(importing.ImportUnderWay):
        importing.discard(file=file)
    jobs.run_due(now=now)
    assert Organisation.objects.count() == 1


def test_refused_table_is_discarded(client, now):
    confirmed(client)
    make.organisation(slug="elsewhere", name={"en": "Braga"})
    jobs.run_due(now=now)

    client.post(DISCARD)

    assert StoredFile.objects.count() == 0


def test_table_under_way_is_not_swept(client, now):
    confirmed(client)

    assert importing.drop_abandoned(now=now + timedelta(days=2)) == 0


def test_repeat_by_another_worker_changes_nothing(client, keeper, now):
    file = confirmed(client)
    jobs.run_due(now=now)

    with pytest.raises(importing.TableGone):
        importing.import_cities(file_id=file.pk, choices={}, by=keeper.as_actor(), now=now)

    assert (Organisation.objects.count(), shown(client, file)["state"]) == (1, "done")


@pytest.mark.crash
def test_failure_in_the_middle_is_tried_again_and_done_once(client, now, monkeypatch):
    file = confirmed(client, "braga,Braga,PT,\nfaro,Faro,PT,\n")
    real, calls = importing.create_organisation, []

    def once(**kw):
        calls.append(kw["slug"])
        if len(calls) == 2:
            raise OSError
        return real(**kw)

    monkeypatch.setattr(importing, "create_organisation", once)
    jobs.run_due(now=now)
    assert (Organisation.objects.count(), shown(client, file)["state"]) == (0, "waiting")
    jobs.run_due(now=now + timedelta(minutes=1))

    assert calls == ["braga", "faro", "braga", "faro"]
    assert (Organisation.objects.count(), shown(client, file)["state"]) == (2, "done")
