"""Letters over SMTP to a real server on the loopback address: whole, once, and visible when they fail."""

import email.policy
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client

from common.actions import mail
from common.models import QueuedMail
from registration import notifications
from tests.factories import accounts as make_people
from tests.factories import registration as make
from tests.factories.congress import congress as make_congress
from tests.factories.congress import team_member
from tests.journeys.service import free_ports

pytestmark = pytest.mark.django_db


class Post:
    """The other side: keeps what it takes; `answers` are given first, one a letter."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.tried: list[str] = []
        self.refused: dict[str, str] = {}
        self.answers: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the server looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.tried.append(str(letter["Message-ID"]))
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(letter)
        return "250 taken"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    other_side = Post()
    server = Controller(other_side, hostname="127.0.0.1", port=free_ports())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.DEMO = False
    yield other_side
    server.stop()


@pytest.fixture
def write(now: Any) -> Callable[..., QueuedMail]:
    """A letter with a secret, queued."""

    def queued(to: str = "ana@example.org", **more: Any) -> QueuedMail:
        row = mail.queue(
            template="accounts_sign_in_code", to=to, language="en", now=now, secrets={"code": "123 456"}, **more
        )
        assert row is not None
        return row

    return queued


def test_letter_is_whole(post: Post, now: Any) -> None:
    person = make_people.person(given_name="Siobhán", family_name="O'Neill & Søn", email="siobhan@example.org")
    row = make.registration(person=person)
    notifications.registered(row, now=now)

    assert mail.send_due(now=now) == 1

    (letter,) = post.taken
    assert letter["To"] == "siobhan@example.org"
    assert letter["Content-Language"] == "en"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "O'Neill & Søn" in plain.get_content()
    assert "O&#x27;Neill &amp; Søn" in html.get_content()
    secret = notifications.link_address(row)
    assert secret in plain.get_content()
    assert secret in html.get_content()
    files = {part.get_content_type(): part.get_payload(decode=True) for part in letter.iter_attachments()}
    assert set(files) == {"application/pdf", "text/calendar"}
    assert files["application/pdf"].startswith(b"%PDF")
    assert b"BEGIN:VCALENDAR" in files["text/calendar"]


def test_secrets_are_wiped_once_the_letter_has_left(post: Post, write: Callable[..., QueuedMail], now: Any) -> None:
    row = write()

    mail.send_due(now=now)

    row.refresh_from_db()
    assert (row.state, row.sealed_secrets, row.sent_at) == ("sent", "", now)
    assert "123 456" not in row.body
    assert "123 456" in str(post.taken[0])


def test_passing_refusal_is_tried_again_under_the_same_message_id(
    post: Post, write: Callable[..., QueuedMail], clock: Any
) -> None:
    row = write()
    post.answers = ["451 Greylisted, come back later"]

    assert mail.send_due(now=clock()) == 0

    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.sealed_secrets
    assert mail.send_due(now=clock.move(seconds=30)) == 0
    assert mail.send_due(now=clock.move(minutes=1)) == 1
    assert post.tried == [row.message_id, row.message_id]
    assert len(post.taken) == 1
    assert mail.send_due(now=clock.move(days=3)) == 0


@pytest.mark.parametrize("where", ["address", "letter"])
def test_lasting_refusal_is_a_person_to_telephone(
    post: Post, write: Callable[..., QueuedMail], now: Any, where: str
) -> None:
    edition = make_congress()
    row = write(scope=edition.slug)
    if where == "address":
        post.refused = {row.to: "550 No such mailbox"}
    else:
        post.answers = ["554 Not accepted"]

    assert mail.send_due(now=now) == 0

    row.refresh_from_db()
    assert (row.state, row.sealed_secrets) == ("failed", "")
    assert "55" in row.last_error
    assert mail.send_due(now=now) == 0
    organiser = team_member(congress=edition, role="owner").user
    browser = Client()
    browser.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(f"/en/{edition.slug}/manage/letters/?state=failed")
    assert page.status_code == 200
    assert row.to in page.content.decode()


@pytest.mark.crash
def test_server_that_is_away_loses_nothing(
    post: Post, write: Callable[..., QueuedMail], settings: Any, clock: Any
) -> None:
    rows = [write(f"person{n}@example.org") for n in range(3)]
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9

    assert mail.send_due(now=clock()) == 0

    settings.EMAIL_PORT = port
    assert mail.send_due(now=clock.move(minutes=2)) == 3
    assert sorted(post.tried) == sorted(row.message_id for row in rows)


@pytest.mark.crash
def test_letter_that_cannot_be_made_holds_up_nobody(post: Post, write: Callable[..., QueuedMail], clock: Any) -> None:
    broken = write("first@example.org", attachments=[{"kind": "badge", "id": 0}])
    write("second@example.org")

    assert mail.send_due(now=clock()) == 1

    broken.refresh_from_db()
    assert (broken.state, broken.attempts, bool(broken.last_error)) == ("queued", 1, True)
    assert [letter["To"] for letter in post.taken] == ["second@example.org"]
    for _ in range(8):
        mail.send_due(now=clock.move(days=2))
    broken.refresh_from_db()
    assert (broken.state, broken.sealed_secrets) == ("failed", "")


@pytest.mark.crash
def test_lease_of_a_killed_worker_ends(post: Post, write: Callable[..., QueuedMail], clock: Any) -> None:
    row = write()
    QueuedMail.objects.filter(pk=row.pk).update(state="sending", next_at=clock() + mail.LEASE, attempts=1)

    assert mail.send_due(now=clock()) == 0
    assert mail.send_due(now=clock.now + mail.LEASE) == 1

    assert post.tried == [row.message_id]
