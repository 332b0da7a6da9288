"""A consent holds the version of the privacy notice that was shown, and of no other."""

import re

import pytest

from common.actors import Actor
from congress.actions.pages import Text, publish_page, save_draft
from congress.models import Host, Page
from congress.queries.pages import notice_version
from registration.actions.consents import NoticeChanged
from registration.actions.register import register
from registration.models import Consent, Registration, Terms
from tests.factories import congress as make
from tests.registration.scene import BY, NOW, application, open_congress

pytestmark = pytest.mark.django_db
OWNER = Actor("user", "1")
FORM = {
    "category": "observer",
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


@pytest.fixture
def notice(event):
    make.host(congress=event, legal_name="City", contact_email="privacy@city.example")
    row = make.page(congress=event, slug="privacy-notice", is_published=False, body={"en": [{"p": "{controllers}"}]})
    return publish_page(page=row, version=row.version, by=OWNER, now=NOW)


def rewritten(notice, words):
    row = Page.objects.get(pk=notice.pk)
    row = save_draft(page=row, text=Text("en", "Notice", [{"p": words}]), version=row.version, by=OWNER, now=NOW)
    return publish_page(page=row, version=row.version, by=OWNER, now=NOW)


def shown(client):
    return re.search(
        r'name="notice" value="([^"]+)"', client.get("/en/demo/register/?category=observer").content.decode()
    )[1]


def test_without_a_notice_the_terms_say_the_version(event):
    Terms.objects.filter(congress=event).update(privacy_version="7")

    register(congress=event, application=application(), by=BY, now=NOW)

    assert Consent.objects.get().version == "7"


def test_consent_holds_the_version_that_was_shown(client, event, notice):
    version = shown(client)

    client.post("/en/demo/register/", {**FORM, "notice": version})

    assert Consent.objects.get().version == version == notice_version(event)
    assert version.startswith(f"notice-{notice.published_version}-")
    assert len(notice_version(event)) <= 20


def test_a_draft_of_the_notice_changes_no_version(event, notice):
    before = notice_version(event)
    save_draft(page=notice, text=Text("en", "Notice", [{"p": "x"}]), version=notice.version, by=OWNER, now=NOW)

    assert notice_version(event) == before


def test_other_controllers_are_another_version(event, notice):
    before = notice_version(event)
    Host.objects.update(contact_email="other@city.example")

    assert notice_version(event) != before


def test_whoever_read_another_version_is_asked_again(client, event, notice):
    version = shown(client)
    rewritten(notice, "Everything is different")

    answer = client.post("/en/demo/register/", {**FORM, "notice": version, "position": "Councillor"})
    html = answer.content.decode()

    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert "The privacy notice was changed while you were filling in this form." in html
    assert "Councillor" in html, "what was typed stays"
    assert f'name="notice" value="{notice_version(event)}"' in html
    assert re.search(r'name="privacy"[^>]*checked', html) is None
    assert client.post("/en/demo/register/", {**FORM, "notice": notice_version(event)}).status_code == 302


def test_the_words_agreed_to_can_be_read_later(event, notice):
    register(congress=event, application=application(), by=BY, now=NOW)
    rewritten(notice, "Everything is different")

    number = Consent.objects.get().version.split("-")[1]

    assert notice.releases.get(version=number).body == {"en": [{"p": "{controllers}"}]}


def test_a_tool_agrees_to_what_is_in_force(event, notice):
    with pytest.raises(NoticeChanged):
        register(congress=event, application=application(notice="notice-1-000000"), by=BY, now=NOW)
    register(congress=event, application=application(), by=BY, now=NOW)

    assert Consent.objects.get().version == notice_version(event)


def test_form_leads_to_the_notice(client, event):
    assert 'href="/en/demo/privacy-notice/"' in client.get("/en/demo/register/?category=observer").content.decode()
    assert 'href="/en/demo/privacy-notice/"' in client.get("/en/demo/register/delegation/").content.decode()
