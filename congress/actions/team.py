"""Who works on a congress: inviting, accepting, ending; a congress is never without an owner."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid, NotAllowed
from common.tokens import digest
from congress.actions.conflict_finder import find_conflicts
from congress.enums import InvitationState, Role, Verb
from congress.models import CommitteeMember, Congress, Invitation, TeamMember
from congress.notifications import team as letters
from congress.queries.team import invitation_secret, today_in

VALID = timedelta(days=21)
REMIND = timedelta(days=7)
AGAIN = timedelta(hours=1)
COMMITTEE = (Role.COMMITTEE, Role.CHAIR, Role.DEPUTY)


class AlreadyInTeam(Conflict):
    code = "already_in_team"
    message = _("This person holds that role already.")


class AlreadyInvited(Conflict):
    code = "already_invited"
    message = _("This address has been invited to that role already. You may remind it.")


class InvitationOver(Conflict):
    code = "invitation_over"
    message = _("This invitation is not valid any more. Please ask whoever invited you for a new one.")


class InvitationOfAnother(NotAllowed):
    code = "invitation_of_another"
    message = _("This invitation was sent to another address. Sign in with that address to accept it.")


class RemindedJustNow(Conflict):
    code = "reminded_just_now"
    message = _("This address was reminded less than an hour ago. Please wait a little before you remind it again.")


class LastOwner(Conflict):
    code = "last_owner"
    message = _("A congress needs an owner. Invite another before this one leaves.")


def invite(
    *,
    congress: Congress,
    email: str,
    role: str,
    by: Actor,
    now: datetime,
    ends_on: date | None = None,
    message: str = "",
    language: str = "en",
) -> Invitation:
    """Offers a role to a mailbox by letter, for three weeks, or until the role ends if that is sooner.

    Raises AlreadyInTeam, AlreadyInvited or Invalid.
    """
    address = email.strip().lower()
    today = today_in(congress, now)
    _need_ahead(ends_on, today)
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        if _held(congress, today).filter(user__email__iexact=address, role=role).exists():
            raise AlreadyInTeam()
        open_ones = Invitation.objects.filter(congress=congress, email=address, role=role, state=InvitationState.SENT)
        if open_ones.filter(expires_at__gt=now).exists():
            raise AlreadyInvited()
        open_ones.update(state=InvitationState.EXPIRED, answered_at=now)
        row = Invitation(
            congress=congress, email=address, role=role, ends_on=ends_on, message=message.strip(), language=language,
            invited_by=f"{by.kind}:{by.id}"[:90], invited_at=now,
            expires_at=_valid_until(congress, ends_on, now),
        )  # fmt: skip
        row.secret_digest = digest(invitation_secret(row))
        row.save()
        _record(Verb.TEAM_INVITED, row, by, now, after={"role": role, "ends_on": ends_on and ends_on.isoformat()})
        letters.invited(row, now)
    return row


def remind_invitation(*, invitation: Invitation, by: Actor, now: datetime) -> Invitation:
    """Sends the letter again, with the same link, and lets it live as long as a new one would.

    Raises InvitationOver, or RemindedJustNow within an hour of the last reminder.
    """
    with transaction.atomic():
        row = open_invitation(invitation, now)
        if row.reminded_at is not None and now < row.reminded_at + AGAIN:
            raise RemindedJustNow()
        until = _valid_until(row.congress, row.ends_on, now)
        Invitation.objects.filter(pk=row.pk).update(reminded_at=now, expires_at=until)
        row.refresh_from_db()
        _record(Verb.TEAM_REMINDED, row, by, now, after={"role": row.role})
        letters.invited(row, now, reminder=True)
    return row


def withdraw_invitation(*, invitation: Invitation, by: Actor, now: datetime) -> None:
    """Takes an open invitation back; harmless when it is over already."""
    with transaction.atomic():
        taken = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT)
        if taken.update(state=InvitationState.WITHDRAWN, answered_at=now):
            _record(Verb.TEAM_INVITATION_WITHDRAWN, invitation, by, now, before={"role": invitation.role})


def accept_invitation(*, invitation: Invitation, user: User, now: datetime) -> TeamMember:
    """Gives the role to whoever has signed in with the invited address; the same person again gets the same role.

    Raises InvitationOver, InvitationOfAnother.
    """
    if user.email.casefold() != invitation.email.casefold():
        raise InvitationOfAnother()
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).select_related("congress").get(pk=invitation.pk)
        if row.state == InvitationState.ACCEPTED and row.member is not None:
            return row.member
        row = open_invitation(row, now)
        member = _give(row.congress, user, row.role, row.ends_on, now)
        Invitation.objects.filter(pk=row.pk).update(state=InvitationState.ACCEPTED, answered_at=now, member=member)
        _record(Verb.TEAM_JOINED, row, user.as_actor(), now, after={"role": row.role})
    return member


def set_end(*, member: TeamMember, ends_on: date | None, by: Actor, now: datetime) -> TeamMember:
    """Sets the day on which a role ends (not included), or takes the end away. Raises LastOwner, Invalid.

    A day behind is refused: who is to go at once is asked to by `leave`.
    """
    with transaction.atomic():
        congress = Congress.objects.select_for_update().get(pk=member.congress_id)
        if ends_on is not None and ends_on <= member.starts_on:
            raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
        _need_ahead(ends_on, today_in(congress, now))
        if ends_on is not None and member.role == Role.OWNER:
            _need_another_owner(congress, member, ends_on)
        before = {"ends_on": member.ends_on and member.ends_on.isoformat()}
        TeamMember.objects.filter(pk=member.pk).update(ends_on=ends_on)
        member.refresh_from_db()
        after = {"role": member.role, "ends_on": ends_on and ends_on.isoformat()}
        _record(Verb.TEAM_ROLE_ENDS, member, by, now, before=before, after=after)
    return member


def leave(*, member: TeamMember, by: Actor, now: datetime) -> None:
    """Ends a role now: its row goes, the trail keeps it. Raises LastOwner for the last owner."""
    with transaction.atomic():
        congress = Congress.objects.select_for_update().get(pk=member.congress_id)
        if member.role == Role.OWNER:
            _need_another_owner(congress, member, today_in(congress, now))
        if TeamMember.objects.filter(pk=member.pk).delete()[0]:
            _record(Verb.TEAM_LEFT, member, by, now, before={"role": member.role, "user": member.user_id})


def sweep_invitations(*, now: datetime) -> int:
    """Reminds once after a week, and ends what nobody answered; returns how many rows moved."""
    over = Invitation.objects.filter(state=InvitationState.SENT, expires_at__lte=now)
    moved = over.update(state=InvitationState.EXPIRED, answered_at=F("expires_at"))
    due = Invitation.objects.filter(state=InvitationState.SENT, reminded_at=None, invited_at__lte=now - REMIND)
    for row in due.select_related("congress")[:100]:
        with transaction.atomic():
            if Invitation.objects.filter(pk=row.pk, reminded_at=None, state=InvitationState.SENT).update(
                reminded_at=now
            ):
                letters.invited(row, now, reminder=True)
                moved += 1
    return moved


def open_invitation(invitation: Invitation, now: datetime) -> Invitation:
    """The invitation as it is now, held until the transaction ends. Raises InvitationOver."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("congress").get(pk=invitation.pk)
    if row.state != InvitationState.SENT or row.expires_at <= now:
        raise InvitationOver()
    return row


def _valid_until(congress: Congress, ends_on: date | None, now: datetime) -> datetime:
    """Until when an invitation that is sent now can be accepted: never after the role itself has ended."""
    until = now + VALID
    return until if ends_on is None else min(until, datetime.combine(ends_on, time(), congress.zone))


def _need_ahead(ends_on: date | None, today: date) -> None:
    if ends_on is not None and ends_on <= today:
        raise Invalid(fields={"ends_on": [_("The end must lie ahead.")]})


def _give(congress: Congress, user: User, role: str, ends_on: date | None, now: datetime) -> TeamMember:
    today = today_in(congress, now)
    held = TeamMember.objects.filter(congress=congress, user=user, role=role).first()
    if held is None:
        held = TeamMember.objects.create(congress=congress, user=user, role=role, starts_on=today, ends_on=ends_on)
    elif held.ends_on is not None and held.ends_on <= today:
        held.starts_on, held.ends_on = today, ends_on
        held.save(update_fields=["starts_on", "ends_on"])
    if role in COMMITTEE:
        person = user.person
        CommitteeMember.objects.get_or_create(
            congress=congress, user=user,
            defaults={"organisation": person.organisation, "languages": [person.language]},
        )  # fmt: skip
        seats = CommitteeMember.objects.filter(congress=congress, user=user)
        find_conflicts(congress=congress, members=seats, now=now)
    return held


def _held(congress: Congress, today: date) -> Any:
    return TeamMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), congress=congress)


def _need_another_owner(congress: Congress, member: TeamMember, day: date) -> None:
    others = TeamMember.objects.filter(
        congress=congress, role=Role.OWNER, ends_on__isnull=True, starts_on__lte=day, user__is_active=True
    )
    if not others.exclude(user=member.user_id).exists():
        raise LastOwner()


def _record(verb: Verb, row: Invitation | TeamMember, by: Actor, now: datetime, **change: Any) -> None:
    audit.record(verb=verb, subject=row, by=by, now=now, scope=row.congress.slug, **change)
