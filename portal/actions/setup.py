"""A new congress from a template: every room's own action fills its part, in one transaction. Nothing is published."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from common.actors import Actor
from common.money import Money
from congress.actions.calls import CallFacts, save_call, save_criterion, save_format
from congress.actions.plan import lay_out
from congress.actions.settings import Facts
from congress.actions.setup import Beginning, Controller, create_congress
from congress.enums import Part
from congress.models import Congress
from congress.queries.plans import templates as plans
from congress.rules.page_kinds import PRIVACY, begun, titles_of
from network.actions.organisations import create_organisation
from network.models import Organisation, TerritorialNetwork
from payments.actions.issuers import IssuerFacts, open_book, save_issuer
from payments.models import Book, Issuer
from portal.actions.baselines import keep_baselines
from portal.actions.entity import new_book
from portal.queries.words import free_city_slug, free_issuer_code
from portal.rules.templates import Calendar, in_languages, longest_of, template
from programme.actions.rooms import RoomFacts, save_room
from questions.actions.forms import build_form
from registration.actions.points import save_point
from registration.actions.setup import (
    AddOnFacts,
    CategoryFacts,
    TermsFacts,
    open_registration,
    save_add_on,
    save_category,
    set_fees,
)
from registration.models import AddOn, Category
from registration.rules.fees import Period

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class NewCity:
    """A host that the network does not know yet."""

    name: str
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What an organiser said. Either a known host or a new one; a known legal entity or a new one."""

    template: str
    facts: Facts
    currency: str
    contact_email: str
    host: Organisation | NewCity
    issuer: Issuer | IssuerFacts
    territorial_network: TerritorialNetwork | None = None
    may_be_past: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """Where a template is being filled in."""

    congress: Congress
    given: dict[str, Any]
    calendar: Calendar
    by: Actor
    now: datetime

    def words(self, texts: dict[str, Any]) -> dict[str, Any]:
        """The languages of the congress that the template speaks; English where it speaks none of them."""
        return in_languages(texts, self.congress.languages) or in_languages(texts, ["en"])


def set_up(*, wish: Wish, owner: User, by: Actor, now: datetime) -> Congress:
    """Makes the congress with its host, legal entity, books and all that its template holds, owned by `owner`.

    Raises what the rooms' actions raise: Invalid per field, CongressSlugTaken. Two who press at once do not want the
    same words for city, entity and books: the slower one is made anew with the next that are free.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _set_up(wish, owner, by, now)
        except IntegrityError:
            continue
    return _set_up(wish, owner, by, now)


def _set_up(wish: Wish, owner: User, by: Actor, now: datetime) -> Congress:
    given = template(wish.template)
    with transaction.atomic():
        host = _host(wish, by, now)
        issuer, facts = _issuer(wish, by, now), _facts(wish, given, host)
        congress = create_congress(
            facts=facts,
            beginning=_beginning(wish, given, facts.languages),
            controller=_controller(issuer, wish),
            owner=owner,
            by=by,
            now=now,
            may_be_past=wish.may_be_past,
        )
        site = _site(congress, given, by, now)
        _offer(site, open_book(facts=new_book(congress, wish.currency), issuer=issuer, by=by, now=now))
        _doors(site)
        _call(site)
        lay_out(congress=congress, template=given["kind"] if given["kind"] in plans() else "full", by=by, now=now)
        keep_baselines(congress=congress, now=now)
    return congress


def _host(wish: Wish, by: Actor, now: datetime) -> Organisation:
    if isinstance(wish.host, Organisation):
        return wish.host
    city = wish.host
    return create_organisation(
        slug=free_city_slug(city.name),
        name={city.language: city.name},
        country=city.country,
        territorial_network=wish.territorial_network,
        by=by,
        now=now,
    )


def _issuer(wish: Wish, by: Actor, now: datetime) -> Issuer:
    if isinstance(wish.issuer, Issuer):
        return wish.issuer
    code = free_issuer_code(wish.issuer.legal_name)
    return save_issuer(issuer=None, code=code, facts=wish.issuer, by=by, now=now, scope=wish.facts.slug)


def _facts(wish: Wish, given: dict[str, Any], host: Organisation) -> Facts:
    said = in_languages(given["description"], wish.facts.languages)
    venue = in_languages(given.get("venue", {}), wish.facts.languages)
    return replace(wish.facts, host=host, description=said, venue=venue or wish.facts.venue)


def _beginning(wish: Wish, given: dict[str, Any], languages: tuple[str, ...]) -> Beginning:
    spoken = [code for code in languages if code in given["description"]] or ["en"]
    return Beginning(
        kind=given["kind"],
        parts=tuple(given["parts"]),
        territorial_network=wish.territorial_network,
        axes=[{"code": row["code"], "name": in_languages(row["name"], spoken)} for row in given["axes"]],
        pages=[_page(row, given, spoken) for row in given["pages"]],
    )


def _page(row: dict[str, Any], given: dict[str, Any], spoken: list[str]) -> dict[str, Any]:
    bodies = {code: row["body"][code] if "body" in row else begun(row["slug"], code) for code in spoken}
    if row["slug"] == PRIVACY:
        bodies = {code: [_used(block, given["parts"]) for block in blocks] for code, blocks in bodies.items()}
    return {"slug": row["slug"], "title": titles_of(row["slug"], spoken), "body": bodies}


def _used(block: dict[str, Any], parts: list[str]) -> dict[str, Any]:
    """The notice's list of uses without payments or scans where there are none; the order of page_kinds.begun."""
    if "ul" not in block:
        return block
    needed = (True, Part.FEES in parts, True, Part.DOOR in parts)
    return {"ul": [text for text, is_needed in zip(block["ul"], needed, strict=True) if is_needed]}


def _controller(issuer: Issuer, wish: Wish) -> Controller:
    return Controller(
        legal_name=issuer.legal_name,
        address=issuer.address,
        country=issuer.country,
        contact_email=wish.contact_email,
    )


def _site(congress: Congress, given: dict[str, Any], by: Actor, now: datetime) -> Site:
    today: date = now.astimezone(congress.zone).date()
    return Site(congress, given, Calendar(congress.starts_on, today, longest_of(given)), by, now)


def _offer(site: Site, book: Book) -> None:
    """Terms, categories, extras and fees."""
    said, zone = site.given["registration"], site.congress.zone
    opens, closes = said.get("opens_days_before"), said["closes_days_before"]
    facts = TermsFacts(
        opens_at=site.calendar.midnight(opens, zone) if opens is not None else None,
        closes_at=site.calendar.midnight(closes, zone) if closes else None,
        visits_each=said["visits_each"],
    )
    args: dict[str, Any] = {"congress": site.congress, "by": site.by, "now": site.now}
    open_registration(book=book, facts=facts, **args)
    plain = ("eligibility", "has_waiting_list", "is_remote", "is_for_delegations", "colour")
    for row in site.given["categories"]:
        chosen = {name: row[name] for name in plain if name in row}
        category = CategoryFacts(
            name=site.words(row["name"]),
            description=site.words(row["description"]),
            needs=tuple(row["needs"]),
            **chosen,
        )
        made = save_category(category=None, facts=category, code=row["code"], **args)
        _fees(site, made, row, book.currency)
    for row in site.given.get("add_ons", []):
        extra = AddOnFacts(name=site.words(row["name"]), description=site.words(row["description"]))
        _fees(site, save_add_on(add_on=None, facts=extra, code=row["code"], **args), row, book.currency)


def _fees(site: Site, thing: Category | AddOn, row: dict[str, Any], currency: str) -> None:
    """The template's fees, where it knows them in this currency; else none, and the checklist asks for them."""
    amounts = [Money.parse(text, currency) for text in row.get("fees", {}).get(currency, [])]
    if not amounts:
        return
    periods = [Period(amounts[0])]
    if amounts[0] != amounts[-1]:
        turn = site.calendar.midnight(site.given["registration"]["early_until_days_before"], site.congress.zone)
        periods = [Period(amounts[0], None, turn), Period(amounts[-1], turn, None)]
    set_fees(thing=thing, periods=periods, by=site.by, now=site.now)


def _doors(site: Site) -> None:
    """Control points and rooms."""
    args: dict[str, Any] = {"congress": site.congress, "by": site.by, "now": site.now}
    for row in site.given["points"]:
        save_point(
            point=None, code=row["code"], name=site.words(row["name"]), rules=row["rules"], capacity=None, **args
        )
    for row in site.given["rooms"]:
        facts = RoomFacts(site.words(row["name"]), row["capacity"], has_interpretation=row["has_interpretation"])
        save_room(room=None, facts=facts, code=row["code"], **args)


def _call(site: Site) -> None:
    """The call for experiences with its questions, formats and criteria, where the template has one."""
    given = site.given.get("call")
    if given is None:
        return
    opens, closes = site.calendar.window(given["opens_days_before"], given["closes_days_before"], site.congress.zone)
    texts = [{**row, "label": site.words(row["label"]), "help": site.words(row["help"])} for row in given["questions"]]
    facts = CallFacts(
        form=build_form(name="Experiences", questions=texts),
        title=site.words(given["title"]),
        guidance=site.words(given["guidance"]),
        opens_at=opens,
        closes_at=closes,
        languages=tuple(site.congress.languages),
        eligibility=given["eligibility"],
        per_city_max=given["per_city_max"],
        asks_endorsement=given["asks_endorsement"],
        reviews_per_submission=given["reviews_per_submission"],
    )
    args: dict[str, Any] = {"by": site.by, "now": site.now}
    call = save_call(congress=site.congress, call=None, facts=facts, code=given["code"], **args)
    for row in given["formats"]:
        said = {"name": site.words(row["name"]), "minutes": row["minutes"], "code": row["code"]}
        save_format(call=call, format=None, **said, **args)
    for row in given["criteria"]:
        anchors = {step: site.words(text) for step, text in row["anchors"].items()}
        said = {"name": site.words(row["name"]), "weight": row["weight"], "code": row["code"]}
        save_criterion(call=call, criterion=None, anchors=anchors, is_beyond=True, **said, **args)
