"""Registering one person."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import create_person
from accounts.models import Person
from common.actions import audit
from common.actors import Actor
from common.errors import Conflict, Invalid
from common.models import StoredFile
from common.money import Money
from common.tokens import digest, new_code
from congress.actions.hold import hold
from congress.models import Congress
from network.models import Organisation
from network.queries.membership import standing_of
from payments.actions.drafts import LineSpec, Payer
from payments.actions.orders import open_order
from payments.models import Book, Order
from registration import notifications
from registration.actions import changes, places
from registration.actions.books import book_of
from registration.actions.consents import keep_consents
from registration.actions.expire import release_expired
from registration.enums import LIVE, Need, State
from registration.models import AddOn, Category, ChosenAddOn, Registration, Terms
from registration.queries.access import access_token, link_secret
from registration.queries.fees import fee_now, takes_people
from registration.rules.eligibility import Applicant, refusal
from registration.rules.folding import fingerprint, fold


class RegistrationClosed(Conflict):
    code = "registration_closed"
    message = _("Registration in this category is not open.")


class AlreadyRegistered(Conflict):
    code = "already_registered"
    message = _("This person is already registered. A letter with the link to the registration goes to the address.")


class NotEligible(Conflict):
    code = "not_eligible"
    message = _("This category is not open to you.")


REASONS = {
    "not_a_member": _("This category is for people of member cities. Your city is not a member of the network."),
    "dues_outstanding": _(
        "The dues of your city are outstanding, so its member fee cannot be given. Please ask the network's "
        "secretariat, or register as a non-member."
    ),
    "country_not_listed": _("This category is for people of certain countries, and yours is not among them."),
    "not_invited": _("This category is by invitation only."),
    "not_for_delegations": _("The head of a delegation cannot register people in this category."),
}


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody asks for. `category`, `add_ons` are codes, `organisation` a slug; names may come later."""

    category: str
    email: str
    given_name: str = ""
    family_name: str = ""
    language: str = "en"
    organisation: str = ""
    position: str = ""
    badge_name: str = ""
    badge_languages: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    notice: str = ""  # the version of the privacy notice that was shown
    add_ons: tuple[str, ...] = ()
    waiting_list: bool = False
    invited: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    proof: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An application with its codes looked up."""

    terms: Terms
    category: Category
    add_ons: tuple[AddOn, ...]
    organisation: Organisation | None
    lines: tuple[tuple[Category | AddOn, Money], ...]

    @property
    def parents(self) -> list[Terms | Category | AddOn]:
        return [self.terms, self.category, *self.add_ons]


def register(
    *, congress: Congress, application: Application, by: Actor, now: datetime, person: Person | None = None
) -> Registration:
    """Registers a person in one transaction and queues the letter with the link.

    `person` is given when a signed-in person registers themselves; else a new one is made.

    The place is held at once: confirmed when nothing is to be paid, else until the order's `expires_at`. Raises
    Invalid, RegistrationClosed, NotEligible, AlreadyRegistered, CategoryFull, AddOnFull, NoticeChanged,
    RehearsalOver, CongressArchived. The same address and name twice is refused; another name at the same address is
    a colleague.
    """
    with transaction.atomic():
        hold(congress)
        asked = look_up(congress, application, now)
        waits = _take_places(asked, application, now)
        person = person or create_person(
            given_name=application.given_name,
            family_name=application.family_name,
            email=application.email,
            language=application.language,
            now=now,
            organisation_id=asked.organisation.pk if asked.organisation else None,
            position=application.position,
        )
        row = insert(congress, application, asked, person, state=_first_state(asked, waits=waits), by=by, now=now)
        audit.record(
            verb="registered",
            subject=row,
            by=by,
            now=now,
            scope=congress.scope,
            after={"state": row.state, "category": asked.category.code},
            person=person.ref,
            private={"name": person.full_name, "email": person.email},
        )
        notifications.registered(row, now=now)
        changes.stamp(congress_id=congress.pk, registration_ids=[row.pk])
        return row


def look_up(congress: Congress, application: Application, now: datetime) -> Asked:
    """Looks the codes up and checks every rule that needs no place. Raises what `register` raises."""
    terms = Terms.objects.select_related("book", "rehearsal_book").get(congress=congress)
    terms.congress = congress
    category = Category.objects.prefetch_related("fees").filter(congress=congress, code=application.category).first()
    if category is None:
        raise Invalid(fields={"category": [_("There is no such category.")]})
    chosen = (
        AddOn.objects.prefetch_related("fees").filter(congress=congress, code__in=application.add_ons)
        if (application.add_ons)
        else AddOn.objects.none()
    )
    add_ons = tuple(chosen.order_by("id")) if application.add_ons else ()
    if len(add_ons) != len(set(application.add_ons)):
        raise Invalid(fields={"add_ons": [_("There is no such extra.")]})
    organisation = _organisation(application, category)
    if not takes_people(terms, now, category, *add_ons):
        raise RegistrationClosed()
    _check_person(congress, application, now)
    _check_eligible(congress, category, organisation, application, now)
    lines: list[tuple[Category | AddOn, Money]] = []
    things: list[Category | AddOn] = [category, *add_ons]
    for thing in things:
        fee = fee_now(thing, terms, now)
        if fee is None:
            raise RegistrationClosed()
        lines.append((thing, fee))
    return Asked(terms, category, add_ons, organisation, tuple(lines))


def _organisation(application: Application, category: Category) -> Organisation | None:
    if not application.organisation:
        if Need.CITY in category.needs:
            raise Invalid(fields={"city": [_("Please choose your city or organisation.")]})
        return None
    found = Organisation.objects.filter(slug=application.organisation, is_active=True).first()
    if found is None:
        raise Invalid(fields={"city": [_("This city is not in our list. Please choose one from the list.")]})
    return found


def _check_person(congress: Congress, application: Application, now: datetime) -> None:
    errors: dict[str, list[Any]] = {}
    if not (application.given_name.strip() or application.family_name.strip()):
        errors["given_name"] = [_("Please give a given name or a family name.")]
    if "privacy" not in application.consents:
        errors["consents"] = [_("Please read the privacy notice and agree to it.")]
    if errors:
        raise Invalid(fields=errors)
    print_ = _fingerprint(application)
    if Registration.objects.filter(congress=congress, fingerprint=print_, state__in=LIVE).exists():
        raise AlreadyRegistered()


def _fingerprint(application: Application) -> str:
    return fingerprint(email=application.email, given_name=application.given_name, family_name=application.family_name)


def _check_eligible(
    congress: Congress, category: Category, organisation: Organisation | None, application: Application, now: datetime
) -> None:
    today = now.astimezone(congress.zone).date()
    reason = refusal(
        eligibility=category.eligibility,
        countries=category.countries,
        applicant=Applicant(
            country=organisation.country if organisation else None,
            standing=standing_of(organisation, today)
            if organisation and category.eligibility == "member_city"
            else None,
            is_invited=application.invited,
        ),
    )
    if reason is not None:
        raise NotEligible(REASONS[reason])


def _take_places(asked: Asked, application: Application, now: datetime) -> bool:
    """Takes the places; True when the person waits instead. A full parent first loses its expired holds."""
    try:
        with transaction.atomic():
            places.take(asked.parents)
        return False
    except Conflict:
        release_expired(category=asked.category, add_ons=asked.add_ons, now=now)
    try:
        with transaction.atomic():
            places.take(asked.parents)
        return False
    except places.CategoryFull:
        if application.waiting_list and asked.category.has_waiting_list:
            return True
        raise


def insert(
    congress: Congress,
    application: Application,
    asked: Asked,
    person: Person,
    *,
    state: State,
    by: Actor,
    now: datetime,
    order: Order | None = None,
) -> Registration:
    """Writes the row, its extras and consents; opens its order unless one is given (a delegation's)."""
    code = new_code(6)
    row = Registration(
        congress=congress,
        code=code,
        person=person,
        category=asked.category,
        organisation=asked.organisation,
        state=state,
        language=application.language,
        badge_name=application.badge_name.strip(),
        badge_languages=list(application.badge_languages),
        answers=application.answers,
        proof=application.proof,
        fingerprint=_fingerprint(application),
        search=search_text(code, person, asked.organisation),
        token_hash=digest(access_token(code, 1)),
        link_hash=digest(link_secret(code, 1)),
        created_at=now,
        confirmed_at=now if state == State.CONFIRMED else None,
    )
    if state == State.AWAITING_PAYMENT:
        row.order = order or order_for(row, asked.lines, asked.terms, by=by, now=now)
        row.hold_expires_at = row.order.expires_at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # the twin of this very moment was faster
        raise AlreadyRegistered() from error
    if application.proof is not None:
        # Whose it is, so that erasing the person erases it.
        StoredFile.objects.filter(pk=application.proof.pk).update(person=person.ref)
    ChosenAddOn.objects.bulk_create([ChosenAddOn(registration=row, add_on=extra) for extra in asked.add_ons])
    keep_consents(row=row, codes=application.consents, terms=asked.terms, shown=application.notice, now=now)
    return row


def _first_state(asked: Asked, *, waits: bool) -> State:
    if waits:
        return State.WAITLISTED
    if Need.APPROVAL in asked.category.needs or Need.PROOF in asked.category.needs:
        return State.AWAITING_APPROVAL
    return State.AWAITING_PAYMENT if any(fee for _thing, fee in asked.lines) else State.CONFIRMED


def order_for(
    row: Registration,
    lines: tuple[tuple[Category | AddOn, Money], ...],
    terms: Terms,
    *,
    by: Actor,
    now: datetime,
    hours: int | None = None,
) -> Order:
    """Opens the order of a registration; its fee and tax are frozen on the lines."""
    name = row.organisation.legal_name if row.organisation and row.organisation.legal_name else row.person.full_name
    return open_order(
        book=_book(terms, by, now),
        lines=[
            LineSpec(
                text=thing.name,
                quantity=1,
                gross=fee,
                tax_rate=terms.tax_rate,
                exemption=terms.tax_exemption,
                key=f"{thing._meta.model_name}:{thing.code}",
            )
            for thing, fee in lines
            if fee
        ],
        payer=Payer(
            name=name,
            email=row.person.email,
            address=row.organisation.address if row.organisation else "",
            country=row.organisation.country if row.organisation else "",
            tax_id=row.organisation.tax_id if row.organisation else "",
            codes=row.organisation.routing_codes if row.organisation else {},
        ),
        language=row.language,
        expires_at=now + (timedelta(hours=hours) if hours else timedelta(minutes=terms.card_minutes)),
        key=f"registration:{row.code}",
        by=by,
        now=now,
        is_rehearsal=row.congress.is_rehearsing,
    )


def _book(terms: Terms, by: Actor, now: datetime) -> Book:
    book = book_of(terms, by=by, now=now)
    if book is None:
        raise RegistrationClosed()  # a fee without a book to keep it in is not open yet
    return book


def search_text(code: str, person: Person, organisation: Organisation | None) -> str:
    """What an organiser's search looks through: folded names, address, city and code."""
    city = " ".join(str(name) for name in organisation.name.values()) if organisation else ""
    return fold(f"{person.given_name} {person.family_name} {person.email} {city} {code}")[:500]
