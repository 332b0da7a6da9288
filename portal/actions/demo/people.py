"""The demo's people: personas and the committee, with their roles, liaisons and sign-ins."""

from datetime import date, datetime, timedelta

from accounts.actions.people import create_user
from accounts.models import Liaison, NetworkRole, Person, User
from common.actors import Actor
from congress.models import CommitteeMember, Congress, TeamMember
from network.models import Organisation
from network.rules.membership import two_years_after
from portal.rules.demo.people import DemoPerson
from portal.rules.demo.personas import Cast
from portal.rules.demo.source import load

DEMO_ACTOR = Actor.system("demo")


class People:
    """Persons by address, so that an author who registers is one person."""

    def __init__(self, cities: dict[str, Organisation], now: datetime) -> None:
        self.cities, self.now = cities, now
        self.by_address: dict[str, Person] = {}

    def get(self, who: DemoPerson, *, city: str | None = None, position: str = "") -> Person:
        person = self.by_address.get(who.email)
        if person is None:
            person = Person.objects.create(
                given_name=who.given_name,
                family_name=who.family_name,
                email=who.email,
                email_state="proven",
                language=who.language if who.language in ("en", "es", "fr", "pt") else "es",
                organisation=self.cities.get(city or ""),
                position=position,
                created_at=self.now,
            )
            self.by_address[who.email] = person
        return person

    def user(self, person: Person, persona: str = "") -> User:
        found = User.objects.filter(person=person).first()
        if found is None:
            found = create_user(person=person, by=DEMO_ACTOR, now=self.now, is_demo=True)
        if persona and not found.persona:
            found.persona = persona
            found.save(update_fields=["persona"])
        return found


def load_team(
    people: People, cast: dict[str, Cast], congresses: dict[str, Congress], today: date
) -> dict[str, CommitteeMember]:
    """Staff of every edition, and the fourteen of the scientific committee by key."""
    start = today - timedelta(days=400)
    for persona in cast.values():
        if persona.code in ("participant", "head", "author", "reviewer", "chair", "deputy"):
            continue
        person = people.get(persona.person, city=persona.city)
        user = people.user(person, persona.code)
        if persona.role == "secretariat":
            NetworkRole.objects.create(user=user, role="secretariat", starts_on=start)
        elif persona.code == "liaison":
            city = people.cities[persona.city or ""]
            ends_on = two_years_after(start)
            Liaison.objects.create(
                person=person, organisation=city, starts_on=start, ends_on=ends_on, confirmed_at=people.now
            )
        elif persona.role:
            for congress in congresses.values():
                TeamMember.objects.create(congress=congress, user=user, role=persona.role, starts_on=start)
    return _committee(people, cast, congresses["demo"], start)


def _committee(people: People, cast: dict[str, Cast], congress: Congress, start: date) -> dict[str, CommitteeMember]:
    axes = {axis.code: axis for axis in congress.axes.all()}
    personas = {cast[code].key: code for code in ("reviewer", "chair", "deputy")}
    made = {}
    for row in load("committee"):
        who = DemoPerson(row["given_name"], row["family_name"], row["language"], row["email"])
        user = people.user(people.get(who, city=row["city"]), personas.get(row["key"], ""))
        TeamMember.objects.create(congress=congress, user=user, role="committee", starts_on=start)
        if row["role"] != "committee":
            TeamMember.objects.create(congress=congress, user=user, role=row["role"], starts_on=start)
        member = CommitteeMember.objects.create(
            congress=congress, user=user, organisation=people.cities[row["city"]], languages=row["languages"]
        )
        member.axes.set([axes[code] for code in row["axes"] if code in axes])
        made[row["key"]] = member
    return made
