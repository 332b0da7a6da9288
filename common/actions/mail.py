"""Queueing and sending e-mail."""

import json
import smtplib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q

from common import mailing
from common.models import QueuedMail
from common.queries.letters import own_text
from common.rehearsals import is_rehearsal
from common.tokens import seal, unseal

LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440)]
log = structlog.get_logger()


def queue(
    *,
    template: str,
    to: str,
    language: str,
    now: datetime,
    context: dict[str, Any] | None = None,
    secrets: dict[str, str] | None = None,
    scope: str = "",
    person: str | uuid.UUID | None = None,
    attachments: Sequence[dict[str, Any]] = (),
    key: str | None = None,
    in_rehearsal: str = "",
) -> QueuedMail | None:
    """Queues a letter inside the caller's transaction, so that it leaves only if the change is kept.

    `attachments` are [{"kind": "badge", "id": 12}], built at sending. With a `key`, a second call queues
    nothing and returns None. The letters of a rehearsal say so in their subject and in their first line; where
    something in one counts all the same, `in_rehearsal` is that line, in the letter's language.
    """
    if key is not None and QueuedMail.objects.filter(key=key).exists():
        return None
    values = mail_values(
        template=template, to=to, language=language, now=now, context=context, secrets=secrets, scope=scope
    )
    if is_rehearsal(scope):
        values["subject"], values["body"] = mailing.marked(values["subject"], values["body"], language, in_rehearsal)
    return QueuedMail.objects.create(
        **values,
        scope=scope,
        person=person or None,
        attachments=list(attachments),
        key=key,
    )


def mail_values(
    *,
    template: str,
    to: str,
    language: str,
    now: datetime,
    context: dict[str, Any] | None = None,
    secrets: dict[str, str] | None = None,
    scope: str = "",
) -> dict[str, Any]:
    """The worded columns of a letter, for callers that insert many at once; by the scope's own text, if it has one."""
    own = own_text(scope, template, language)
    subject, body = mailing.word(template, language, context or {}, secrets or {}, own)
    return {
        "message_id": f"<{uuid.uuid4()}@plenaria>",
        "template": template,
        "to": to,
        "language": language,
        "subject": subject,
        "body": body,
        "sealed_secrets": seal(json.dumps(secrets)) if secrets else "",
        "next_at": now,
        "created_at": now,
    }


def send_due(*, now: datetime, limit: int = 50) -> int:
    """Sends what is due; each letter is claimed by a conditional update, so that two workers send it once."""
    due = Q(state=QueuedMail.State.QUEUED, next_at__lte=now) | Q(state=QueuedMail.State.SENDING, next_at__lte=now)
    sent = 0
    for ident in list(QueuedMail.objects.filter(due).order_by("next_at", "id").values_list("id", flat=True)[:limit]):
        claimed = QueuedMail.objects.filter(due, id=ident).update(
            state=QueuedMail.State.SENDING, next_at=now + LEASE, attempts=F("attempts") + 1
        )
        if claimed:
            sent += _send(QueuedMail.objects.get(id=ident), now)
    return sent


def _send(mail: QueuedMail, now: datetime) -> int:
    try:
        message(mail).send()
    except (OSError, smtplib.SMTPException) as error:
        _failed(mail, error, now)
        return 0
    except Exception as error:  # a letter that cannot be made must not hold up those behind it; its row tells
        log.error("mail_failed", template=mail.template, mail=mail.id, attempt=mail.attempts, exc_info=error)
        _failed(mail, error, now)
        return 0
    wiped = {} if settings.DEMO else {"sealed_secrets": ""}
    QueuedMail.objects.filter(id=mail.id).update(state=QueuedMail.State.SENT, sent_at=now, last_error="", **wiped)
    return 1


def _failed(mail: QueuedMail, error: Exception, now: datetime) -> None:
    code = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPRecipientsRefused):  # one address a letter: its answer is the letter's
        code = max(answer for answer, _text in error.recipients.values())
    permanent = 500 <= code < 600
    over = permanent or mail.attempts > len(BACK_OFF)
    QueuedMail.objects.filter(id=mail.id).update(
        state=QueuedMail.State.FAILED if over else QueuedMail.State.QUEUED,
        next_at=now if over else now + BACK_OFF[min(mail.attempts - 1, len(BACK_OFF) - 1)],
        last_error=f"{type(error).__name__} {code or ''}".strip()[:120],
        # A letter that will not leave keeps no live secret.
        **({"sealed_secrets": ""} if over else {}),
    )


def message(mail: QueuedMail) -> EmailMultiAlternatives:
    """The letter as it leaves: text, HTML, attachments; always the same Message-ID."""
    secrets = json.loads(unseal(mail.sealed_secrets)) if mail.sealed_secrets else {}
    body = mailing.fill(mail.body, secrets)
    out = EmailMultiAlternatives(
        subject=mail.subject,
        body=mailing.plain(body),
        to=[mail.to],
        headers={"Message-ID": mail.message_id, "Content-Language": mail.language, "Auto-Submitted": "auto-generated"},
    )
    out.attach_alternative(mailing.html(body, mail.language, mail.subject), "text/html")
    for spec in mail.attachments:
        name, kind, data = mailing.build(spec["kind"], spec["id"], mail.language)
        out.attach(name, data, kind)
    return out


def forget(*, person: str | uuid.UUID) -> int:
    """Deletes a person's letters."""
    return QueuedMail.objects.filter(person=person).delete()[0]
