"""Saying no to an invitation to the team."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts.models import User
from common import fields
from common.actions import audit, mail
from common.actors import Actor
from congress.actions.team import open_invitation
from congress.enums import InvitationState, Role, Verb
from congress.models import Invitation
from congress.notifications import address, language_for, prose
from questions.rules.text import tidy


def decline_invitation(*, invitation: Invitation, reason: str, by: Actor, now: datetime) -> Invitation:
    """Ends an invitation that its mailbox does not want, and tells whoever invited, with the reason if there is one.

    Whoever holds the letter's link may decline; declining again changes nothing. Raises InvitationOver.
    """
    with transaction.atomic():
        held = Invitation.objects.select_for_update(of=("self",)).select_related("congress").get(pk=invitation.pk)
        if held.state == InvitationState.DECLINED:
            return held
        row = open_invitation(held, now)
        Invitation.objects.filter(pk=row.pk).update(state=InvitationState.DECLINED, answered_at=now)
        row.state = InvitationState.DECLINED
        audit.record(
            verb=Verb.TEAM_DECLINED, subject=row, by=by, now=now, scope=row.congress.slug, after={"role": row.role}
        )
        _tell(row, tidy(reason)[:500], now)
    return row


def _tell(row: Invitation, reason: str, now: datetime) -> None:
    """Tells whoever invited that the mailbox said no, in their own language; nobody where they have left."""
    kind, _colon, ident = row.invited_by.partition(":")
    user = User.objects.select_related("person").filter(pk=ident).first() if kind == "user" else None
    if user is None or not user.is_active:
        return
    language = language_for(user.person)
    with translation.override(language):
        role = str(Role(row.role).label)
    mail.queue(
        template="congress_invitation_declined",
        to=user.email,
        language=language,
        now=now,
        context={
            "name": user.person.full_name,
            "congress": fields.pick(row.congress.name, language),
            "role": role,
            "email": row.email,
            "reason": prose(reason),
            "url": address(language, "congress-team", row.congress.slug),
        },
        scope=row.congress.slug,
        person=user.person.ref,
        key=f"invitation-declined:{row.pk}",
    )
