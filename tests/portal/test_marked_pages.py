"""What a congress says in another language than the page's is marked on every page that shows it."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from accounts.models import Liaison
from common.actors import Actor
from programme.actions.publish import publish
from programme.models import PublishedSession
from tests.factories import accounts, network, programme, questions, visits
from tests.factories import congress as make
from tests.factories import registration as people

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SIGN = "§"  # before every text that is in Spanish alone
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def es(text: str) -> dict[str, str]:
    return {"es": SIGN + text}


class Unmarked(HTMLParser):
    """Collects the texts in Spanish that stand in no element that says so."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []
        self.marked = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if SIGN in (dict(attrs).get("value") or "") and dict(attrs).get("lang") != "es":
            self.found.append(f"{tag} {dict(attrs)['name']}")
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if SIGN not in data or any(tag in {"title", "script"} for tag, _lang in self.open):
            return
        if next((lang for _tag, lang in reversed(self.open) if lang), "en") != "es":
            self.found.append(data.strip())
        self.marked += 1


def unmarked(page: str) -> list[str]:
    reader = Unmarked()
    reader.feed(page)
    assert reader.marked, "the page shows none of the texts"
    assert "(in Spanish)" in page
    return reader.found


@pytest.fixture
def event(db: None) -> Any:
    row = make.congress(
        slug="here", name=es("nombre"), theme=es("lema"), description=es("descripción"), venue=es("lugar"),
        is_listed=True,
    )  # fmt: skip
    axis = make.axis(congress=row, code="axis", name=es("eje"))
    people.category(congress=row, code="one", name=es("categoría"), description=es("para quién"))
    people.add_on(congress=row, name=es("extra"))
    form = questions.form()
    questions.question(form=form, label=es("pregunta"), help=es("ayuda"))
    questions.choice(form=form, label=es("elección"), options=[{"code": "a", "label": es("opción")}])
    call = make.call(congress=row, title=es("convocatoria"), guidance=es("guía"), form=form)
    make.call(congress=row, code="other", title=es("otra convocatoria"))
    make.format(call=call, name=es("formato"))
    make.criterion(call=call, name=es("criterio"))
    visit = visits.visit(
        congress=row, code="visit", title=es("visita"), summary=es("resumen"), description=es("descripción"),
        goals=es("objetivo"), host_questions=es("pregunta"), meeting_point=es("punto"), host_name=es("anfitrión"),
        axis=axis,
    )  # fmt: skip
    visits.departure(visit=visit, access_note=es("acceso"), transport_label=es("autobús"))
    room = programme.room(congress=row, name=es("sala"))
    programme.session(
        congress=row, code="session", title=es("sesión"), description=es("descripción"), room=room, axis=axis,
        is_ready=True,
    )  # fmt: skip
    publish(congress=row, name="", by=Actor.system("test"), now=NOW)
    return row


@pytest.fixture
def author(event: Any, client_for: Any) -> Any:
    """Somebody who wrote in Spanish, was accepted, registered, booked a visit, and speaks for the city in a cluster."""
    user = make.author()
    city = user.person.organisation
    call = event.calls.get(code="experiences")
    for state in ("draft", "accepted"):
        make.submission(
            call=call, author=user.person, language="es", title=es("experiencia"), summary=es("texto"), state=state,
            code=f"E-{state}", axis=event.axes.get(), format=call.formats.get(), may_publish=True,
        )  # fmt: skip
    kind = event.categories.get()
    row = people.registration(category=kind, person=user.person, organisation=city, code="MINE")
    visits.booking(visits.fresh(event.visits.get().departures.get()), row)
    cluster = network.cluster(code="cluster", name=es("grupo"), theme=es("tema"), description=es("descripción"))
    network.seat(cluster=cluster, organisation=city)
    accounts.liaison(person=user.person, organisation=city, cluster=cluster)
    assert Liaison.objects.count() == 1
    assert PublishedSession.objects.count() == 1
    return client_for(user)


@pytest.mark.parametrize(
    "path",
    [
        "", "here/", "here/register/", "here/register/?category=one", "here/call/", "here/call/experiences/",
        "here/programme/", "here/sessions/session/", "here/visits/", "here/visits/visit/",
    ],
)  # fmt: skip
def test_public_page_marks_what_is_in_another_language(client, event, path):
    assert unmarked(client.get(f"/en/{path}").content.decode()) == []


@pytest.mark.parametrize(
    "path",
    [
        "me/", "me/visits/", "me/registrations/MINE/", "me/registrations/MINE/cancel/", "here/call/experiences/",
        "here/call/experiences/E-draft/", "here/call/experiences/E-draft/edit/", "here/experiences/",
        "here/experiences/E-accepted/", "network/clusters/",
        "network/clusters/cluster/", "here/call/experiences/E-accepted/",
    ],
)  # fmt: skip
def test_own_page_marks_what_is_in_another_language(author, path):
    answer = author.get(f"/en/{path}")

    assert answer.status_code == 200
    assert unmarked(answer.content.decode()) == []


def test_the_reader_of_the_language_sees_no_marks(client, event):
    page = client.get("/es/here/visits/visit/").content.decode()

    assert "in-language" not in page
