"""Every address, everybody who might knock, their own objects and other people's.

What the table in matrix.py does not name does not exist for the visitor: no page, no hint, nothing written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLResolver, get_resolver, reverse

import config.urls
from congress.enums import Role
from congress.web import reading_set
from registration.web import badge as badge_page
from tests.house import scene
from tests.house.matrix import ANYONE_SIGNED_IN, EVERYBODY, LINES, Line
from tests.house.scene import SIGNED_IN, SIGNED_OUT, Persona, World

pytestmark = pytest.mark.django_db
# A page for everybody, or for all who have signed in, need not be shown to each of them.
SAMPLE = {"anonymous", "plain", "holder", "claimant", "owner", "owner there", "auditor", "secretariat", "owner's tool"}
# Of the other congress; "every role" stands for each of its roles.
NEIGHBOURS = frozenset(
    "owner,every role,holder,payer,head,participant,author,reader,coordinator,liaison,device".split(",")
)
STRANGERS = {"owner", "every role", "author", "reader", "holder", "anonymous"}  # who knock at the other congress
WRITES = ("INSERT", "UPDATE", "DELETE")
# A visit, the day a token was last used, and which wording a translation was made from (kept before any save).
UNSEEN = ("django_session", "accounts_apitoken", "common_translationmark")
SIGN_IN = "/en/sign-in/"


@dataclass
class Town:
    here: World
    there: World
    draft: World
    people: list[Persona]
    insider: Persona  # owner of the congress in preparation


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Made once; each test writes within a transaction that is rolled back."""
    # Looking every visit up in the database would prove nothing more.
    in_cookies = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with django_db_blocker.unblock(), in_cookies, transaction.atomic():
        here, there = scene.world("here"), scene.world("there")
        draft = scene.world("hidden", state="draft")
        people = [*scene.of_nowhere(here), *scene.of_world(here), *scene.of_world(there, " there", NEIGHBOURS)]
        insider = scene.signed_in("insider", scene.make.team_member(congress=draft.congress).user)
        yield Town(here, there, draft, people, insider)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal without its page, badge and reading set without their processes: this is about who gets in."""

    def refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return HttpResponse("refused", status=404)

    monkeypatch.setattr(config.urls, "handler404", refuse)
    monkeypatch.setattr(badge_page, "badge_pdf_apart", lambda row, now: b"%PDF-1.4")
    monkeypatch.setattr(reading_set, "draw", lambda what: b"%PDF-1.4")


# --- one knock ----------------------------------------------------------------------------------
def address(line: Line, world: World, **other: Any) -> str:
    facts = {**world.facts, "one": 0, "digest": "0", "wizard_step": "basics", "entity": "vallclara", **other}
    return reverse(line.name, kwargs={name: facts[fact] for name, fact in line.args.items()})


def knock(who: Persona, method: str, url: str, line: Line, data: dict[str, str]) -> tuple[Any, list[str]]:
    """(status, or "sign in"; what was written), and all of it undone."""
    written: list[str] = []

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith(WRITES) and not any(table in sql for table in UNSEEN):
            written.append(sql)
        return execute(sql, *more)

    with transaction.atomic(), connection.execute_wrapper(listen):
        kind = {"content_type": "application/json"} if method == "post" and line.json else {}
        answer = getattr(who.ready(), method)(url, **({"data": data} if method == "post" else {}), **kind)
        if answer.streaming:
            # Read to its end: closing it early would close the connection under the open transaction.
            b"".join(answer.streaming_content)
        elif b'method="post"' in answer.content:
            # Browsers would post the form with `Origin: null`, and it would be refused.
            assert answer.headers.get("Referrer-Policy") != "no-referrer", url
        transaction.set_rollback(True)
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN)
    return ("sign in" if to_sign_in else answer.status_code), written


def lets_in(may: frozenset[str], who: Persona) -> bool:
    if who.name == "every role":
        return bool(may & ({*Role.values} | EVERYBODY | ANYONE_SIGNED_IN))
    return bool(may & EVERYBODY) or (bool(may & ANYONE_SIGNED_IN) and who.kind == SIGNED_IN) or who.name in may


def people_for(line: Line, town: Town) -> list[Persona]:
    if line.may & (EVERYBODY | ANYONE_SIGNED_IN):
        return [who for who in town.people if who.name in SAMPLE]
    if not {"congress", "book"} & set(line.args):
        return [who for who in town.people if who.name not in set(Role.values) - {"owner"}]
    return town.people


def refusal(line: Line, who: Persona) -> frozenset[Any]:
    return line.stranger if who.kind == SIGNED_OUT else line.refused


def named(line: Line) -> str:
    return f"{line.name}({','.join(line.args)})"


def names_an_object(line: Line) -> bool:
    """Of a congress or of its book, beside the congress itself."""
    return line.is_crossed and bool({"congress", "book"} & set(line.args)) and len(line.args) > 1


reading = pytest.mark.parametrize("line", [line for line in LINES if line.reads], ids=named)
writing = pytest.mark.parametrize("line", [line for line in LINES if line.post], ids=named)
crossing = pytest.mark.parametrize("line", [line for line in LINES if names_an_object(line)], ids=named)
hiding = pytest.mark.parametrize(
    "line", [line for line in LINES if "congress" in line.args.values() and line.may == EVERYBODY], ids=named
)


# --- the table ----------------------------------------------------------------------------------
def walk(resolver: Any, above: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """(name, arguments) of every address."""
    for pattern in resolver.url_patterns:
        arguments = above | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, arguments)
        else:
            yield pattern.name, arguments


def test_every_address_has_a_line():
    known = {(line.name, frozenset(line.args)) for line in LINES}
    found = set(walk(get_resolver()))

    assert not sorted(map(str, found - known)), "addresses that matrix.py says nothing about"
    assert not sorted(map(str, known - found)), "lines of matrix.py about addresses that are gone"


def test_every_line_names_people_that_exist(town):
    names = {who.name for who in town.people} | EVERYBODY | ANYONE_SIGNED_IN

    for line in LINES:
        assert line.may <= names, named(line)
        assert line.post is None or line.post.may <= names, named(line)


@reading
def test_who_may_read(line, town):
    url = address(line, town.here)
    wrong = []
    for who in people_for(line, town):
        status, _written = knock(who, "get", url, line, {})
        expected = line.opens if lets_in(line.may, who) else refusal(line, who)
        if status not in expected:
            wrong.append((who.name, status, sorted(map(str, expected))))

    assert not wrong


@writing
def test_who_may_write(line, town):
    url = address(line, town.here)
    data = {name: text.format(**town.here.facts) for name, text in line.post.data.items()}
    wrong = []
    for who in people_for(line, town):
        status, written = knock(who, "post", url, line, data)
        if lets_in(line.post.may, who):
            expected, written = line.post.done, []
        else:
            expected = line.post.refused
        if status not in expected or written:
            wrong.append((who.name, status, written[:1]))

    assert not wrong


# --- other people's objects ---------------------------------------------------------------------
@crossing
def test_objects_open_under_their_own_congress_only(line, town):
    elsewhere = {fact: town.there.facts[fact] for fact in ("congress", "book")}
    url = address(line, town.here, **elsewhere)
    method = "get" if line.reads else "post"
    let_in = []
    for who in people_for(line, town):
        if who.name not in STRANGERS and not who.name.endswith(" there"):
            continue
        status, written = knock(who, method, url, line, {})
        if status not in line.refused | line.stranger or written:
            let_in.append((who.name, status, written[:1]))

    assert not let_in


@hiding
def test_congress_in_preparation_is_for_its_team(line, town):
    url = address(line, town.draft)
    method = "get" if line.reads else "post"
    refused = line.opens if line.draft == "as ever" else {404}
    opens = {"team": line.opens, "nobody": {404}, "as ever": line.opens}[line.draft]

    for who in people_for(line, town):
        if who.name == "secretariat":  # reads every congress, one in preparation as well
            assert knock(who, method, url, line, {})[0] in opens, who.name
        else:
            assert knock(who, method, url, line, {})[0] in refused, who.name
    assert knock(town.insider, method, url, line, {})[0] in opens


# --- what a page holds back ---------------------------------------------------------------------
def page_of(who: Persona, url: str) -> str:
    return who.ready().get(url).content.decode()


def named_persona(town: Town, name: str) -> Persona:
    return next(who for who in town.people if who.name == name)


def test_claimed_address_reads_nothing_private(town):
    person = town.here.rows["registration"].person
    urls = [reverse("registration-mine", args=[town.here.facts["registration"]]), reverse("portal-me")]

    for url in urls:
        shown = page_of(named_persona(town, "claimant"), url)
        assert person.email not in shown
        assert person.family_name not in shown
    assert person.email in page_of(named_persona(town, "holder"), urls[0])


def test_guide_reads_names_and_exports_nothing(town):
    url = reverse("visits-manage-one", args=["here", town.here.facts["departure"]])
    guide, person = named_persona(town, "guide"), town.here.rows["registration"].person

    shown = page_of(guide, url)

    assert person.full_name in shown
    assert person.email not in shown
    assert town.here.facts["registration"] not in shown
    assert guide.ready().get(f"{url}?format=csv").status_code == 404


def test_chair_of_the_city_sees_nothing_of_its_submission(town):
    url = reverse("congress-manage-submissions", args=["here", town.here.facts["call"]])
    code = town.here.facts["submission"]

    assert code not in page_of(named_persona(town, "chair of the city"), url)
    assert code in page_of(named_persona(town, "chair"), url)


def test_lists_hold_ones_own_congress_only(town):
    facts = town.there.facts
    owner = named_persona(town, "owner")
    pages = {
        reverse("registration-manage-list", args=["here"]): facts["registration"],
        reverse("payments-orders", args=[town.here.facts["book"]]): facts["order"],
        reverse("visits-manage", args=["here"]): facts["departure"],
        reverse("programme-manage", args=["here"]): facts["session"],
        reverse("registration-door-points", args=["here"]): facts["point"],
    }

    for url, foreign in pages.items():
        assert f"{foreign}/" not in page_of(owner, url), url
