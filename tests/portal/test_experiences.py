"""The pages and files of the experience bank: what they hold, and what never leaves."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from common.actions.jobs import run_due
from congress.models import CoPresenter, Submission
from congress.rules.bank import search_text
from tests.factories import accounts, network, questions, words
from tests.factories import congress as make

pytestmark = pytest.mark.django_db
MARKUP = '</script><img src=x onerror="alert(1)">'


def experience(call, number=1, **kw):
    """A published experience whose author and reviewer have names that must stay inside."""
    city = network.organisation(name=words(f"City {number}"))
    author = accounts.person(
        organisation=city, given_name="Ana", family_name="Pérez", email=f"hidden-{number}@example.org"
    )
    values = {"title": {"en": f"Work {number}"}, "search": search_text({"en": f"Work {number}"})}
    return make.submission(call=call, author=author, state="accepted", **{"may_publish": True, **values, **kw})


def path(name, *args, lang="en", **params):
    with translation.override(lang):
        return f"{reverse(name, args=args)}?{urlencode(params)}".rstrip("?")


@pytest.fixture
def call():
    return make.closed_call(congress=make.congress(slug="bank"))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "args", "queries"), [("portal-experiences", ["bank"], 6), ("portal-bank", [], 6)])
def test_a_list_asks_the_same_number_of_questions(client, call, django_assert_num_queries, rows, name, args, queries):
    for number in range(rows):
        experience(call, number, axis=make.axis(congress=call.congress), format=make.format(call=call))

    with django_assert_num_queries(queries):
        answer = client.get(path(name, *args))

    assert answer.content.decode().count("<article") == rows


def test_a_list_of_many_comes_in_pages(client, call):
    author = accounts.person(organisation=network.organisation())
    text = {"en": "A long summary of what the city has done in these years. " * 40}
    many = [
        Submission(
            code=f"X{number:05}", call=call, organisation=author.organisation, author=author, state="accepted",
            may_publish=True, language="en", title={"en": f"Work {number}"}, summary=text, created_at=make.NOW,
            updated_at=make.NOW, submitted_at=make.NOW,
        )
        for number in range(60)
    ]  # fmt: skip
    Submission.objects.bulk_create(many)
    pages = [client.get(path("portal-bank", page=page)).content for page in (1, 2, 3)]

    found = [re.findall(rb"experiences/(X\d{5})/", page) for page in pages]
    assert ([len(codes) for codes in found], len({code for codes in found for code in codes})) == ([24, 24, 12], 60)
    assert max(map(len, pages)) < 40_000


def test_all_editions_are_one_bank_without_those_that_are_not_public(client, call):
    experience(call, 1)
    experience(make.closed_call(congress=make.congress(slug="past", name=words("Past one"))), 2)
    experience(make.closed_call(congress=make.congress(state="draft")), 3)
    experience(make.closed_call(congress=make.congress(is_listed=False)), 4)
    experience(make.closed_call(congress=make.congress(parts=["visits"])), 5)
    everything = client.get(path("portal-bank")).content.decode()

    assert [f"Work {number}<" in everything for number in range(1, 6)] == [True, True, False, False, False]
    past = client.get(path("portal-bank", edition="past")).content.decode()
    assert ["Work 1<" in past, "Work 2<" in past] == [False, True]


def test_the_page_of_an_experience_shows_the_original_and_its_translation(client, call):
    row = experience(
        call, language="ar", title={"ar": "مدينة", "fr": "Une ville"}, summary={"ar": "نص", "fr": "Un texte"}
    )
    here = [
        client.get(path("portal-experience", "bank", row.code, lang=lang)).content.decode() for lang in ("fr", "es")
    ]

    assert ['lang="ar" dir="rtl"><p>نص</p>' in page for page in here] == [True, True]
    assert ["<p>Un texte</p>" in page for page in here] == [True, False]
    assert 'hreflang="fr">Français</a>' in here[1]


def test_the_page_shows_public_answers_alone(client, call):
    public = questions.question(audience="public", label={"en": "What others can use"})
    inside = questions.question(form=public.form, audience="committee", label={"en": "What it cost"})
    call.form = public.form
    call.save()
    answers = questions.answer_set(form=public.form, answers={public.code: "A key", inside.code: "Too much"})
    row = experience(call, answer_set=answers)
    texts = [
        client.get(path("portal-experience", "bank", row.code)).content.decode(),
        b"".join(client.get("/feeds/bank/experiences.json")).decode(),
    ]

    assert [("A key" in text, "Too much" in text, "What it cost" in text) for text in texts] == [
        (True, False, False)
    ] * 2


def test_machines_read_the_experience_whatever_its_text(client, call):
    row = experience(call, title={"en": MARKUP}, summary={"en": "A & B", "es": "A y B"})
    page = client.get(path("portal-experience", "bank", row.code)).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    data = json.loads(block)

    assert MARKUP not in page
    assert (data["@type"], data["name"], data["abstract"], data["inLanguage"]) == (
        "CreativeWork",
        MARKUP,
        "A & B",
        "en",
    )
    assert [work["inLanguage"] for work in data["workTranslation"]] == ["es"]
    assert data["url"].endswith(f"/en/bank/experiences/{row.code}/")
    assert data["author"][0]["name"] == "Ana Pérez"


def test_what_is_taken_back_is_gone_and_what_never_was_there_does_not_exist(client, call, now):
    shown, never = experience(call), make.submission(call=call, state="accepted")
    Submission.objects.filter(pk=shown.pk).update(may_publish=False, consent_withdrawn_at=now)
    answers = [client.get(path("portal-experience", "bank", code)) for code in (shown.code, never.code, "NOBODY")]

    assert [answer.status_code for answer in answers] == [410, 404, 404]
    assert "is no longer published" in answers[0].content.decode()
    assert "Work" not in answers[0].content.decode()


def test_files_hold_what_pages_hold_and_no_more(client, call, now):
    row = experience(call, title={"en": "=1+1", "es": "+cmd"}, summary={"en": "@SUM(A1)\nsecond"})
    CoPresenter.objects.create(submission=row, name="Bo", email="bo-hidden@example.org", confirmed_at=now)
    CoPresenter.objects.create(submission=row, name="Unasked Una", email="una-hidden@example.org")
    make.review(assignment=make.assignment(submission=row), comment_committee="hidden words")
    experience(make.closed_call(congress=call.congress, code="other"), 2, may_publish=False)
    texts = [b"".join(client.get(f"/feeds/{name}")).decode("utf-8-sig") for name in (
        "bank/experiences.csv", "experiences.csv", "bank/experiences.json", "experiences.json"
    )]  # fmt: skip
    (table,) = csv.DictReader(io.StringIO(texts[0]))
    (item,) = json.loads(texts[2])["results"]

    assert [text for text in texts if "hidden" in text or "Una" in text or "Work 2" in text] == []
    assert (texts[0], texts[2]) == (texts[1], texts[3])
    assert (table["title"], table["title_es"], table["summary"]) == ("'=1+1", "'+cmd", "'@SUM(A1)\nsecond")
    assert (table["code"], table["year"], table["presenters"]) == (row.code, "2027", "Ana Pérez; Bo")
    assert (item["title"], item["presenters"]) == (row.title, ["Ana Pérez", "Bo"])
    assert item["address"].endswith(f"/en/bank/experiences/{row.code}/")


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_is_sent_again_only_when_something_has_changed(client, call, now, kind):
    row = experience(call)
    address = f"/feeds/bank/experiences.{kind}"
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert client.get(f"{address}?lang=fr", headers={"if-none-match": tag}).status_code == 200
    Submission.objects.filter(pk=row.pk).update(may_publish=False)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("params", ["q=%25", "axis=x", "year=soon", "page=99", "country=XX&format=y&language=zz"])
def test_odd_parameters_are_answered(client, call, params):
    experience(call)

    pages = [client.get(f"{address}?{params}") for address in ("/en/experiences/", "/en/bank/experiences/")]

    assert [page.status_code for page in pages] == [200, 200]


def test_the_book_is_asked_for_and_read(client, call, now):
    experience(call)
    book = path("portal-book", "bank", lang="fr")
    assert client.get(f"{book[:-1]}.pdf").headers["Location"] == book
    assert client.post(book).headers["Location"] == book
    assert 'data-job="waiting"' in client.get(book).content.decode()
    run_due(now=now)
    assert "book.pdf" in client.get(book).content.decode()
    answer = client.get(f"{book[:-1]}.pdf")
    assert b"".join(answer).startswith(b"%PDF-")
    again = client.get(f"{book[:-1]}.pdf", headers={"if-none-match": answer.headers["ETag"]})
    assert (answer.headers["Content-Type"], again.status_code) == ("application/pdf", 304)


def test_an_author_takes_the_consent_back(client, call):
    row = experience(call)
    user = accounts.user(person=row.author)
    client.force_login(user)
    page = path("congress-submission-publication", "bank", call.code, row.code)
    assert "Take it back" in client.get(page).content.decode()
    client.post(page, {"may_publish": "no"})

    row.refresh_from_db()
    assert (row.may_publish, client.get(path("portal-experience", "bank", row.code)).status_code) == (False, 410)
    assert client.get(path("portal-book", "bank")).status_code == 404
