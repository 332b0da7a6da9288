"""Registering, delegations and the organiser's lists, as pages without JavaScript."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from congress.models import Congress
from registration.actions.register import register
from registration.models import Category, Delegation, Fee, Registration
from registration.queries.access import link_secret
from tests.factories.accounts import user
from tests.factories.congress import team_member
from tests.factories.network import organisation
from tests.registration.scene import BY, NOW, application, city, open_congress

pytestmark = pytest.mark.django_db
FORM = {
    "category": "member",
    "given_name": "Ana",
    "family_name": "Pérez",
    "email": "ana@example.org",
    "language": "pt",
    "privacy": "on",
    "nonce": "3f2d9a80-6f6a-4a53-9d9c-0d0f3a1c7b11",
}


@pytest.fixture
def event():
    return open_congress(slug="demo")


def test_the_page_offers_the_categories_with_their_price(client, event):
    page = client.get("/fr/demo/register/").content.decode()
    assert "300,00" in page
    assert 'value="observer"' in page


def test_registering_leads_to_the_payment(client, event):
    answer = client.post("/pt/demo/register/", FORM)
    assert (answer.status_code, answer.headers["Location"].split("/p/")[0]) == (302, "http://127.0.0.1:8000")
    assert Registration.objects.get().language == "pt"


def test_the_same_form_twice_makes_one_registration(client, event):
    client.post("/pt/demo/register/", FORM)
    again = client.post("/pt/demo/register/", FORM)
    assert (again.status_code, Registration.objects.count()) == (302, 1)


def test_a_wrong_form_keeps_what_was_typed(client, event):
    answer = client.post("/en/demo/register/", {**FORM, "email": "nonsense", "position": "Councillor"})
    page = answer.content.decode()
    assert (answer.status_code, "Councillor" in page, "nonsense" in page) == (422, True, True)


def test_a_category_that_filled_between_two_steps_says_so(client, event):
    Category.objects.filter(code="observer").update(places=0)
    answer = client.post("/en/demo/register/", {**FORM, "category": "observer"})
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert "There are no places left in this category." in answer.content.decode()


def test_a_stranger_sees_nothing_of_a_registration(client, event):
    row = register(congress=event, application=application(), by=BY, now=NOW)
    address = f"/en/me/registrations/{row.code}/"
    assert client.get(address).headers["Location"] == f"/en/sign-in/?next={address}"


def test_the_browser_that_registered_reads_no_address_back(client, event):
    client.post("/en/demo/register/", FORM)
    page = client.get(f"/en/me/registrations/{Registration.objects.get().code}/").content.decode()
    assert "ana@example.org" not in page


def test_the_letters_link_opens_the_registration_and_hides_its_secret(client, event):
    row = register(congress=event, application=application(), by=BY, now=NOW)
    answer = client.get(f"/r/{link_secret(row.code, 1)}/?lang=es", follow=True)
    assert answer.request["PATH_INFO"] == "/es/me/"
    assert "ana@example.org" in client.get(f"/es/me/registrations/{row.code}/").content.decode()


def test_a_wrong_link_says_how_to_get_a_new_one(client, event):
    answer = client.get("/r/plm_nonsense/", follow=True)
    assert answer.request["PATH_INFO"] == "/en/me/link/"


@pytest.mark.parametrize("address", ["ana@example.org", "nobody@example.org"])
def test_asking_for_the_link_says_the_same_for_any_address(client, event, address):
    register(congress=event, application=application(), by=BY, now=NOW)
    page = client.post("/en/me/link/", {"email": address}).content.decode()
    assert "If something is registered with this address" in page


def test_cancelling_ones_own_registration(client, event):
    client.post("/en/demo/register/", FORM)
    row = Registration.objects.get()
    client.post(f"/en/me/registrations/{row.code}/cancel/")
    row.refresh_from_db()
    assert row.state == "cancelled"


def delegation_form(**rows):
    total = len(rows) or 1
    data = {"form-TOTAL_FORMS": str(total), "form-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows.values()):
        for name, value in row.items():
            data[f"form-{n}-{name}"] = value
    return data


def head(client: Client):
    city()
    client.post(
        "/en/demo/register/delegation/",
        HEAD,
    )
    return Delegation.objects.get()


HEAD = {"given_name": "Marta", "family_name": "Soler", "email": "marta@example.org", "city": "granollers",
        "language": "es", "most": "3", "privacy": "on"}  # fmt: skip


@pytest.mark.parametrize("state", ["finished", "archived"])
def test_no_delegation_is_begun_once_the_congress_is_over(client, event, state):
    Congress.objects.filter(pk=event.pk).update(state=state)

    page = client.get("/en/demo/register/delegation/").content.decode().partition("<main")[2]

    assert ("This congress is over" in page, "Nobody can register any more." in page) == (True, True)
    assert ("<form" in page, "<fieldset" in page) == (False, False)


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        ("finished", 422, "This congress is over. Nobody can register any more."),
        ("archived", 409, "This congress is archived"),
    ],
)
def test_a_delegation_typed_before_registration_closed_comes_back_whole(client, event, state, status, said):
    city()
    Congress.objects.filter(pk=event.pk).update(state=state)

    answer = client.post("/en/demo/register/delegation/", HEAD)

    page = answer.content.decode().partition("<main")[2]
    assert (answer.status_code, said in page, Delegation.objects.exists()) == (status, True, False)
    assert ('value="Soler"' in page, 'value="marta@example.org"' in page) == (True, True)
    assert "disabled" not in page


def person(name, category="member"):
    return {
        "given_name": name,
        "family_name": "X",
        "email": f"{name.lower()}@example.org",
        "category": category,
        "language": "es",
    }


def test_a_head_registers_colleagues_under_one_order(client, event):
    row = head(client)
    client.post(f"/en/me/delegations/{row.code}/", delegation_form(a=person("Ana"), b=person("Blanca", "observer")))
    members = list(row.members.order_by("id"))
    assert [member.state for member in members] == ["awaiting_payment", "confirmed"]
    assert members[0].order.total.text == "300.00"


def test_a_delegation_beyond_its_maximum_is_refused_whole(client, event):
    row = head(client)
    people = {name: person(name) for name in ("Ana", "Blanca", "Carla", "Dora")}
    answer = client.post(f"/en/me/delegations/{row.code}/", delegation_form(**people))
    assert (answer.status_code, row.members.count()) == (422, 0)
    assert "3 members at most" in answer.content.decode()


def test_another_head_sees_nothing(client, event):
    row = head(client)
    address = f"/en/me/delegations/{row.code}/"
    assert Client().get(address).headers["Location"] == f"/en/sign-in/?next={address}"


@pytest.mark.parametrize(
    ("role", "status"), [("registration", 200), ("owner", 200), ("auditor", 200), ("door", 404), ("committee", 404)]
)
def test_the_list_is_open_to_its_roles_only(client_for, event, role, status):
    someone = user()
    team_member(congress=event, user=someone, role=role)
    assert client_for(someone).get("/en/demo/manage/registrations/").status_code == status


def test_an_auditor_changes_nothing(client_for, event):
    row = register(congress=event, application=application(), by=BY, now=NOW)
    someone = user()
    team_member(congress=event, user=someone, role="auditor")
    assert client_for(someone).post(f"/en/demo/manage/registrations/{row.code}/", {"verb": "cancel"}).status_code == 404


def test_the_list_finds_names_without_accents_and_survives_spreadsheets(client_for, event):
    register(congress=event, application=application(given_name="=HYPERLINK()"), by=BY, now=NOW)
    someone = user()
    team_member(congress=event, user=someone, role="registration")
    team = client_for(someone)
    assert "Pérez" in team.get("/en/demo/manage/registrations/?q=perez").content.decode()
    export = b"".join(team.get("/en/demo/manage/registrations/?format=csv").streaming_content).decode()
    assert "'=HYPERLINK()" in export


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_a_constant_number_of_statements(client_for, event, rows, django_assert_num_queries):
    for n in range(rows):
        register(congress=event, application=application(given_name=f"Ana {n}"), by=BY, now=NOW)
    someone = user()
    team_member(congress=event, user=someone, role="registration")
    team = client_for(someone)
    with django_assert_num_queries(10):
        team.get("/en/demo/manage/registrations/")


def test_the_list_is_filtered_by_country_and_language(client_for, event):
    someone = user()
    team_member(congress=event, user=someone, role="registration")
    rows = {}
    for country, language in (("ES", "es"), ("ES", "fr"), ("FR", "fr")):
        row = register(congress=event, application=application(given_name=country + language), by=BY, now=NOW)
        Registration.objects.filter(pk=row.pk).update(organisation=organisation(country=country), language=language)
        rows[row.code] = country + language
    team = client_for(someone)

    def found(query):
        page = team.get(f"/en/demo/manage/registrations/{query}").context["page_obj"]
        return [rows[row.code] for row in page]

    assert found("?country=ES") == ["ESfr", "ESes"]
    assert found("?language=fr") == ["FRfr", "ESfr"]
    assert found("?country=ES&language=fr&state=holding") == ["ESfr"]
    assert found("?country=XX") == ["FRfr", "ESfr", "ESes"]


def upload(content, name="proof.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def pdf():
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return out.getvalue()


def test_a_category_that_needs_proof_takes_a_pdf_and_only_deciders_read_it(client, client_for, event):
    Category.objects.filter(code="observer").update(needs=["proof"])
    client.post("/en/demo/register/", {**FORM, "category": "observer", "proof": upload(pdf())})
    row = Registration.objects.get()
    deciding, auditing = user(), user()
    team_member(congress=event, user=deciding, role="registration")
    team_member(congress=event, user=auditing, role="auditor")
    path = f"/en/demo/manage/registrations/{row.code}/proof/"
    assert row.state == "awaiting_approval"
    assert [client_for(who).get(path).status_code for who in (deciding, auditing)] == [200, 404]


def test_a_file_that_is_not_what_it_claims_is_refused_and_the_text_kept(client, event):
    Category.objects.filter(code="observer").update(needs=["proof"])
    answer = client.post("/en/demo/register/", {**FORM, "category": "observer", "proof": upload(b"MZ not a PDF")})
    page = answer.content.decode()
    assert (answer.status_code, "This type of file is not accepted here" in page, "ana@example.org" in page) == (
        422,
        True,
        True,
    )


def test_only_what_costs_something_speaks_of_paying(client, event):
    paying = "You then choose to pay by card or by bank transfer"
    assert paying in client.get("/en/demo/register/?category=member").content.decode()
    Fee.objects.filter(category__code="member").delete()

    page = client.get("/en/demo/register/?category=member")

    assert paying not in page.content.decode()
    assert page.context["pays"] is False
    labels = [str(step["label"]) for step in page.context["steps"]]
    assert ("Payment" in labels) == page.context["may_pay"]
