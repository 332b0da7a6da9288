"""What the programme forgets of a person: their part in sessions, also in those that were published."""

from datetime import datetime

from accounts.models import Person
from programme.models import FeedToken, PublishedSession, SessionPerson
from programme.rules.publishing import SEEN, digest


def forget(*, person: str, now: datetime) -> None:
    """Takes a person out of sessions and ends their feeds, inside the caller's transaction. A repeat is harmless.

    Calendars hear of it: SEQUENCE and LAST-MODIFIED of the published sessions rise.
    """
    who = Person.objects.filter(ref=person).first()
    if who is None:
        return
    FeedToken.objects.filter(registration__person=who).delete()
    links = SessionPerson.objects.filter(person=who).select_related("session")
    for link in links.order_by("pk"):
        shown = PublishedSession.objects.select_for_update().filter(
            congress_id=link.session.congress_id, code=link.session.code
        )
        for row in shown:
            _take_out(row, who.full_name, link.role, now)
    links.delete()


def _take_out(row: PublishedSession, name: str, role: str, now: datetime) -> None:
    said = {"name": name, "role": role}
    if said not in row.people:
        return
    people = list(row.people)
    people.remove(said)  # one of them: a namesake may stand beside
    row.people = people
    row.content_digest = digest({field: getattr(row, field) for field in SEEN})
    row.sequence += 1
    row.changed_at = now
    row.save(update_fields=["people", "content_digest", "sequence", "changed_at"])
