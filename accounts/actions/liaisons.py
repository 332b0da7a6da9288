"""Who speaks for a city: proposed by the city or claimed by the person, confirmed or declined by the secretariat."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import notifications
from accounts.actions.people import create_person, create_user
from accounts.models import Liaison, Person, User
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from network.models import Cluster, ClusterSeat, Organisation
from network.rules.membership import two_years_after
from network.rules.search import fold


class LiaisonStands(Conflict):
    code = "liaison_stands"
    message = _("This person speaks for the city on this theme already, or has been proposed for it.")


class LiaisonAnswered(Conflict):
    code = "liaison_answered"
    message = _("This proposal has been answered by somebody else. Please look at the page again.")


def name_liaison(
    *,
    person: Person,
    organisation: Organisation,
    starts_on: date,
    by: Actor,
    now: datetime,
    theme: str = "",
    cluster: Cluster | None = None,
    ends_on: date | None = None,
    claim: str = "",
) -> Liaison:
    """Who is to speak for an organisation, by itself for two years; it counts once the secretariat has confirmed it.

    With a cluster, as its representative: the city needs a seat there and the theme is the cluster's. Raises Invalid
    per field, LiaisonStands.
    """
    ends_on = ends_on or two_years_after(starts_on)
    if ends_on <= starts_on:
        raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
    with transaction.atomic():
        _locked(organisation)
        theme = _theme_in(cluster, organisation, theme.strip(), starts_on) if cluster else theme.strip()
        held = Liaison.objects.standing(starts_on).filter(person=person, organisation=organisation, cluster=cluster)
        if any(fold(row.theme) == fold(theme) for row in held):
            raise LiaisonStands()
        liaison = Liaison.objects.create(
            person=person, organisation=organisation, cluster=cluster, theme=theme, starts_on=starts_on,
            ends_on=ends_on, claim=claim.strip()[:500], proposed_by=f"{by.kind}:{by.id}"[:90], proposed_at=now,
        )  # fmt: skip
        after = {"organisation": organisation.slug, "cluster": cluster and cluster.code, "ends_on": ends_on.isoformat()}
        audit.record(verb="liaison_named", subject=liaison, by=by, now=now, after=after)
    return liaison


def _locked(organisation: Organisation) -> Organisation:
    """The organisation, so that two proposals cannot both find nobody standing."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _theme_in(cluster: Cluster, organisation: Organisation, theme: str, on: date) -> str:
    """The representative's theme, which is the cluster's in any of its languages."""
    words = [text for text in cluster.theme.values() if text]
    if theme and fold(theme) not in {fold(text) for text in words}:
        raise Invalid(fields={"theme": [_("A representative speaks on the theme of the cluster.")]})
    if not ClusterSeat.objects.held(on).filter(cluster=cluster, organisation=organisation).exists():
        raise Invalid(fields={"cluster": [_("This city has no seat in the cluster.")]})
    return theme or str(cluster.theme.get("en") or words[0])[:80]


def claim_city(
    *, person: Person, organisation: Organisation, claim: str, by: Actor, now: datetime, theme: str = ""
) -> Liaison:
    """Somebody says that they speak for a city; the secretariat is told. Raises Invalid, LiaisonStands."""
    if not claim.strip():
        raise Invalid(fields={"claim": [_("Please say in what function you speak for the city.")]})
    with transaction.atomic():
        row = name_liaison(
            person=person, organisation=organisation, theme=theme, claim=claim, starts_on=now.date(), by=by, now=now
        )
        notifications.liaison_waiting(row, now)
    return row


def propose_liaison(
    *,
    email: str,
    given_name: str,
    family_name: str,
    language: str,
    organisation: Organisation,
    by: Actor,
    now: datetime,
    theme: str = "",
    cluster: Cluster | None = None,
    ends_on: date | None = None,
) -> Liaison:
    """A city proposes who else is to speak for it; that person and the secretariat are told.

    The names are for a new person only. Raises Invalid, LiaisonStands.
    """
    with transaction.atomic():
        row = name_liaison(
            person=_person(email, given_name, family_name, language, by, now), organisation=organisation, theme=theme,
            cluster=cluster, starts_on=now.date(), ends_on=ends_on, by=by, now=now,
        )  # fmt: skip
        notifications.liaison_proposed(row, now)
        notifications.liaison_waiting(row, now)
    return row


def _person(email: str, given_name: str, family_name: str, language: str, by: Actor, now: datetime) -> Person:
    """Whoever signs in with the address, else a new person who can."""
    address = email.strip().lower()
    known = User.objects.select_related("person").filter(email=address).first()
    if known is not None:
        return known.person
    made = create_person(given_name=given_name, family_name=family_name, email=address, language=language, now=now)
    create_user(person=made, by=by, now=now)
    return made


def confirm_liaison(*, liaison: Liaison, by: Actor, now: datetime) -> Liaison:
    """The secretariat confirms who speaks for an organisation and tells them; harmless when repeated.

    Raises LiaisonAnswered when somebody has declined it.
    """
    with transaction.atomic():
        if _open(liaison).update(confirmed_at=now):
            audit.record(verb="liaison_confirmed", subject=liaison, by=by, now=now)
            notifications.liaison_confirmed(_told(liaison), now)
        liaison.refresh_from_db()
        if liaison.confirmed_at is None:
            raise LiaisonAnswered()
    return liaison


def decline_liaison(*, liaison: Liaison, reason: str, by: Actor, now: datetime) -> Liaison:
    """Declines a proposal; the person reads why. Raises Invalid without a reason, LiaisonAnswered."""
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Please give a reason; the person reads it.")]})
    with transaction.atomic():
        if not _open(liaison).update(declined_at=now, declined_because=reason.strip()[:500]):
            raise LiaisonAnswered()
        audit.record(verb="liaison_declined", subject=liaison, by=by, now=now)
        liaison.refresh_from_db()
        notifications.liaison_declined(_told(liaison), now)
    return liaison


def take_back(*, liaison: Liaison, by: Actor, now: datetime) -> Liaison:
    """The person themselves does not want what was proposed. Raises LiaisonAnswered."""
    with transaction.atomic():
        if not _open(liaison).update(declined_at=now):
            raise LiaisonAnswered()
        audit.record(verb="liaison_taken_back", subject=liaison, by=by, now=now)
        liaison.refresh_from_db()
    return liaison


def _open(liaison: Liaison) -> QuerySet[Liaison]:
    return Liaison.objects.filter(pk=liaison.pk, confirmed_at__isnull=True, declined_at__isnull=True)


def _told(liaison: Liaison) -> Liaison:
    return Liaison.objects.select_related("person__user", "organisation", "cluster").get(pk=liaison.pk)


def end_liaison(*, liaison: Liaison, ends_on: date, by: Actor, now: datetime) -> Liaison:
    """Ends a liaison on a day (not included); one that would end on its first day never was, and its row goes.

    Raises Invalid when the end lies before the start.
    """
    if ends_on < liaison.starts_on:
        raise Invalid(fields={"ends_on": [_("The end must be after the start.")]})
    with transaction.atomic():
        audit.record(verb="liaison_ended", subject=liaison, by=by, now=now, after={"ends_on": ends_on.isoformat()})
        if ends_on == liaison.starts_on:
            Liaison.objects.filter(pk=liaison.pk).delete()
        else:
            Liaison.objects.filter(pk=liaison.pk).update(ends_on=ends_on)
            liaison.refresh_from_db()
    return liaison
