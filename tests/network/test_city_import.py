"""Importing cities: preview, choices, all or nothing."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from common.actions import jobs
from common.models import StoredFile
from network.actions import importing
from network.models import Membership, Organisation
from tests.factories import accounts as people
from tests.factories import network as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_dir")]
UPLOAD, PREVIEW = "/en/network/cities/import/", "/en/network/cities/import/preview/"
HEAD = "slug,name,country,member_from,standing\n"


@pytest.fixture(autouse=True)
def keeper(client):
    user = people.secretariat()
    client.force_login(user)
    return user


def send(client, data: bytes | str, name: str = "cities.csv"):
    raw = data.encode() if isinstance(data, str) else data
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, raw)})


def confirm(client, now, **choices: str):
    """Confirms, and lets the worker do it."""
    answer = client.post(PREVIEW, choices)
    jobs.run_due(now=now)
    return answer


def outcomes(client) -> dict[int, str]:
    return {row["line"].number: row["line"].outcome for row in client.get(PREVIEW).context["rows"]}


def test_import_of_new_and_known_cities(client, now, django_capture_on_commit_callbacks):
    make.territorial_network(code="rtp")
    porto = make.organisation(slug="porto", name={"en": "Oporto"})
    text = (
        "slug,name_en,name_pt,country,territorial_network,member_from,member_until,standing\n"
        "porto,,Porto,,rtp,2020-01-01,,arrears\n"
        "braga,Braga,,pt,RTP,2021,2027-01-01,\n"
    )
    assert send(client, text).url == PREVIEW
    assert outcomes(client) == {2: "changed", 3: "new"}
    assert Organisation.objects.count() == 1
    stored = StoredFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert confirm(client, now).url == f"{UPLOAD}{stored.pk}/"

    porto.refresh_from_db()
    assert (porto.name, porto.country) == ({"en": "Oporto", "pt": "Porto"}, "PT")
    braga = Organisation.objects.get(slug="braga")
    period = Membership.objects.get(organisation=braga)
    assert (period.starts_on, period.ends_on, period.standing) == (date(2021, 1, 1), date(2027, 1, 1), "good")
    assert Membership.objects.get(organisation=porto).standing == "arrears"
    assert (StoredFile.objects.count(), default_storage.exists(stored.name)) == (0, False)


def test_import_twice_changes_nothing_more(client, now):
    text = HEAD + "braga,Braga,PT,2021-01-01,good\n"
    for _ in range(2):
        send(client, text)
        confirm(client, now)
    assert (Organisation.objects.count(), Membership.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        (",Braga,PT,,", "slug", "short name (slug) is missing"),
        ("Brága!,Braga,PT,,", "slug", "small letters"),
        ("new,Braga,PT,,", "slug", "small letters"),
        ("braga,,PT,,", "name", "name is missing"),
        ("braga,Braga,XX,,", "country", "not a country"),
        ("braga,Braga,Portugal,,", "country", "not a country"),
        ("braga,Braga,PT,yesterday,", "member_from", "not a date"),
        ("braga,Braga,PT,2021-02-30,", "member_from", "not a date"),
        ("braga,Braga,PT,,good", "member_from", "needs the day"),
        ("braga,Braga,PT,2021-01-01,super", "standing", "must be good"),
        ("braga,=HYPERLINK(1),PT,,", "name", "formula"),
        ("braga,@SUM(1),PT,,", "name", "formula"),
        (f"braga,{'B' * 121},PT,,", "name", "too long"),
    ],
)
def test_broken_row_is_named_and_nothing_is_imported(client, row, column, text):
    send(client, f"{HEAD}good-city,Good City,PT,,\n{row}\n")
    page = client.get(PREVIEW)
    broken = page.context["rows"][0]
    assert broken["line"].number == 3
    assert [(problem["column"], text in str(problem["text"])) for problem in broken["problems"]] == [(column, True)]
    assert b"Import all of it" not in page.content
    assert client.post(PREVIEW).status_code == 409
    assert Organisation.objects.count() == 0


def test_same_slug_in_two_rows_is_an_error_in_both(client):
    send(client, HEAD + "braga,Braga,PT,,\nBRAGA,Braga,PT,,\n")
    assert outcomes(client) == {2: "broken", 3: "broken"}


def test_overlapping_membership_is_an_error(client):
    make.membership(organisation=make.organisation(slug="braga"))
    send(client, HEAD + "braga,Braga,PT,2021-01-01,good\n")
    assert outcomes(client) == {2: "broken"}


def test_reversed_membership_is_an_error(client):
    send(client, "slug,name,country,member_from,member_until\nbraga,Braga,PT,2021-01-01,2020-01-01\n")
    assert outcomes(client) == {2: "broken"}


def test_spelt_alike_is_a_question_and_never_merged_by_itself(client):
    make.organisation(slug="sao-joao", name={"en": "São João da Madeira"})
    send(client, HEAD + "sjm,Sao Joao da Madeira,PT,,\n")
    page = client.get(PREVIEW)
    options = [option["value"] for option in page.context["rows"][0]["options"]]
    assert (outcomes(client), options) == ({2: "open"}, ["same:sao-joao", "new", "skip"])
    assert client.post(PREVIEW).status_code == 409
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("choice", "slugs"), [("new", ["sao-joao", "sjm"]), ("skip", ["sao-joao"]), ("same:sao-joao", ["sao-joao"])]
)
def test_choices_are_followed(client, now, choice, slugs):
    make.organisation(slug="sao-joao", name={"en": "São João da Madeira"})
    send(client, HEAD + "sjm,Sao Joao da Madeira,PT,2020-01-01,arrears\n")
    assert confirm(client, now, **{"choice-2": choice}).status_code == 302
    assert sorted(Organisation.objects.values_list("slug", flat=True)) == slugs
    assert Membership.objects.count() == (choice != "skip")


@pytest.mark.parametrize("choice", ["same:porto", "merge", "same:"])
def test_forged_choice_is_refused(client, choice):
    make.organisation(slug="porto")
    make.organisation(slug="sao-joao", name={"en": "São João da Madeira"})
    send(client, HEAD + "sjm,Sao Joao da Madeira,PT,,\n")
    assert client.post(PREVIEW, {"choice-2": choice}).status_code == 409
    assert Organisation.objects.count() == 2


def test_choices_are_kept_while_others_are_open(client):
    make.organisation(slug="sao-joao", name={"en": "São João da Madeira"})
    make.organisation(slug="braga", name={"en": "Bragança"})
    send(client, HEAD + "sjm,Sao Joao da Madeira,PT,,\nbr,Braganca,PT,,\n")
    client.post(PREVIEW, {"choice-2": "skip"})
    assert outcomes(client) == {2: "skipped", 3: "open"}
    page = client.get(PREVIEW)
    assert page.content.count(b" checked") == 1


def test_two_rows_for_one_city_are_an_error(client):
    make.organisation(slug="sao-joao", name={"en": "São João da Madeira"})
    send(client, HEAD + "sao-joao,,PT,,\nsjm,Sao Joao da Madeira,PT,,\n")
    client.post(PREVIEW, {"choice-3": "same:sao-joao"})
    assert outcomes(client) == {2: "broken", 3: "broken"}


def test_alike_in_another_country_is_no_question(client):
    make.organisation(slug="cordoba", name={"en": "Córdoba"}, country="ES")
    send(client, HEAD + "cordoba-ar,Cordoba,AR,,\n")
    assert outcomes(client) == {2: "new"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(client, now, encoding, separator):
    text = "slug,name,country\r\ngijon,Gijón,ES\r\n".replace(",", separator)
    send(client, text.encode(encoding))
    confirm(client, now)
    assert Organisation.objects.get().name == {"en": "Gijón"}


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_spreadsheet_with_real_dates(client, now):
    rows = [
        ("Slug", "Name", "Country", "member_from"),
        ("braga", "Braga", "PT", date(2021, 5, 1)),
        ("faro", "Faro", "PT", 1999),
    ]
    send(client, workbook(*rows), "cities.xlsx")
    confirm(client, now)
    assert sorted(Membership.objects.values_list("starts_on", flat=True)) == [date(1999, 1, 1), date(2021, 5, 1)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (HEAD.encode(), "no rows"),
        (b"slug,slug\na,b\n", "same name"),
        (b"slug,name,country,shoe_size\na,A,PT,43\n", "Unknown columns: shoe_size"),
        (b"name,country\nA,PT\n", "column slug is missing"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\x00\x01\x02\xff" * 20, "neither a CSV"),
        (HEAD.encode() + b"".join(b"c%d,C,PT,,\n" % i for i in range(2001)), "more than 2000 rows"),
    ],
)
def test_unusable_file_is_refused_with_a_sentence(client, data, sentence):
    page = send(client, data)
    assert (page.status_code, StoredFile.objects.count()) == (400, 0)
    assert sentence in page.content.decode()


def test_missing_file_is_refused(client):
    assert client.post(UPLOAD).status_code == 400


def test_preview_without_a_file_goes_back(client):
    assert client.get(PREVIEW).url == UPLOAD
    assert client.post(PREVIEW).url == UPLOAD


@pytest.mark.crash
def test_failure_in_the_middle_imports_nothing(client, keeper, now, monkeypatch):
    send(client, HEAD + "braga,Braga,PT,,\nfaro,Faro,PT,,\n")
    real = importing.create_organisation
    calls = iter([real])
    monkeypatch.setattr(importing, "create_organisation", lambda **kw: next(calls)(**kw))
    with pytest.raises(StopIteration):
        importing.import_cities(file_id=StoredFile.objects.get().pk, choices={}, by=keeper.as_actor(), now=now)
    assert (Organisation.objects.count(), StoredFile.objects.count()) == (0, 1)


def test_new_upload_and_discarding_drop_the_file(client):
    send(client, HEAD + "braga,Braga,PT,,\n")
    send(client, HEAD + "faro,Faro,PT,,\n")
    assert StoredFile.objects.count() == 1
    client.post("/en/network/cities/import/discard/")
    assert StoredFile.objects.count() == 0


def test_abandoned_tables_are_dropped_after_a_day(client, now):
    send(client, HEAD + "braga,Braga,PT,,\n")
    assert importing.drop_abandoned(now=now + timedelta(hours=23)) == 0
    assert importing.drop_abandoned(now=now + timedelta(hours=25)) == 1


def test_template_has_the_columns_of_the_import(client):
    text = b"".join(client.get("/en/network/cities/import/template.csv").streaming_content).decode("utf-8-sig")
    assert text.strip().split(",")[:3] == ["slug", "name", "name_en"]


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_takes_the_same_queries(client, django_assert_num_queries, rows):
    make.organisation(slug="sao-joao", name={"en": "São João"})
    send(client, HEAD + "".join(f"city-{i},City {chr(97 + i) * 9},PT,,\n" for i in range(rows)))
    with django_assert_num_queries(10):
        client.get(PREVIEW)
