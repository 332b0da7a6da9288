"""The demo as a whole."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import Conflict
from common.models import QueuedMail
from common.tokens import seeded_codes
from congress.models import Congress
from payments.actions.books import close_book
from payments.models import Book
from portal.actions.demo import call_rules, calls, editions, ground, presence, reading, registrations, stages
from portal.actions.demo.cities import load_network_life
from portal.actions.demo.conflicts import load_conflicts
from portal.actions.demo.people import People, load_team
from portal.actions.demo.plan import load_plans
from portal.actions.demo.sharing import load_proposal
from portal.actions.publishing import finish
from portal.queries.demo import holds_foreign_rows
from portal.rules.demo.dates import ANNOUNCED, DEMO, MEETING, PAST, edition_dates
from portal.rules.demo.other_editions import meeting_plan, past_plan
from portal.rules.demo.personas import Cast, cast
from portal.rules.demo.registrations import plan, smaller
from registration.actions.refund_rules import set_refund_rules

# All of it up to two months before the opening, half up to one month, then nothing.
REFUNDS = ({"days": 60, "percent": 100}, {"days": 30, "percent": 50})


class NotADemo(Conflict):
    code = "not_a_demo"
    message = _("The database holds congresses or users that the demo did not make. Use an empty one.")


def load_demo(*, today: date, seed: int, size: str, keep: bool, say: Callable[[str], object]) -> None:
    """Loads the demo of a day. An earlier demo is replaced; anything else in the database is refused."""
    if holds_foreign_rows():
        raise NotADemo()
    first = Congress.objects.filter(slug=DEMO).first()
    if first is not None:
        if keep and first.starts_on == edition_dates(today)[DEMO].starts_on and _is_whole():
            say("The demo of today stands already.")
            return
        _empty()
    with seeded_codes(seed):
        _load(today=today, seed=seed, size=size, say=say)


def _is_whole() -> bool:
    """The last step of loading marks letters as sent; a demo that was cut short has none."""
    return QueuedMail.objects.filter(state="sent").exists()


def _empty() -> None:
    """Empties every table of ours, on either database, keys off for the moment."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    connection.close()


def _load(*, today: date, seed: int, size: str, say: Callable[[str], object]) -> None:
    now = datetime.combine(today, time(), tzinfo=UTC) - timedelta(minutes=1)
    dates = edition_dates(today)
    with transaction.atomic():
        say("Cities and networks…")
        cities = ground.load_network(today)
        congresses = editions.load_editions(cities, dates, now)
        books = ground.load_books(
            {slug: (row.name, row.timezone) for slug, row in congresses.items() if slug != ANNOUNCED}
        )
        editions.load_terms(congresses, books, today)
        editions.load_points(congresses)
        made_calls = editions.load_calls(congresses, today)
        people = People(cities, now)
        members = load_team(people, cast(seed, today), congresses, today)
        liaison = people.user(people.get(cast(seed, today)["liaison"].person))
        load_network_life(people, cities, today, liaison.as_actor())
        say("Experiences and the committee…")
        share = 1.0 if size == "full" else 0.2
        papers = calls.load_experiences(
            call=made_calls["experiences"], members=members, people=people, seed=seed, today=today, share=share
        )
        for author in dict.fromkeys(paper.author for paper in papers.values()):
            people.user(author)  # who hands something in has signed in
        load_conflicts(call=made_calls["experiences"], members=members, now=now)
        calls.load_outcomes(
            call=made_calls["experiences"],
            made=papers,
            chair=members[calls.CHAIR],
            seed=seed,
            today=today,
            now=now,
        )
        load_proposal(made_calls["experiences"], now)
        reading.load_reading(
            call=made_calls["experiences"],
            award=made_calls["award"],
            members=list(members.values()),
            reviewer=members[str(cast(seed, today)["reviewer"].key)],
            now=now,
        )
        call_rules.load_rules(calls=made_calls, people=people, seed=seed, today=today)
        calls.load_past(call=made_calls["past"], people=people, seed=seed, today=today)
        stages.load_visits(congresses, now)
        load_plans(congresses, now)
    say("Registrations…")
    whole = plan(seed, today)
    chosen = whole if size == "full" else smaller(whole, 6, 60)
    registered = registrations.load_registrations(congress=congresses[DEMO], plan=chosen, people=people)
    meeting = meeting_plan(seed, today)
    met = registrations.load_registrations(congress=congresses[MEETING], plan=meeting, people=people)
    past = past_plan(seed, today) if size == "full" else smaller(past_plan(seed, today), 0, 30)
    came = registrations.load_registrations(congress=congresses[PAST], plan=past, people=people)
    say("Visits and programme…")
    for slug, planned, rows in ((DEMO, chosen, registered), (MEETING, meeting, met)):
        pairs = [(row, rows[row.key]) for row in planned.registrations]
        stages.load_bookings(congresses[slug], pairs, now)
    stages.load_programmes(congresses, papers, now)
    presence.load_presence(congresses[PAST], [(row, came[row.key]) for row in past.registrations])
    for slug in (DEMO, MEETING, PAST):
        set_refund_rules(terms=congresses[slug].terms, rules=REFUNDS, by=Actor.system("demo"), now=now)
    _end(congresses[PAST], books[PAST], now)
    presence.load_certificates(congresses[PAST])
    _personas(people, cast(seed, today))
    QueuedMail.objects.filter(state="queued", next_at__lte=now).update(state="sent", sent_at=F("created_at"))
    say(f"The demo of {today} is loaded.")


def _end(congress: Congress, book: Book, now: datetime) -> None:
    """The past edition is finished and its book closed; it was open as long as people registered."""
    finish(congress=congress, by=Actor.system("demo"), now=now)
    close_book(book=book, by=Actor.system("demo"), now=now)


def _personas(people: People, people_cast: dict[str, Cast]) -> None:
    for persona in people_cast.values():
        if persona.code in ("participant", "head", "author"):
            people.user(people.get(persona.person, city=persona.city), persona.code)
