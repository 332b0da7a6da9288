"""Whether what readers were told of the programme is what the rows still say."""

from collections.abc import Iterator

from django.db.models import Max

from common.checking import Check, check, untranslated
from congress.models import Congress
from programme.enums import SessionKind, Status, Visibility
from programme.models import Publication, PublishedSession, Room, Session
from programme.rules.publishing import SEEN, digest

CHUNK = 500


def checks(congress: Congress) -> list[Check]:
    return [published(congress), languages(congress)]


def published(congress: Congress) -> Check:
    """Each published session has the digest of its content, a known state, and a publication that showed it."""
    numbers = Publication.objects.filter(congress=congress)
    last = numbers.aggregate(last=Max("number"))["last"] or 0
    figures = {
        "sessions": Session.objects.filter(congress=congress).count(),
        "published": PublishedSession.objects.filter(congress=congress).count(),
        "publications": last,
    }
    wrong = _altered(congress)
    if numbers.count() != last:
        return check("published", [*wrong, "publications: a number is missing"], figures)
    return check("published", wrong, figures)


def _altered(congress: Congress) -> Iterator[str]:
    for row in PublishedSession.objects.filter(congress=congress).order_by("pk").iterator(CHUNK):
        if row.content_digest != digest({name: getattr(row, name) for name in SEEN}):
            yield f"session {row.code}: digest"
        if (
            row.status not in list(Status)
            or row.visibility not in list(Visibility)
            or row.kind not in list(SessionKind)
        ):
            yield f"session {row.code}: state"
        if row.ends_at <= row.starts_at:
            yield f"session {row.code}: times"


def languages(congress: Congress) -> Check:
    """Titles of published sessions and names of rooms in all the languages of the congress."""
    said = congress.languages
    sessions = PublishedSession.objects.filter(congress=congress)
    titles = ((f"session {code}", text) for code, text in sessions.values_list("code", "title"))
    wrong = list(untranslated(titles, said, required=True))
    about = ((f"session {code} description", text) for code, text in sessions.values_list("code", "description"))
    wrong += untranslated(about, said)
    rooms = Room.objects.filter(congress=congress).values_list("code", "name")
    wrong += untranslated(((f"room {code}", name) for code, name in rooms), said, required=True)
    return check("programme_languages", wrong)
