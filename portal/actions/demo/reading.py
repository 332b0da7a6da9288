"""The committee at work: two rounds, of which the second is double-blind; discussions, redactions, reminders."""

from datetime import datetime, timedelta

from congress.actions.bulk import ReviewRow, load_reviews
from congress.actions.discussion import write_note
from congress.actions.redaction import save_redaction
from congress.actions.review_reminders import remind_by_rule
from congress.actions.rounds import RoundFacts, save_reading, save_round
from congress.models import Call, CommitteeMember, Submission
from congress.queries.interests import member_interests, party_of
from congress.queries.reading import parts_of
from congress.rules.conflict import conflict
from portal.actions.demo.people import DEMO_ACTOR
from portal.rules.demo.dates import end_of_day
from portal.rules.demo.source import load

NAMES = {
    "first": {"en": "First reading", "es": "Primera lectura", "fr": "Première lecture", "pt": "Primeira leitura"},
    "second": {
        "en": "Second reading of what divides us",
        "es": "Segunda lectura de lo que nos divide",
        "fr": "Seconde lecture de ce qui nous divise",
        "pt": "Segunda leitura do que nos divide",
    },
    "jury": {"en": "Jury", "es": "Jurado", "fr": "Jury", "pt": "Júri"},
}
DISPUTED = 6


def load_reading(
    *, call: Call, award: Call, members: list[CommitteeMember], reviewer: CommitteeMember, now: datetime
) -> None:
    """Sets the rounds up, has the most disputed experiences talked over and read again, and reminds who is behind."""
    days, zone = [14, 7, 2], call.congress.timezone
    ends = [end_of_day((now + timedelta(days=n)).date(), zone) for n in (6, 20)]
    facts = [
        (call, RoundFacts(NAMES["first"], call.closes_at, ends[0], "single", days)),
        (call, RoundFacts(NAMES["second"], call.closes_at, ends[1], "double", days)),
        (award, RoundFacts(NAMES["jury"], award.closes_at, award.closes_at + timedelta(days=40), "double", days)),
    ]
    for of, row in facts:
        save_round(call=of, round=None, facts=row, by=DEMO_ACTOR, now=now)
    save_reading(call=award, asks_bids=True, asks_confidence=True, by=DEMO_ACTOR, now=now)
    disputed = _disputed(call)
    for number, work in enumerate(disputed):
        _talk(work, number, now)
        if number % 3:
            _redact(work, now, is_late=number == 1)
    rows = [ReviewRow(work, reader, now, round=2) for work in disputed for reader in _others(work, members, reviewer)]
    load_reviews(call=call, rows=rows, by=DEMO_ACTOR)
    remind_by_rule(now=now)


def _disputed(call: Call) -> list[Submission]:
    """Undecided experiences on which readers differ most, all of whose reviews are in."""
    rows = call.submissions.filter(state="submitted", decisions=None, assignments__review__state="submitted")
    pairs = rows.values_list("pk", "assignments__review__score").exclude(assignments__state__in=["assigned", "started"])
    scores: dict[int, list[float]] = {}
    for pk, score in pairs:
        if score is not None:
            scores.setdefault(pk, []).append(float(score))
    divided = sorted(
        (pk for pk in scores if len(scores[pk]) > 2), key=lambda pk: (min(scores[pk]) - max(scores[pk]), pk)
    )
    found = Submission.objects.filter(pk__in=divided[:DISPUTED]).select_related(
        "call__congress", "call__form", "organisation", "author", "answer_set", "redaction"
    )
    return sorted(found, key=lambda work: divided.index(work.pk))


def _talk(work: Submission, number: int, now: datetime) -> None:
    texts = load("discussion")
    rows = work.assignments.filter(state="done").select_related("member__user__person", "member__congress")
    for place, row in enumerate(rows.order_by("pk")[:2]):
        said = texts[(2 * number + place) % len(texts)]
        text = said.get(row.member.user.person.language, said["en"])
        by, at = row.member.user.as_actor(), now - timedelta(hours=30 - 5 * place - number)
        write_note(submission=work, member=row.member, text=text, by=by, now=at)


def _redact(work: Submission, now: datetime, *, is_late: bool) -> None:
    """What the veil leaves, as a chair would keep it; one was written before the author's last change."""
    texts = {part.name: part.veiled for part in parts_of(work)}
    of_version = work.version - 1 if is_late else work.version
    save_redaction(submission=work, texts=texts, version=0, of_version=of_version, by=DEMO_ACTOR, now=now)


def _others(work: Submission, members: list[CommitteeMember], reviewer: CommitteeMember) -> list[CommitteeMember]:
    """Two who have not read it, read its language and have nothing to do with it; the persona first."""
    taken = set(work.assignments.values_list("member", flat=True))
    party = party_of(work)
    ordered = [reviewer, *(row for row in members if row.pk != reviewer.pk)]
    free = [row for row in ordered if row.pk not in taken and work.language in row.languages]
    return [row for row in free if not conflict(member_interests(row), party)][:2]
