"""Letters in the two outboxes: no code where a word belongs."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from common import mailing
from common.models import QueuedMail
from portal.web.letter_words import ATTACHMENTS, STATES
from tests.factories import congress as make

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
STATE_WORDS = {"queued": "waiting", "sending": "being sent", "sent": "sent", "failed": "undeliverable"}


def letter(state: str = "sent", **kw: Any) -> QueuedMail:
    values = {
        "message_id": f"<{state}@example.org>", "scope": "here", "template": "link", "to": "ana@example.org",
        "language": "en", "subject": f"A letter {state}", "body": "Text", "next_at": NOW, "created_at": NOW,
    }  # fmt: skip
    return QueuedMail.objects.create(**{**values, "state": state, **kw})


@pytest.fixture
def at_home(settings: Any) -> Client:
    """A browser on the machine that runs the demo."""
    settings.DEMO = True
    return Client(HTTP_HOST="127.0.0.1")


@pytest.fixture
def owner(db: None) -> Any:
    return make.team_member(congress=make.congress(slug="here")).user


def test_every_state_and_every_kind_of_attachment_has_its_words():
    assert list(STATES) == list(QueuedMail.State)
    assert set(ATTACHMENTS) == set(mailing._builders)


@pytest.mark.django_db
def test_the_demo_says_states_in_words(at_home):
    for state in STATE_WORDS:
        letter(state)

    page = at_home.get("/demo/outbox/")

    assert [(row["row"].state, str(row["label"])) for row in page.context["letters"]] == list(STATE_WORDS.items())[::-1]
    assert '<span class="chip bad">undeliverable</span>' in page.content.decode()


@pytest.mark.django_db
def test_the_demo_says_attachments_in_words(at_home):
    row = letter(attachments=[{"kind": "badge", "id": 1}, {"kind": "calendar", "id": 1}])

    page = at_home.get(f"/demo/outbox/{row.pk}/").content.decode()

    assert f'<a href="/demo/outbox/{row.pk}/files/0/" data-kind="badge">Badge (PDF)</a>' in page
    assert f'<a href="/demo/outbox/{row.pk}/files/1/" data-kind="calendar">Calendar file</a>' in page


@pytest.mark.django_db
def test_the_team_reads_the_same_words(client_for, owner):
    row = letter("failed", attachments=[{"kind": "badge", "id": 1}, {"kind": "calendar", "id": 1}])
    client = client_for(owner)

    assert '<span class="chip bad">undeliverable</span>' in client.get("/en/here/manage/letters/").content.decode()
    assert "Badge (PDF) and Calendar file" in client.get(f"/en/here/manage/letters/{row.pk}/").content.decode()


@pytest.mark.django_db
def test_the_tabs_lead_to_the_letters_of_a_state(client_for, owner):
    for state in STATE_WORDS:
        letter(state)
    client = client_for(owner)

    tabs = client.get("/en/here/manage/letters/?state=failed").context["tabs"]
    current = [tab["url"] for tab in tabs if tab["is_current"]]
    found = [
        [row["row"].state for row in client.get(f"/en/here/manage/letters/{tab['url']}").context["letters"]]
        for tab in tabs
    ]

    assert current == ["?state=failed"]
    assert found == [["failed", "sent", "sending", "queued"], ["queued"], ["sending"], ["sent"], ["failed"]]
