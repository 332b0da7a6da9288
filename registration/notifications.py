"""Letters to people who registered, worded in their language and queued inside the action's transaction."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from common import formats
from common.actions import mail
from common.fields import pick
from congress.enums import Part
from congress.models import Submission
from congress.notifications import about, language_for
from registration.enums import State
from registration.models import Delegation, Registration
from registration.queries.access import delegation_secret, link_secret
from registration.queries.presenters import presenter_url

TEMPLATES = {
    State.AWAITING_PAYMENT: "registration_awaiting_payment",
    State.AWAITING_APPROVAL: "registration_awaiting_approval",
    State.CONFIRMED: "registration_confirmed",
    State.SECURED: "registration_secured",
    State.WAITLISTED: "registration_waitlisted",
    State.CANCELLED: "registration_cancelled",
    State.EXPIRED: "registration_expired",
    State.REFUSED: "registration_refused",
}


def letter(row: Registration) -> dict[str, Any]:
    """Template, context, secrets and attachments of the letter that tells of a registration's state."""
    lang = row.language
    context: dict[str, Any] = {
        "name": row.person.full_name,
        "congress": pick(row.congress.name, lang),
        "dates": formats.days(row.congress.starts_on, row.congress.ends_on, lang),
        "venue": pick(row.congress.venue, lang),
        "category": pick(row.category.name, lang),
        "code": row.code,
        "fees": row.congress.uses(Part.FEES),
    }
    if row.state == State.REFUSED:
        context["reason"] = row.answers.get("refusal_reason", "")
    if row.order is not None:
        context["total"] = formats.money(row.order.total, lang)
        context["reference"] = row.order.grouped_reference
        if row.hold_expires_at:
            context["until"] = formats.deadline(row.hold_expires_at, row.congress.zone, lang)
    attached = row.state in (State.CONFIRMED, State.SECURED)
    context["badge"] = attached and row.congress.uses(Part.DOOR)
    badge = [{"kind": "badge", "id": row.pk}] if context["badge"] else []
    return {
        "template": TEMPLATES[State(row.state)],
        "context": context,
        "secrets": {"manage_url": link_address(row)},
        "attachments": [*badge, {"kind": "calendar", "id": row.pk}] if attached else [],
    }


def link_address(row: Registration) -> str:
    """The address in the letter: its secret is exchanged for a session and redirected away."""
    path = reverse("registration-link", args=[link_secret(row.code, row.access_version, row.link_hash)])
    return f"{settings.PUBLIC_URL}{path}?lang={row.language}"


def registered(row: Registration, *, now: datetime) -> None:
    """Tells of the state a registration has reached; once per state and version."""
    if not row.person.email:
        return
    mail.queue(
        **letter(row),
        to=row.person.email,
        language=row.language,
        now=now,
        scope=row.congress.scope,
        person=row.person.ref,
        key=f"registration:{row.code}:{row.state}:{row.access_version}:{int(now.timestamp())}",
    )


def pay_soon(row: Registration, *, now: datetime) -> None:
    """Reminds once of a payment whose place is held two days longer at most."""
    told = letter(row)
    mail.queue(
        template="registration_reminder",
        context=told["context"],
        secrets=told["secrets"],
        to=row.person.email,
        language=row.language,
        now=now,
        scope=row.congress.scope,
        person=row.person.ref,
        key=f"reminder:{row.code}:{row.hold_expires_at:%Y%m%d}",
    )


def link_again(row: Registration, *, now: datetime) -> None:
    """Sends the link to a registration's own address: asked for, or pressed twice. At most one an hour."""
    mail.queue(
        template="registration_link",
        context=letter(row)["context"],
        secrets={"manage_url": link_address(row)},
        to=row.person.email,
        language=row.language,
        now=now,
        scope=row.congress.scope,
        person=row.person.ref,
        key=f"link:{row.code}:{now:%Y%m%d%H}",
    )


def member_added(row: Registration, delegation: Delegation, *, now: datetime) -> None:
    """Asks a delegation's member to complete their own details; the city pays."""
    mail.queue(
        template="registration_member",
        context={**letter(row)["context"], "city": pick(delegation.organisation.name, row.language)},
        secrets={"manage_url": link_address(row)},
        to=row.person.email,
        language=row.language,
        now=now,
        scope=row.congress.scope,
        person=row.person.ref,
        key=f"member:{row.code}:{row.access_version}",
    )


def presenters_due(submission: Submission, *, now: datetime) -> bool:
    """Asks the author of an accepted experience to have a presenter registered; at most once a day. Whether it left."""
    lang, due_on = language_for(submission.author), submission.call.presenters_due_on
    facts = about(submission, lang)
    queued = mail.queue(
        template="registration_presenters_due",
        context={
            **{name: facts[name] for name in ("name", "title", "organisation", "congress")},
            "register_url": presenter_url(submission, lang),
            "presenters_due": formats.day(due_on, lang) if due_on else "",
        },
        to=submission.author.email,
        language=lang,
        now=now,
        scope=submission.call.congress.scope,
        person=submission.author.ref,
        key=f"presenters-due:{submission.pk}:{now:%Y%m%d}",
    )
    return queued is not None


def delegation_opened(delegation: Delegation, *, now: datetime) -> None:
    lang = delegation.head.language
    path = reverse("registration-link", args=[delegation_secret(delegation.code, delegation.link_hash)])
    mail.queue(
        template="registration_delegation",
        context={
            "name": delegation.head.full_name,
            "congress": pick(delegation.congress.name, lang),
            "city": pick(delegation.organisation.name, lang),
            "code": delegation.code,
            "most": delegation.most,
        },
        secrets={"manage_url": f"{settings.PUBLIC_URL}{path}?lang={lang}"},
        to=delegation.head.email,
        language=lang,
        now=now,
        scope=delegation.congress.scope,
        person=delegation.head.ref,
        key=f"delegation:{delegation.code}",
    )
