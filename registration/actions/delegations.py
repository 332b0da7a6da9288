"""A city's delegation: opened by its head, registered together, paid by one order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import create_person
from accounts.models import Person
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.tokens import digest, new_code
from congress.actions.hold import hold
from congress.models import Congress
from network.models import Organisation
from payments.actions.drafts import LineSpec, Payer
from payments.actions.orders import open_order
from payments.models import Order
from registration import notifications
from registration.actions import changes, places
from registration.actions.books import book_of
from registration.actions.expire import release_expired
from registration.actions.register import (
    REASONS,
    Application,
    Asked,
    NotEligible,
    RegistrationClosed,
    insert,
    look_up,
)
from registration.enums import LIVE, State
from registration.models import Delegation, Registration
from registration.queries.access import delegation_secret
from registration.queries.congresses import is_anything_open
from registration.queries.delegations import is_for_delegations


class DelegationFull(Conflict):
    code = "delegation_full"
    message = _("The delegation may have {limit} members at most.")


class DelegationExists(Conflict):
    code = "delegation_exists"
    message = _("You have already opened a delegation of this city. A letter with its link goes to your address.")


def open_delegation(
    *,
    congress: Congress,
    organisation: Organisation,
    head: dict[str, str],
    most: int,
    by: Actor,
    now: datetime,
    person: Person | None = None,
) -> Delegation:
    """Opens a delegation; `head` holds given_name, family_name, email, language, position. Queues the head's letter.

    A city may have several heads (two departments); each opens one of their own. The same head twice is refused.
    """
    with transaction.atomic():
        hold(congress)
        if not head.get("email") or not (head.get("given_name") or head.get("family_name")):
            raise Invalid(fields={"email": [_("Please give your name and your address.")]})
        twin = Delegation.objects.filter(
            congress=congress, organisation=organisation, head__email__iexact=head["email"].strip()
        ).first()
        if twin is not None:
            raise DelegationExists(twin=twin.pk)
        if not is_anything_open(congress, now):
            raise RegistrationClosed()
        person = person or create_person(**head, organisation_id=organisation.pk, now=now)
        code = new_code(7)
        delegation = Delegation.objects.create(
            congress=congress,
            code=code,
            organisation=organisation,
            head=person,
            most=most,
            link_hash=digest(delegation_secret(code)),
            created_at=now,
        )
        audit.record(
            verb="delegation_opened",
            subject=delegation,
            by=by,
            now=now,
            scope=congress.scope,
            after={"city": organisation.slug, "most": most},
            person=person.ref,
            private={"name": person.full_name, "email": person.email},
        )
        notifications.delegation_opened(delegation, now=now)
        return delegation


def add_members(
    *,
    delegation: Delegation,
    members: Sequence[Application],
    by: Actor,
    now: datetime,
    people: Sequence[Person | None] = (),
) -> list[Registration]:
    """Registers members together: all or none, one order for what is to be paid, a letter with a link to each.

    The payer is the city. `people` names those whom the house already knows, in the order of `members`. Raises
    what `register` raises, with the member's position in `params["member"]`.
    """
    with transaction.atomic():
        hold(delegation.congress)
        row = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("congress", "organisation", "head")
            .get(pk=delegation.pk)
        )
        if row.members.filter(state__in=LIVE).count() + len(members) > row.most:
            raise DelegationFull(limit=row.most)
        asked = [_asked(row, member, index, now) for index, member in enumerate(members)]
        _take_all(asked, now)
        order = _order(row, asked, by=by, now=now)
        known = [*people, *[None] * (len(members) - len(people))]
        made = [
            _register(row, member, wanted, order, person, by=by, now=now)
            for member, wanted, person in zip(members, asked, known, strict=True)
        ]
        if order is not None and row.order_id is None:
            row.order = order
            row.save(update_fields=["order"])
        changes.stamp(congress_id=row.congress_id, registration_ids=[registration.pk for registration in made])
        return made


def _asked(row: Delegation, member: Application, index: int, now: datetime) -> Asked:
    try:
        wanted = look_up(row.congress, replace(member, organisation=row.organisation.slug), now)
        if not is_for_delegations(wanted.category):
            raise NotEligible(REASONS["not_for_delegations"])
        return wanted
    except (Conflict, Invalid) as error:
        error.params["member"] = index
        raise


def _take_all(asked: Sequence[Asked], now: datetime) -> None:
    try:
        with transaction.atomic():
            for wanted in sorted(asked, key=lambda one: one.category.pk):
                places.take(wanted.parents)
    except Conflict:
        for wanted in asked:
            release_expired(category=wanted.category, add_ons=wanted.add_ons, now=now)
        for wanted in sorted(asked, key=lambda one: one.category.pk):
            places.take(wanted.parents)


def _order(row: Delegation, asked: Sequence[Asked], *, by: Actor, now: datetime) -> Order | None:
    terms = asked[0].terms
    lines = [
        LineSpec(
            text=thing.name,
            quantity=1,
            gross=fee,
            tax_rate=terms.tax_rate,
            exemption=terms.tax_exemption,
            key=f"{thing._meta.model_name}:{thing.code}",
        )
        for wanted in asked
        for thing, fee in wanted.lines
        if fee
    ]
    book = book_of(terms, by=by, now=now) if lines else None
    if book is None:
        return None
    city = row.organisation
    return open_order(
        book=book,
        lines=lines,
        payer=Payer(
            name=city.legal_name or str(next(iter(city.name.values()), city.slug)),
            email=row.head.email,
            address=city.address,
            country=city.country,
            tax_id=city.tax_id,
            codes=city.routing_codes,
        ),
        language=row.head.language,
        expires_at=now + timedelta(days=terms.transfer_days),
        key=f"delegation:{row.code}:{row.members.count()}",
        by=by,
        now=now,
        is_rehearsal=row.congress.is_rehearsing,
    )


def _register(
    row: Delegation,
    member: Application,
    wanted: Asked,
    order: Order | None,
    person: Person | None,
    *,
    by: Actor,
    now: datetime,
) -> Registration:
    person = person or create_person(
        given_name=member.given_name,
        family_name=member.family_name,
        email=member.email,
        language=member.language,
        now=now,
        organisation_id=row.organisation_id,
        position=member.position,
    )
    state = State.AWAITING_PAYMENT if order is not None and any(fee for _t, fee in wanted.lines) else State.CONFIRMED
    registration = insert(row.congress, member, wanted, person, state=state, order=order, by=by, now=now)
    registration.delegation = row
    registration.save(update_fields=["delegation"])
    audit.record(
        verb="registered",
        subject=registration,
        by=by,
        now=now,
        scope=row.congress.scope,
        after={"state": state, "category": wanted.category.code, "delegation": row.code},
        person=person.ref,
        private={"name": person.full_name, "email": person.email},
    )
    notifications.member_added(registration, row, now=now)
    return registration
