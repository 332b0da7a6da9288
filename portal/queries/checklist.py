"""What is left before a congress can be published: counted from the rows each time, never kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import formats
from congress.enums import CongressKind, Part
from congress.models import Congress
from congress.queries.team import members, today_in
from congress.rules.page_kinds import PRIVACY
from payments.models import Issuer
from portal.queries.copied import old_texts, source_of
from portal.queries.translation import Lacking, lacking, units
from portal.rules.translation import Unit
from programme.models import Room, Session
from registration.models import Category, Terms
from registration.queries.fees import periods
from registration.rules.fees import fee_faults
from registration.rules.policy import faults
from visits.models import Departure


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to see to. While one that `is_blocking` is not done, the congress cannot be published."""

    code: str
    label: str
    url: str
    is_done: bool
    is_blocking: bool
    detail: str = ""


def checklist(event: Congress, now: datetime) -> list[Item]:
    """Everything to see to, in the order in which it is best done; parts that are not used are not named."""
    terms = Terms.objects.select_related("book__issuer").filter(congress=event).first()
    return [*_basics(event), *_people(event, terms), *_words(event), *_parts(event, now)]


def missing(event: Congress, now: datetime) -> list[Item]:
    """What forbids publishing."""
    return [item for item in checklist(event, now) if item.is_blocking and not item.is_done]


def _url(event: Congress, name: str, *args: str) -> str:
    return reverse(name, args=[event.slug, *args])


def _basics(event: Congress) -> Iterator[Item]:
    general = _url(event, "portal-settings")
    if event.kind != CongressKind.CAFE:
        has_place = bool(event.address.strip()) and _is_said(event.venue)
        yield Item("venue", _("Venue and address"), general, has_place, is_blocking=False)
    yield Item("description", _("What it is about"), general, _is_said(event.description), is_blocking=False)
    controllers = [row for row in event.hosts.all() if row.is_controller]
    named = bool(controllers) and all(row.legal_name and row.contact_email for row in controllers)
    hosts = _url(event, "congress-settings-hosts")
    yield Item(
        "controllers", _("Who answers for people's data, with an e-mail address"), hosts, named, is_blocking=True
    )
    posted = bool(controllers) and all(row.address.strip() for row in controllers)
    label = _("Postal address of those who answer for people's data")
    yield Item("controllers_address", label, hosts, posted, is_blocking=False)


def _is_said(texts: dict[str, str]) -> bool:
    return any(text.strip() for text in texts.values())


def _people(event: Congress, terms: Terms | None) -> Iterator[Item]:
    url = _url(event, "registration-categories")
    rows = list(Category.objects.filter(congress=event).prefetch_related("fees"))
    yield Item("categories", _("Categories of participants"), url, bool(rows), is_blocking=True)
    has_window = bool(terms and (terms.opens_at or terms.closes_at))
    dates = _url(event, "registration-settings")
    yield Item("registration", _("When registration opens and closes"), dates, has_window, is_blocking=False)
    if event.uses(Part.FEES):
        tables = [list(row.fees.all()) for row in rows]
        sound = not any(fee_faults(periods(fees)) for fees in tables)
        has_fee = any(fee.minor for fees in tables for fee in fees)
        yield Item("fees", _("Fees, without gaps or overlaps"), url, sound and has_fee, is_blocking=True)
        yield from _money(event, terms)


def _money(event: Congress, terms: Terms | None) -> Iterator[Item]:
    book = terms.book if terms else None
    issuer = book.issuer if book else None
    complete = bool(issuer and issuer.legal_name and issuer.address and issuer.country)
    url = _url(event, "portal-settings-entity")
    yield Item("legal_entity", _("Legal entity that is paid, with its address"), url, complete, is_blocking=True)
    # What counts from the publishing on: a congress at a public address takes no card with a test key.
    is_real = bool(book and book.is_live) or not settings.LOOPBACK
    keys = settings.STRIPE_API_KEYS if is_real else settings.STRIPE_TEST_API_KEYS
    payable = bool(issuer and (issuer.iban or keys.get(issuer.code)))
    label = _("A way to pay: account number or card payments")
    yield Item("payment_key", label, url, payable, is_blocking=True)
    yield _cards(issuer, url)
    rules = terms.refund_rules if terms else []
    sound = bool(rules) and not faults(rules, event.starts_on, event.zone)
    label = _("What is given back to whoever cancels")
    yield Item("refund_rule", label, _url(event, "registration-refunds"), sound, is_blocking=True)


def _cards(issuer: Issuer | None, url: str) -> Item:
    """The live key, apart from the account number: money by card moves only with it."""
    code = issuer.code if issuer else ""
    is_done = bool(settings.STRIPE_API_KEYS.get(code))
    detail = ""
    if not is_done and settings.STRIPE_TEST_API_KEYS.get(code):
        detail = _("Only the test key is set: it moves no money, and serves the rehearsal alone.")
    elif not is_done:
        detail = _("No live key is set: people pay by bank transfer.")
    return Item("card_key", _("Live key for card payments"), url, is_done, is_blocking=False, detail=detail)


def _words(event: Congress) -> Iterator[Item]:
    has_notice = event.pages.filter(slug=PRIVACY).exists()
    page = _url(event, "congress-manage-page", PRIVACY) if has_notice else _url(event, "congress-manage-page-new")
    done = event.pages.filter(slug=PRIVACY, is_published=True).exists()
    yield Item("privacy_notice", _("Privacy notice, read and published"), page, done, is_blocking=True)
    yield from _translations(event)
    drafts = event.pages.filter(is_published=False).exclude(slug=PRIVACY)
    url = _url(event, "congress-manage-pages")
    yield Item("pages", _("Pages read and published"), url, not drafts.exists(), is_blocking=False)


def _translations(event: Congress) -> Iterator[Item]:
    """What the translation desk counts. A language of the content alone falls back visibly: it forbids nothing."""
    found = units(event)
    spoken = {code for code, _name in settings.LANGUAGES}
    ours = [code for code in event.languages if code in spoken]
    others = [code for code in event.languages if code not in spoken]
    url = _url(event, "portal-translations")
    for code, languages in (("translations", ours), ("content_languages", others)):
        if not languages:
            continue
        rest = lacking(event, languages, found)
        named = formats.listing([formats.language_name(one) for one in languages])
        label = _("All texts in %(languages)s") % {"languages": named}
        is_blocking = code == "translations" and rest.is_met
        yield Item(code, label, url, not rest.total, is_blocking=is_blocking, detail=_missing_texts(rest))
    yield from _of_before(event, found)


def _of_before(event: Congress, found: list[Unit]) -> Iterator[Item]:
    """What a copy still says of the edition that it was begun from."""
    if source_of(event) is None:
        return
    left = len(old_texts(event, found))
    text = ngettext("%(n)s text to look over.", "%(n)s texts to look over.", left)
    detail = text % {"n": formats.number(left)} if left else ""
    label, url = _("Copied texts that name the edition before"), f"{_url(event, 'portal-copied')}#texts"
    yield Item("old_texts", label, url, not left, is_blocking=False, detail=detail)


def _missing_texts(rest: Lacking) -> str:
    """ "12 texts are missing (Spanish: 4, French: 8)." """
    if not rest.total:
        return ""
    each = [
        _("%(language)s: %(n)s") % {"language": formats.language_name(code), "n": formats.number(number)}
        for code, number in rest.counts.items()
        if number
    ]
    text = ngettext("%(n)s text is missing (%(each)s).", "%(n)s texts are missing (%(each)s).", rest.total)
    return text % {"n": formats.number(rest.total), "each": ", ".join(each)}


def _parts(event: Congress, now: datetime) -> Iterator[Item]:
    if event.uses(Part.CALL):
        calls = list(event.calls.prefetch_related("formats", "criteria"))
        ready = bool(calls) and all(row.formats.all() and row.criteria.all() for row in calls)
        url = _url(event, "congress-settings-calls")
        yield Item("call", _("Call with its dates, formats and criteria"), url, ready, is_blocking=False)
    if event.uses(Part.VISITS):
        shown = Departure.objects.public().filter(visit__congress=event).exists()
        yield Item("visits", _("Study visits"), _url(event, "visits-settings"), shown, is_blocking=False)
    if event.uses(Part.PROGRAMME):
        if event.kind != CongressKind.CAFE:
            has_rooms = Room.objects.filter(congress=event).exists()
            yield Item("rooms", _("Rooms for sessions"), _url(event, "programme-rooms"), has_rooms, is_blocking=False)
        planned = Session.objects.filter(congress=event).exists()
        yield Item("programme", _("Sessions of the programme"), _url(event, "programme-manage"), planned, False)
    if event.uses(Part.DOOR):
        points = _url(event, "registration-door-points")
        yield Item("points", _("Control points at the door"), points, event.points.exists(), is_blocking=False)
    has_look = bool(event.logo_id or event.header_image_id)
    yield Item("look", _("Logo, header image and colours"), _url(event, "portal-look"), has_look, is_blocking=False)
    others = members(event, today_in(event, now)).values("user").order_by().distinct().count() > 1
    yield Item("team", _("Somebody beside you in the team"), _url(event, "congress-team"), others, is_blocking=False)
