"""Two congresses alike, one in preparation, and everybody who might knock: what test_permissions walks through."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import NetworkRole
from common.actions.jobs import conclude, start
from common.actors import Actor
from common.models import QueuedMail, StoredFile
from common.tokens import derive, digest, unseal
from congress.actions.team import invite
from congress.enums import Role
from congress.models import Congress, CoPresenter, LateCode, Note
from congress.queries.presenters import PRESENTER, secret_of
from congress.queries.team import invitation_secret
from network.actions.importing import KIND, key_of
from payments.models import PaymentException, Refund
from portal.actions import translation_file
from portal.actions.edition_jobs import EXPORT, EXPORTED, IMPORT, export_key, import_key
from programme.actions.feeds import make_feed, make_plan_feed
from programme.actions.publish import publish
from programme.models import Certificate
from registration.models import Delegation, Device, Registration, Terms
from registration.permissions import HELD
from registration.queries.access import access_token, delegation_secret, link_secret
from tests.factories import accounts, network, programme, questions, visits
from tests.factories import congress as make
from tests.factories import registration as people
from tests.payments import factories as money

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor.system("test")
BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGNED_OUT = "signed out"
SIGNED_IN = "signed in"


@dataclass
class World:
    """One congress with one of everything. `facts` are the words that addresses of its objects are made of."""

    prefix: str
    congress: Congress
    facts: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)


@dataclass
class Persona:
    """Somebody at the door: a browser, or a tool with a token in its header."""

    name: str
    kind: str
    browser: Client
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def ready(self) -> Client:
        """The browser as it came, whatever the last answer did to its cookies."""
        self.browser.cookies = SimpleCookie({name: morsel.value for name, morsel in self.cookies.items()})
        return self.browser


def stored_file(name: str) -> StoredFile:
    kept = default_storage.save(name, ContentFile(b"%PDF-1.4"))
    return StoredFile.objects.create(
        name=kept, original_name="letter.pdf", content_type="application/pdf", size=8, sha256="0" * 64, created_at=NOW
    )


def world(prefix: str, **kw: Any) -> World:
    """A congress whose every object has a name of its own, so that none opens under another congress."""
    made = World(prefix, make.congress(slug=prefix, languages=["en"], **kw))
    _network(made)
    _registrations(made)
    _money(made)
    _call(made)
    _programme(made)
    _visits(made)
    _plan(made)
    _certificate(made)
    _house(made)
    return made


def _network(made: World) -> None:
    territory = network.territorial_network(code=f"{made.prefix}-territory")
    city = network.organisation(slug=f"{made.prefix}-city", territorial_network=territory)
    period = network.membership(organisation=city)
    role = NetworkRole.objects.create(user=accounts.secretariat(), role="territorial", starts_on=date(2020, 1, 1),
                                      territorial_network=territory)  # fmt: skip
    made.rows |= {"territory": territory, "city": city}
    cluster = network.cluster(code=f"{made.prefix}-cluster")
    seat = network.seat(cluster=cluster, organisation=city)
    speaker = accounts.user()
    made.rows["speaker"] = speaker
    made.facts |= {"cluster": cluster.code, "seat": seat.pk, "dues": network.dues(membership=period).pk}
    made.facts["own_liaison"] = accounts.liaison(person=speaker.person, organisation=city).pk
    table = stored_file(f"{made.prefix}-table").pk
    start(kind=KIND, key=key_of(table), payload={}, now=NOW)
    made.facts |= {
        "city": city.slug,
        "membership": period.pk,
        "table": table,
        "network_role": role.pk,
        "liaison": accounts.liaison(organisation=city, confirmed_at=None).pk,
    }


def _registrations(made: World) -> None:
    category = people.category(congress=made.congress)
    row = people.registration(congress=made.congress, category=category, organisation=made.rows["city"])
    other = people.registration(congress=made.congress, category=category)
    heads = {"delegation": accounts.person(), "other delegation": accounts.person()}
    for name, head in heads.items():
        code = f"D{made.prefix[:3]}{len(made.rows)}".upper()
        made.rows[name] = Delegation.objects.create(
            congress=made.congress, code=code, organisation=made.rows["city"], head=head, created_at=NOW,
            link_hash=digest(delegation_secret(code)),
        )  # fmt: skip
    point = people.point(congress=made.congress)
    secret = f"pld_{made.prefix}"
    device = Device.objects.create(congress=made.congress, name="Door", token_hash=digest(secret), created_at=NOW)
    device.points.add(point)
    Registration.objects.filter(pk=row.pk).update(proof=stored_file(f"{made.prefix}-proof"))
    made.rows |= {"registration": row, "other registration": other, "device secret": secret}
    made.facts |= {"category": category.code, "add_on": people.add_on(congress=made.congress).code}
    made.facts |= {
        "registration": row.code,
        "delegation": made.rows["delegation"].code,
        "point": point.code,
        "device": device.pk,
        "link": link_secret(row.code, 1),
        "feed": make_feed(registration=row, by=BY, now=NOW),
    }


def _money(made: World) -> None:
    book = money.book(code=f"{made.prefix}-book", scope=made.prefix)
    Terms.objects.filter(congress=made.congress).update(book=book)
    order = money.order(NOW, shelf=book)
    Registration.objects.filter(pk=made.rows["registration"].pk).update(order=order)
    refund = Refund.objects.create(
        order=order, method="transfer", payment_reference="x", amount_minor=100, currency="EUR", reason="withdrawn",
        requested_at=NOW, by_kind="system", by_id="test",
    )  # fmt: skip
    exception = PaymentException.objects.create(
        book=book, order=order, entity=book.issuer.code, kind="overpaid", amount_minor=1, currency="EUR",
        reference=made.prefix, created_at=NOW,
    )  # fmt: skip
    made.facts |= {
        "book": book.code,
        "order": order.code,
        "refund": refund.pk,
        "exception": exception.pk,
        "pay_link": unseal(order.secret_sealed),
    }


def _call(made: World) -> None:
    paper = questions.question(code=f"{made.prefix}-paper", kind="file", file_kinds=["pdf"], audience="public")
    call = make.call(congress=made.congress, code=f"{made.prefix}-call", form=paper.form, asks_bids=True)
    made.facts |= {"criterion": make.criterion(call=call).code, "format": make.format(call=call).code}
    made.facts["round"] = make.round(call=call).number
    made.facts |= {"axis": make.axis(congress=made.congress).code, "host": make.host(congress=made.congress).pk}
    made.rows["author"] = make.author(organisation=made.rows["city"])
    made.rows["other author"] = make.author()
    work = make.submission(
        call=call,
        author=made.rows["author"].person,
        endorsement=stored_file(f"{made.prefix}-letter"),
        answer_set=questions.file_answer(paper, f"{made.prefix}key", stored_file(f"{made.prefix}-paper")),
    )
    make.submission(call=call, author=made.rows["other author"].person)
    told = make.submission(
        call=call,
        state="accepted",
        may_publish=True,
        title={"en": "Told"},
        answer_set=questions.file_answer(paper, f"{made.prefix}told", stored_file(f"{made.prefix}-told")),
    )
    beside = CoPresenter.objects.create(submission=work, name="Bea Beside", email="beside@example.org")
    made.facts |= {"presenter": beside.pk, "answer_secret": secret_of(beside, PRESENTER)}
    made.facts |= {"told_paper": told.code, "presenter_secret": derive("plpr", told.code)}
    made.facts |= {"question": paper.code, "answer_file": f"{made.prefix}key", "told_file": f"{made.prefix}told"}
    for name, city in (("reader", None), ("unassigned", None), ("reader of the city", made.rows["city"])):
        seat = make.member(congress=made.congress, **({"organisation": city} if city else {}))
        made.rows[name] = seat.user
        if name != "unassigned":
            assignment = make.assignment(submission=work, member=seat)
            made.facts.setdefault("assignment", assignment.pk)
    make.plan(call=call, pairs=[(work, make.member(congress=made.congress))])
    seat = make.member(congress=made.congress, organisation=made.rows["city"], role="chair")
    made.rows["chair of the city"] = seat.user
    made.facts |= {"call": call.code, "submission": work.code, "experience": told.code}
    secret = f"late_{made.prefix}"
    LateCode.objects.create(
        call=call, digest=digest(secret), hint="late", expires_at=NOW + timedelta(days=365), made_at=NOW
    )
    made.facts["late_secret"] = secret


def _programme(made: World) -> None:
    session = programme.session(congress=made.congress, code=f"{made.prefix}-session", is_ready=True)
    publish(congress=made.congress, name="", by=BY, now=NOW)
    made.facts |= {"session": session.code, "room": programme.room(congress=made.congress).code}


def _visits(made: World) -> None:
    visit = visits.visit(congress=made.congress, code=f"{made.prefix}-visit")
    departure = visits.departure(visit=visit, code=f"{made.prefix}-slot", places=20)
    booking = visits.booking(departure, made.rows["registration"])
    made.facts |= {"visit": visit.code, "departure": departure.code, "booking": booking.code}


def _plan(made: World) -> None:
    milestone = make.milestone(congress=made.congress, code=f"{made.prefix}-milestone", role="visits")
    minutes = Note.objects.create(
        congress=made.congress, title="Site visit", held_on=NOW.date(), body="Seen.", written_at=NOW,
        written_by="user:1", attachment=stored_file(f"{made.prefix}-minutes"),
    )  # fmt: skip
    writer = made.rows["chair of the city"]
    made.facts["note"] = make.note(milestone=milestone, written_by=f"user:{writer.pk}").pk
    keeper = make.team_member(congress=made.congress, role="translator").user
    offered = invite(congress=made.congress, email=f"new@{made.prefix}.org", role="guide", by=BY, now=NOW)
    made.facts |= {"invitation": offered.pk, "invitation_secret": invitation_secret(offered)}
    made.facts["team_member"] = make.team_member(congress=made.congress, role="guide").pk
    made.facts |= {"milestone": milestone.code, "minutes": minutes.pk}
    made.facts["plan_feed"] = make_plan_feed(congress=made.congress, user=keeper, by=BY, now=NOW)


def _certificate(made: World) -> None:
    row = Certificate.objects.create(
        congress=made.congress, registration=made.rows["registration"], code=f"CERT{made.prefix.upper():A<12}"[:16],
        facts={"days": ["2026-05-26"], "minutes": 90}, issued_at=NOW,
    )  # fmt: skip
    made.facts["certificate"] = row.code


def _house(made: World) -> None:
    letter = QueuedMail.objects.create(
        message_id=f"<{made.prefix}@example.org>", scope=made.prefix, template="link", to="ana@example.org",
        language="en", subject="Subject", body="Text", next_at=NOW, created_at=NOW,
    )  # fmt: skip
    made.facts |= {"congress": made.prefix, "letter": letter.pk}
    made.facts["page"] = make.page(congress=made.congress, slug=f"{made.prefix}-page").slug
    made.facts["page_picture"] = make.picture(congress=made.congress, name=f"{made.prefix}-drawn").name
    logo = stored_file(f"{made.prefix}-logo")
    Congress.objects.filter(pk=made.congress.pk).update(logo=logo)
    made.facts |= {"picture_kind": "logo", "picture": logo.sha256[:16]}
    _transfer(made)


def _transfer(made: World) -> None:
    """An export that is done, and an import that is under way."""
    file = stored_file(f"{made.prefix}-edition")
    StoredFile.objects.filter(pk=file.pk).update(content_type=EXPORTED)
    once = digest(made.prefix)[:32]
    done = start(kind=EXPORT, key=export_key(made.congress, once), payload={}, now=NOW)
    result = {"file": file.pk, "people": False, "rows": 1, "bytes": 8, "missing": 0}
    conclude(key=done.key, result=result, now=NOW)
    start(kind=IMPORT, key=import_key(file.pk), payload={}, now=NOW)
    made.facts |= {"export": once, "edition_file": file.pk, "letter_code": "registration_link"}
    start(kind=translation_file.KIND, key=translation_file.key_of(made.congress, file.pk), payload={}, now=NOW)
    made.facts |= {"language": "en", "translation_file": file.pk, "stage": "finish"}


# --- who knocks ---------------------------------------------------------------------------------
def signed_in(name: str, user: Any) -> Persona:
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return Persona(name, SIGNED_IN, browser, browser.cookies)


def by_link(name: str, link: str) -> Persona:
    browser = Client()
    answer = browser.get(link)
    assert answer.status_code == 302, (name, link, answer.status_code)
    return Persona(name, SIGNED_OUT, browser, browser.cookies)


def holding(name: str, row: Registration, *, proven: bool) -> Persona:
    """As after the letter's link, or after registering here; following the link would end the token of the other."""
    browser = Client()
    session = browser.session
    session[HELD] = {row.code: [row.access_version, proven]}
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return Persona(name, SIGNED_OUT, browser, browser.cookies)


def by_token(name: str, token: str) -> Persona:
    return Persona(name, SIGNED_OUT, Client(headers={"Authorization": f"Bearer {token}"}))


def of_world(made: World, mark: str = "", names: frozenset[str] = frozenset()) -> list[Persona]:
    """The people of one congress; `mark` tells those of the other apart, of whom `names` are enough."""
    everybody = _people(made, mark)
    return [who for who in everybody if not names or who.name.removesuffix(mark) in names]


def _people(made: World, mark: str) -> list[Persona]:
    row, other = made.rows["registration"], made.rows["other registration"]
    return [
        *_team(made, mark),
        holding(f"holder{mark}", row, proven=True),
        holding(f"claimant{mark}", row, proven=False),
        holding(f"other holder{mark}", other, proven=True),
        by_link(f"payer{mark}", f"/p/{made.facts['pay_link']}/"),
        by_link(f"head{mark}", f"/r/{delegation_secret(made.facts['delegation'])}/"),
        by_link(f"other head{mark}", f"/r/{delegation_secret(made.rows['other delegation'].code)}/"),
        by_token(f"registration token{mark}", access_token(row.code, 1)),
        by_token(f"device{mark}", made.rows["device secret"]),
        signed_in(f"participant{mark}", accounts.user(person=row.person)),
        signed_in(f"head with an account{mark}", accounts.user(person=made.rows["delegation"].head)),
        *(
            signed_in(f"{name}{mark}", made.rows[name])
            for name in ("author", "other author", "reader", "unassigned", "reader of the city", "chair of the city")
        ),
        signed_in(f"coordinator{mark}", accounts.coordinator(made.rows["territory"])),
        signed_in(f"liaison{mark}", made.rows["speaker"]),
    ]


def _team(made: World, mark: str) -> list[Persona]:
    """One user a role, and one with all of them at once."""
    everything = accounts.user()
    for role in Role.values:
        make.team_member(congress=made.congress, role=role, user=everything)
    each = [
        signed_in(f"{role}{mark}", make.team_member(congress=made.congress, role=role).user) for role in Role.values
    ]
    return [*each, signed_in(f"every role{mark}", everything)]


def of_nowhere(made: World) -> list[Persona]:
    """Those whom no congress knows, or no longer."""
    former = make.team_member(congress=made.congress, ends_on=date(2026, 11, 20)).user
    coming = make.team_member(congress=made.congress, starts_on=date(2026, 11, 23)).user
    plain = accounts.user()
    made.facts["token"] = accounts.api_token(user=plain)[0].pk
    keyed = accounts.user()
    key = Authenticator.objects.create(user=keyed, type="webauthn", data={"name": "Key", "credential": {}})
    made.facts["passkey"] = key.pk
    owner = make.team_member(congress=made.congress).user
    tool = accounts.api_token(user=owner, scopes=["read", "write"])[1]
    return [
        Persona("anonymous", SIGNED_OUT, Client()),
        signed_in("plain", plain),
        signed_in("former owner", former),
        signed_in("coming owner", coming),
        signed_in("secretariat", accounts.secretariat()),
        signed_in("passkey holder", keyed),
        by_token("owner's tool", tool),
    ]
