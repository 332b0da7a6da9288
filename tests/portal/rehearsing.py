"""A congress in rehearsal that could be published, and a rehearsal in which everything is tried once."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import User
from common.actors import Actor
from common.models import IdempotencyKey
from common.money import Money
from common.uploads import store
from congress.actions.assignment import assign
from congress.actions.decision import decide
from congress.actions.release import release
from congress.actions.review import submit_review
from congress.actions.submission import start_draft, submit
from congress.models import Call, Congress, Submission
from congress.rules.page_kinds import PRIVACY
from payments.actions.orders import choose_transfer
from payments.actions.receipts import receive_transfer
from payments.actions.webhooks import receive_event
from payments.models import Attempt, Order
from programme.actions.certificates import issue_certificates
from programme.actions.feeds import make_feed
from programme.actions.publish import publish as publish_programme
from programme.actions.sessions import place
from programme.models import Session
from registration.actions.badges import badge_pdf
from registration.actions.delegations import add_members, open_delegation
from registration.actions.devices import make_code, set_up
from registration.actions.manage import cancel
from registration.actions.register import Application, register
from registration.actions.scans import take
from registration.models import Category, Fee, Point, Registration, Terms
from registration.queries.badges import signer
from tests.factories import accounts, network, programme, questions, visits, words
from tests.factories import congress as make
from tests.factories import registration as people
from tests.payments import factories as money
from tests.questions.files import pdf
from tests.registration.doors import scan
from visits.actions.booking import book
from visits.models import Departure

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor.system("test")
OURS = ("accounts", "common", "congress", "network", "payments", "portal", "programme", "questions", "registration",
        "visits")  # fmt: skip


@dataclass
class Stage:
    """A draft congress that lacks nothing, its owner, and what a rehearsal needs."""

    congress: Congress
    owner: User
    paid: Category
    free: Category
    call: Call
    bus: Departure
    session: Session
    point: Point
    made: dict[str, Any] = field(default_factory=dict)


def stage(**kw: Any) -> Stage:
    """A congress in preparation with everything that publishing asks for."""
    event = make.congress(**{"state": "draft", "reply_to": "office@example.org", **kw})
    owner = make.team_member(congress=event).user
    event.hosts.create(legal_name="City Council", contact="Data protection", contact_email="data@example.org")
    make.page(congress=event, slug=PRIVACY)
    shelf = money.book(scope=event.slug, name=words("Congress"))
    shelf.issuer.address = shelf.issuer.address or "Main Square 1"
    shelf.issuer.save()
    paid, free = people.category(congress=event, places=20), people.category(congress=event, places=20)
    Terms.objects.filter(congress=event).update(
        book=shelf, tax_rate=21, places=50, refund_rules=[{"days": 30, "percent": 50}]
    )
    Fee.objects.create(category=paid, minor=30_000, currency="EUR")
    point = people.point(congress=event)
    paper = questions.question(code="paper", kind="file", file_kinds=["pdf"], label=words("Paper"))
    call = make.call(congress=event, form=paper.form)
    make.criterion(call=call)
    make.format(call=call)
    bus = visits.departure(congress=event, point=point)
    programme.room(congress=event)
    session = programme.session(congress=event, is_ready=True)
    return Stage(Congress.objects.get(pk=event.pk), owner, paid, free, call, bus, session, point)


def application(kind: Category, name: str, **kw: Any) -> Application:
    given = {"email": f"{name.lower()}@example.org", "given_name": name, "family_name": "Test", "language": "en"}
    return Application(category=kind.code, consents=("privacy",), **{**given, **kw})


def rehearse(here: Stage, now: datetime = NOW) -> None:
    """Tries everything once: registrations paid by card and by transfer, a delegation, an experience read and
    decided, a visit, the programme, a calendar, a badge at a door, a certificate as if the congress were over, an API
    key, a cancellation with its refund."""
    _register(here, now)
    _pay(here, now)
    _write(here, now)
    _take_part(here, now)
    here.made["cancelled"] = cancel(registration=here.made["by card"], by=BY, now=now)


def _register(here: Stage, now: datetime) -> None:
    event = here.congress
    proof = store(data=b"%PDF-1.4", content_type="application/pdf", original_name="card.pdf", now=now)
    asked = {
        "by card": application(here.paid, "Card"),
        "by transfer": application(here.paid, "Transfer"),
        "unpaid": application(here.paid, "Unpaid"),
        "free": application(here.free, "Free", proof=proof),
    }
    for name, wanted in asked.items():
        here.made[name] = register(congress=event, application=wanted, by=BY, now=now)
    # The owner registers as well: a person who stays.
    own = application(here.free, "Owner", email=here.owner.email)
    here.made["owner"] = register(congress=event, application=own, by=BY, now=now, person=here.owner.person)
    city = network.organisation()
    head = {"given_name": "Head", "family_name": "Test", "email": "head@example.org", "language": "en"}
    group = open_delegation(congress=event, organisation=city, head=head, most=5, by=BY, now=now)
    add_members(delegation=group, members=[application(here.paid, "Member")], by=BY, now=now)
    made = here.made["free"]
    IdempotencyKey.objects.create(
        credential="public", method="POST", path="/api/v1/", key="k" * 16, body_digest="0" * 64,
        made_kind="registration.Registration", made_id=str(made.pk), created_at=now,
    )  # fmt: skip


def _pay(here: Stage, now: datetime) -> None:
    by_card = Order.objects.get(pk=here.made["by card"].order_id)
    attempt = money.attempt(by_card, now)
    told = [
        money.refund_event("created", intent="pi_rehearsed", ident="re_2"),  # before its payment: it waits
        money.completed(attempt, intent="pi_rehearsed"),
        money.succeeded(attempt, intent="pi_rehearsed"),
    ]
    for event in told:
        receive_event(entity=money.ENTITY, told=event, now=now)
    by_transfer = Order.objects.get(pk=here.made["by transfer"].order_id)
    choose_transfer(order=by_transfer, by=BY, now=now)
    # Too much by a euro, so that the treasurer has something to look at.
    amount = Money(by_transfer.due.minor + 100, "EUR")
    receive_transfer(order=by_transfer, amount=amount, received_on=now.date(), bank_reference="TEST 1", by=BY, now=now)
    assert Attempt.objects.get(pk=attempt.pk).state == "paid"


def _write(here: Stage, now: datetime) -> None:
    author = make.author()
    content = make.content(format=here.call.formats.get().code)
    draft = start_draft(
        call=here.call, author=author.person, organisation=author.person.organisation, content=content, by=BY, now=now
    )
    letter = store(data=b"%PDF-1.4", content_type="application/pdf", original_name="letter.pdf", now=now)
    content = replace(content, answers={"paper": ContentFile(pdf(), name="report.pdf")})
    paper = submit(submission=draft, version=1, content=content, by=BY, now=now, endorsement=letter)
    reading = assign(submission=paper, member=make.member(congress=here.congress), by=BY, now=now)
    submit_review(assignment=reading, opinion=make.opinion(here.call), by=BY, now=now)
    decide(submission=paper, outcome="accepted", reason="", version=0, by=BY, now=now)
    release(call=here.call, submissions=Submission.objects.all(), by=BY, now=now)
    place(session=here.session, submission=paper, by=BY, now=now)
    here.made |= {"paper": paper, "author": author}


def _take_part(here: Stage, now: datetime) -> None:
    row = Registration.objects.get(pk=here.made["free"].pk)
    publish_programme(congress=here.congress, name="", by=BY, now=now)
    make_feed(registration=row, by=BY, now=now)
    book(registration=row, departure=visits.fresh(here.bus), by=BY, now=now)
    badge_pdf(row, now=now)
    code = make_code(congress=here.congress, points=[here.point.code], by=BY, now=now)
    device, _token = set_up(code=code, name="Door", now=now)
    key = here.congress.badge_keys.get()
    token = signer(key).token(row.number or 0, row.serial)
    take(device=device, sent_at=now.isoformat(), scans=[scan(here.point.code, token)], pending=0, now=now)
    after = datetime.combine(here.congress.ends_on + timedelta(days=2), now.timetz())
    assert issue_certificates(congress=here.congress, by=BY, now=after) == 1
    here.made |= {"device": device, "token": token, "key": key}


def counts() -> dict[str, int]:
    """How many rows each table of ours holds, the tables between tables among them."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    return {model._meta.label: model._base_manager.count() for model in models}


def browser(user: User) -> Client:
    found = Client()
    found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


__all__ = ["BY", "NOW", "Stage", "accounts", "application", "browser", "counts", "rehearse", "stage"]
