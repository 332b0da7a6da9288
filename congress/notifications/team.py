"""Letters to the committee and the team of a congress, each in its reader's language."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import fields, formats
from common.actions import mail
from congress.enums import ROLE_SENTENCES, AssignmentState, Role
from congress.models import Assignment, Call, CommitteeMember, Invitation, Milestone, Round
from congress.notifications import address, language_for, prose
from congress.queries.team import invitation_secret, last_day


def assigned(member: CommitteeMember, call: Call, now: datetime) -> None:
    """Tells a member that there is something to read; at most once a day."""
    person = member.user.person
    language = language_for(person)
    waiting = Assignment.objects.filter(
        member=member, submission__call=call, state__in=[AssignmentState.ASSIGNED, AssignmentState.STARTED]
    ).count()
    mail.queue(
        template="congress_assigned",
        to=person.email or member.user.email,
        language=language,
        now=now,
        context={
            "name": person.full_name,
            "number": waiting,
            "congress": fields.pick(call.congress.name, language),
            "url": address(language, "congress-committee", call.congress.slug),
        },
        scope=call.congress.scope,
        person=person.ref,
        key=f"assigned:{call.pk}:{member.pk}:{now:%Y-%m-%d}",
    )


def reviews_due(member: CommitteeMember, round: Round, waiting: int, mark: str, now: datetime) -> None:
    """Reminds a member of what they have not read yet; once for each mark. It names no experience and nobody."""
    person, congress = member.user.person, round.call.congress
    language = language_for(person)
    mail.queue(
        template="congress_reviews_due",
        to=person.email or member.user.email,
        language=language,
        now=now,
        context={
            "name": person.full_name,
            "number": waiting,
            "congress": fields.pick(congress.name, language),
            "round_ends": formats.deadline(round.closes_at, congress.zone, language) if round.closes_at else "",
            "url": address(language, "congress-committee", congress.slug),
        },
        scope=congress.scope,
        person=person.ref,
        key=f"reviews-due:{round.call_id}:{round.number}:{member.pk}:{mark}",
    )


def milestone_due(row: Milestone, user: User, today: date, now: datetime) -> None:
    """Reminds one person of a milestone that is due soon or late."""
    language = language_for(user.person)
    with translation.override(language):
        stays = _("The congress is being rehearsed. Its work plan is meant, and stays when the congress is published.")
    mail.queue(
        template="congress_milestone_due",
        to=user.email,
        language=language,
        now=now,
        context={
            "name": user.person.full_name,
            "title": fields.pick(row.title, language),
            "congress": fields.pick(row.congress.name, language),
            "due": formats.day(row.due_on, language),
            "late": row.due_on < today,
            "url": address(language, "congress-plan-milestone", row.congress.slug, row.code),
        },
        scope=row.congress.scope,
        in_rehearsal=stays,
        person=user.person.ref,
        key=f"milestone:{row.pk}:{user.pk}:{now.date().isoformat()}",
    )


def invited(row: Invitation, now: datetime, *, reminder: bool = False) -> None:
    """Tells a mailbox which role it is offered, what that role may do, and until when."""
    language = row.language if row.language in dict(settings.LANGUAGES) else "en"
    with translation.override(language):
        role, sentence = str(Role(row.role).label), str(ROLE_SENTENCES[Role(row.role)])
        path = reverse("congress-invitation-link", args=[invitation_secret(row)])
    mail.queue(
        template="congress_invited",
        to=row.email,
        language=language,
        now=now,
        context={
            "congress": fields.pick(row.congress.name, language),
            "role": role,
            "sentence": sentence,
            "message": prose(row.message),
            "ends_on": formats.day(ends_on, language) if (ends_on := last_day(row.ends_on)) else "",
            "until": formats.deadline(row.expires_at, row.congress.zone, language),
            "reminder": reminder,
        },
        secrets={"url": f"{settings.PUBLIC_URL}{path}?lang={language}"},
        scope=row.congress.slug,
    )
