"""Certificates of attendance: from scans to paper, and back from the paper to the page that verifies it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from common.actors import Actor
from common.errors import Invalid
from common.models import AuditEntry
from congress.enums import CongressKind
from programme.actions.certificates import CongressNotOver, issue_certificates, revoke_certificate
from programme.actions.signatory import SignatoryFacts, name_signatory, remove_signatory
from programme.documents import certificate_words
from programme.documents.certificate import write
from programme.models import Certificate, PublishedSession
from programme.queries.certificates import by_code
from programme.rules.attendance import attended, minutes_of
from registration.models import Device, Scan
from tests.factories import congress as make
from tests.factories import network
from tests.factories import registration as people

BY = Actor("user", "1", "user 1")
MADRID = ZoneInfo("Europe/Madrid")


def at(hour, minute=0, day=20):
    return datetime(2026, 10, day, hour, minute, tzinfo=MADRID)


# --- rules ----------------------------------------------------------------------------------------
def test_what_runs_side_by_side_counts_once():
    assert minutes_of([(at(9), at(10)), (at(9, 30), at(11)), (at(12), at(12, 15)), (at(9), at(9, 5))]) == 135


def test_the_programme_counts_from_when_somebody_came():
    programme = {date(2026, 10, 20): [(at(9), at(11)), (at(15), at(16))]}
    assert attended([at(10), at(14)], programme, MADRID) == ([date(2026, 10, 20)], 120)
    assert attended([at(23, 30).astimezone(UTC)], programme, MADRID) == ([date(2026, 10, 20)], 0)
    assert attended([], programme, MADRID) == ([], 0)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600))))
def test_minutes_are_those_of_the_union(pairs):
    spans = [(at(0) + timedelta(minutes=a), at(0) + timedelta(minutes=b)) for a, b in pairs if a <= b]
    union = {minute for a, b in pairs if a <= b for minute in range(a, b)}
    assert minutes_of(spans) == len(union)


# --- issuing --------------------------------------------------------------------------------------
@pytest.fixture
def edition(db):
    row = make.congress(slug="past", starts_on=date(2026, 10, 20), ends_on=date(2026, 10, 21), state="finished")
    people.terms(congress=row)
    for start, end in ((at(9), at(11)), (at(10), at(12))):
        number = start.hour
        PublishedSession.objects.create(
            congress=row, code=f"s{number}", uid=f"u{number}", kind="lecture", title={"en": "Lecture"},
            starts_at=start, ends_at=end, first_published_at=at(8), changed_at=at(8), content_digest="",
        )  # fmt: skip
    return row


def came(edition, *instants, settled="admitted", **kw):
    row = people.registration(congress=edition, state="confirmed", **kw)
    point = people.point(congress=edition)
    device = Device.objects.create(congress=edition, name="Door", token_hash=f"{row.pk}", created_at=at(8))
    for n, instant in enumerate(instants):
        Scan.objects.create(
            congress=edition, device=device, scan_id=f"00000000-0000-0000-0000-{row.pk:06}{n:06}", point=point,
            point_code=point.code, registration=row, number=row.number, serial=1, content_digest="",
            scanned_at=instant, happened_at=instant, received_at=instant, outcome="admitted", settled=settled,
            judged="admitted",
        )  # fmt: skip
    return row


def test_issue_says_days_and_hours_once_and_only_to_those_who_came(edition, now):
    first = came(edition, at(9, 30), at(9, 5, day=21))
    came(edition, at(9), settled="already_in")
    people.registration(congress=edition, state="confirmed")
    assert (
        issue_certificates(congress=edition, by=BY, now=now),
        issue_certificates(congress=edition, by=BY, now=now),
    ) == (1, 0)
    row = Certificate.objects.get()
    assert (row.registration, row.facts) == (first, {"days": ["2026-10-20", "2026-10-21"], "minutes": 150})


def test_issue_waits_for_the_end_in_the_congress_zone(edition):
    came(edition, at(9))
    last_minute = datetime(2026, 10, 21, 21, 59, tzinfo=UTC)  # 23:59 in Madrid
    with pytest.raises(CongressNotOver):
        issue_certificates(congress=edition, by=BY, now=last_minute)
    assert issue_certificates(congress=edition, by=BY, now=last_minute + timedelta(minutes=1)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_issuing_asks_a_bounded_number_of_questions(edition, now, number, django_assert_num_queries):
    for _ in range(number):
        came(edition, at(9))
    with django_assert_num_queries(10):
        issue_certificates(congress=edition, by=BY, now=now)


def test_one_taken_back_says_so_and_another_may_be_issued(edition, now, client):
    came(edition, at(9))
    issue_certificates(congress=edition, by=BY, now=now)
    row = Certificate.objects.get()
    revoke_certificate(certificate=row, by=BY, now=now)
    page = client.get(reverse("programme-certificate-verify", args=[row.code])).content.decode()
    assert "taken back" in page
    assert issue_certificates(congress=edition, by=BY, now=now) == 1


# --- on paper -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Certificate of attendance"),
        ("es", "Certificado de asistencia"),
        ("fr", "Attestation de présence"),
        ("pt", "Certificado de participação"),
    ],
)
def test_the_paper_says_it_in_four_languages_and_its_code_leads_to_the_page(
    edition, now, client, settings, language, said
):
    settings.PUBLIC_URL = "http://testserver"
    came(edition, at(9))
    issue_certificates(congress=edition, by=BY, now=now)
    row = Certificate.objects.get()
    out = io.BytesIO()
    write(certificate_words.of(row, language), out)
    assert said in PdfReader(io.BytesIO(out.getvalue())).pages[0].extract_text()
    image = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=200 / 72).to_pil()
    address = zxingcpp.read_barcode(image).text
    answer = client.get(address)
    assert (answer.status_code, row.registration.person.full_name in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("name", ["Ana " + "Maravilhosamente" * 5, "محمد عبد الرحمن", "김하늘"])
def test_odd_names_fit_on_one_page(edition, now, name):
    row = came(edition, at(9))
    row.person.given_name, row.person.family_name = name, ""
    row.person.save()
    issue_certificates(congress=edition, by=BY, now=now)
    out = io.BytesIO()
    write(certificate_words.of(Certificate.objects.get(), "en"), out)
    assert len(PdfReader(io.BytesIO(out.getvalue())).pages) == 1


def test_codes_are_read_as_people_type_them(edition, now):
    came(edition, at(9))
    issue_certificates(congress=edition, by=BY, now=now)
    code = Certificate.objects.get().code
    assert by_code(f" {code[:4].lower()}-{code[4:]} ").code == code
    assert by_code("nothing") is None


# --- pages ----------------------------------------------------------------------------------------
def test_the_desk_issues_reads_and_takes_back(edition, client_for, settings):
    settings.DEMO = True
    row = came(edition, at(9))
    browser = client_for(make.team_member(congress=edition).user)
    url = reverse("programme-certificates", args=["past"])
    assert "1 person was here" in browser.get(url).content.decode()
    browser.post(url)
    code = Certificate.objects.get().code
    assert row.person.full_name in browser.get(url).content.decode()
    assert browser.get(reverse("programme-certificate-one", args=["past", code])).content[:5] == b"%PDF-"
    browser.post(url, {"revoke": code})
    assert Certificate.objects.get().revoked_at is not None


def test_an_unknown_code_is_told_so(client, db):
    answer = client.get(reverse("programme-certificate-verify", args=["WRONGCODE"]))
    assert (answer.status_code, "no certificate with this code" in answer.content.decode()) == (404, True)


# --- who issues and who signs ---------------------------------------------------------------------
def paper(row, language="en"):
    out = io.BytesIO()
    write(certificate_words.of(row, language), out)
    return PdfReader(io.BytesIO(out.getvalue())).pages[0]


def said_on(row, language="en"):
    return " ".join(paper(row, language).extract_text().split())


@pytest.fixture
def issued(edition, now):
    edition.host = network.organisation(name={"en": "City of Montcalme"}, locality="Montcalme")
    edition.venue = {"en": "Town hall"}
    edition.save()
    came(edition, at(9))
    issue_certificates(congress=edition, by=BY, now=now)
    return Certificate.objects.get()


SIGNS = SignatoryFacts("Hélène Marchal", {"en": "Mayor", "fr": "Maire"}, {"en": "Montcalme City Hall"})


@pytest.mark.parametrize("kind", CongressKind.values)
def test_the_name_of_the_congress_has_its_article_whatever_its_kind(edition, issued, kind):
    edition.kind = kind
    edition.save()
    issued.refresh_from_db()

    page = certificate_words.of(issued, "en")

    assert " the " in page.text.partition("“")[0]
    assert f"“{edition.name['en']}”, 20–21 October 2026, Town hall, Montcalme." in page.text


def test_the_paper_names_its_issuer_and_the_day(issued):
    assert "Issuer: City of Montcalme · Date: 21 November 2026" in said_on(issued)


def test_the_paper_carries_name_office_and_institution_of_whoever_signs(edition, issued, now):
    name_signatory(congress=edition, facts=SIGNS, by=BY, now=now)
    issued = Certificate.objects.get()

    said = said_on(issued)
    assert "Hélène Marchal Mayor Montcalme City Hall" in said
    assert "Issuer: Montcalme City Hall" in said
    assert certificate_words.of(issued, "fr").office == "Maire"

    remove_signatory(congress=edition, by=BY, now=now)
    assert "Hélène Marchal" not in said_on(Certificate.objects.get())


def test_an_institution_that_is_not_written_is_the_host(edition, issued, now):
    name_signatory(congress=edition, facts=replace(SIGNS, institution={}), by=BY, now=now)

    assert certificate_words.of(Certificate.objects.get(), "en").institution == "City of Montcalme"


def test_the_address_on_the_paper_is_a_link(issued, settings):
    settings.PUBLIC_URL = "https://congress.example.org"

    [link] = [note.get_object() for note in paper(issued)["/Annots"]]

    assert link["/A"]["/URI"] == f"https://congress.example.org/en/certificates/{issued.code}/"
    left, bottom, right, top = (float(edge) for edge in link["/Rect"])
    assert (right - left > 300, top - bottom > 60) == (True, True)


@pytest.mark.parametrize("name", ["Hélène Marchal", "Ana " + "Maravilhosamente" * 6])
def test_long_names_and_offices_fit_under_the_line(edition, issued, now, name):
    facts = SignatoryFacts(name, {"en": "Councillor for " + "education and culture " * 5}, {"en": "Municipality " * 10})
    name_signatory(congress=edition, facts=facts, by=BY, now=now)

    assert "Municipality" in said_on(Certificate.objects.get())


def test_who_signs_needs_a_name_and_an_office(edition, now):
    with pytest.raises(Invalid) as caught:
        name_signatory(congress=edition, facts=SignatoryFacts(" "), by=BY, now=now)
    assert set(caught.value.fields) == {"name", "office"}


def test_who_signs_is_said_changed_and_taken_away_on_a_page(edition, client_for, settings):
    settings.DEMO = True
    browser = client_for(make.team_member(congress=edition).user)
    url, back = reverse("programme-signatory", args=["past"]), reverse("programme-certificates", args=["past"])
    assert "Nobody is named yet" in browser.get(back).content.decode()

    assert browser.post(url, {"name": "", "office_en": ""}).status_code == 422
    assert browser.post(url, {"name": "Hélène Marchal", "office_en": "Mayor"}).url == back
    assert "Hélène Marchal" in browser.get(back).content.decode()
    assert 'value="Hélène Marchal"' in browser.get(url).content.decode()

    browser.post(url, {"verb": "remove"})
    assert "Nobody is named yet" in browser.get(back).content.decode()
    assert AuditEntry.objects.filter(verb__startswith="signatory").count() == 2
