"""What the pages of the sharing-out show: members and loads, experiences and their readers, who else there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from common import clock, fields, formats
from congress.enums import PairReason, PairState
from congress.models import AssignmentPlan, Call, CommitteeMember, PlannedPair, Round, Submission
from congress.queries.readers import readers_of, seated_members, works_of
from congress.queries.sharing import LIVE, planned_loads, reading_loads, rounds_to_give
from congress.rules.affinity import Reader, affinity, may_read, reasons
from congress.web import sharing_words as words
from congress.web.chair import visible
from congress.web.shown import marked_title, title_of

TONES = {PairState.KEPT: "", PairState.PROPOSED: "info", PairState.BY_HAND: "ok", PairState.REMOVED: "bad"}


@dataclass(frozen=True, slots=True)
class RoundShown:
    """The round that a page is about: its name, the others to choose from, and what its addresses end with."""

    number: int
    label: str
    tabs: list[dict[str, Any]]
    query: str

    @property
    def joint(self) -> str:
        """What comes before one more parameter."""
        return "&" if self.query else "?"


def round_shown(request: HttpRequest, call: Call) -> RoundShown:
    """The round asked for with `?round=`, else the current one; a call without rounds has nothing to choose."""
    rows, current = rounds_to_give(call, clock.now())
    wanted = request.GET.get("round", "")
    number = next((row.number for row in rows if str(row.number) == wanted), current)
    tabs = [
        {"label": _round_name(row), "url": f"{request.path}?round={row.number}", "is_current": row.number == number}
        for row in rows
    ]
    label = next((_round_name(row) for row in rows if row.number == number), "")
    return RoundShown(number, label, tabs if len(tabs) > 1 else [], f"?round={number}" if number != current else "")


def _round_name(row: Round) -> str:
    name = fields.pick(row.name)
    words = {"number": formats.number(row.number), "name": name}
    return _("Round %(number)s: %(name)s") % words if name else _("Round %(number)s") % words


def sentence(plan: AssignmentPlan, submissions: QuerySet[Submission], label: str = "") -> str:
    """The result in one sentence; number and loads are of what the visitor may see, like all else on the page.

    `label` names the round that it is of.
    """
    loads = planned_loads(plan, submissions).values()
    seen = {"experiences": submissions.count(), "least_load": min(loads, default=0), "most_load": max(loads, default=0)}
    return f"{label}. {words.sentence(plan.figures | seen)}" if label else words.sentence(plan.figures | seen)


def member_rows(
    call: Call, plan: AssignmentPlan | None, submissions: QuerySet[Submission], number: int
) -> list[dict[str, Any]]:
    """The members with what they have in the round of that number, and what the proposal gives them."""
    planned = planned_loads(plan, submissions) if plan and plan.solved_at else {}
    loads = reading_loads(submissions, number)
    return [
        {
            "pk": member.pk,
            "name": member.user.person.name_or_address,
            "done": loads.get(member.pk, (0, 0))[1],
            "load": loads.get(member.pk, (0, 0))[0],
            "least": member.min_load,
            "most": member.max_load,
            "planned": planned.get(member.pk, 0),
        }
        for member in seated_members(call.congress, clock.now())
    ]


def obstacle_texts(request: HttpRequest, call: Call, plan: AssignmentPlan) -> list[str]:
    """What made the last search impossible; names only of experiences that the visitor may see."""
    found = plan.obstacles
    numbers = {number for item in found for number in [item.get("experience"), *item.get("named", [])] if number}
    titles = {s.pk: title_of(s) for s in visible(request, call).filter(pk__in=numbers)} if numbers else {}
    names = {m.pk: m.user.person.name_or_address for m in seated_members(call.congress, clock.now())} if found else {}
    return [words.obstacle(item, titles, names) for item in found]


def paper_row(call: Call, submission: Submission, query: str = "") -> dict[str, Any]:
    pairs = [pair for pair in submission.planned_pairs.all() if pair.state in LIVE]
    return {
        "title": marked_title(submission) or title_of(submission),
        "city": fields.pick(submission.organisation.name),
        "axis": fields.pick(submission.axis.name) if submission.axis else "",
        "language": submission.language,
        "pairs": [pair_row(pair, submission) for pair in pairs],
        "lacks": max(call.reviews_per_submission - len(pairs), 0),
        "url": reverse("congress-manage-assign-plan-one", args=[call.congress.slug, call.code, submission.code])
        + query,
    }


def pair_row(pair: PlannedPair, submission: Submission) -> dict[str, Any]:
    return {
        "pk": pair.pk,
        "name": pair.member.user.person.name_or_address,
        "reasons": formats.listing(words.reason_words(pair.reasons, submission.language)),
        "chip": {"label": str(PairState(pair.state).label), "tone": TONES[PairState(pair.state)]},
        "is_live": pair.state in LIVE,
        "is_proposed": pair.state == PairState.PROPOSED,
        "is_chosen": pair.state == PairState.BY_HAND,
    }


def options(request: HttpRequest, plan: AssignmentPlan, submission: Submission, live: list[PlannedPair]) -> list[Any]:
    """Everybody who may still be chosen, the best fit first, with their reasons and planned load."""
    call = plan.call
    readers = readers_of(call.congress, clock.now())
    work = works_of(Submission.objects.filter(pk=submission.pk), plan.round, [reader for _m, reader in readers])[0]
    taken = {pair.member_id for pair in live}
    planned = planned_loads(plan, visible(request, call))
    found = []
    for member, reader in readers:
        if member.pk in taken or not may_read(_any_language(reader, work.language), work):
            continue
        reads = work.language in reader.languages
        codes = [code for code in reasons(reader, work) if reads or code != PairReason.LANGUAGE]
        found.append((not reads, -affinity(reader, work), planned.get(member.pk, 0), member, codes))
    found.sort(key=lambda row: (*row[:3], row[3].pk))
    return [(str(m.pk), _label(m, load, codes, work.language)) for _reads, _points, load, m, codes in found]


def _any_language(reader: Reader, language: str) -> Reader:
    return Reader(id=reader.id, languages=frozenset({language}), interests=reader.interests)


def _label(member: CommitteeMember, load: int, codes: list[str], language: str) -> str:
    known = {
        "name": member.user.person.name_or_address,
        "number": formats.number(load),
        "reasons": formats.listing(words.reason_words(codes, language)),
    }
    if PairReason.LANGUAGE not in codes:
        known["reasons"] = _("does not read %(language)s") % {"language": formats.language_name(language)}
    if member.max_load is not None and load >= member.max_load:
        return _("%(name)s: %(reasons)s; has %(number)s already, which is the most they take") % known
    return _("%(name)s: %(reasons)s; has %(number)s") % known
