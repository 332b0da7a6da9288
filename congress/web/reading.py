"""What a member of the committee reads, as pages show it. They get papers, never submissions (queries/reading.py)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock, fields, formats
from common.marked import marked
from congress.models import Congress
from congress.permissions import readable_assignments
from congress.queries.reading import PREFETCHED, RELATED, Paper, paper_of
from congress.queries.rounds import Reading, begun, pace_of, readings
from congress.rules import pace
from congress.web.submission_form import format_label
from questions.queries.forms import Shown


def mine(request: HttpRequest, congress: Congress, *, whole: bool = False) -> list[Reading]:
    """What the visitor has to read in rounds that have begun; `whole` fetches all that the texts need at once."""
    return begun(given(request, congress, whole=whole))


def given(request: HttpRequest, congress: Congress, *, whole: bool = False) -> list[Reading]:
    """The same with those of coming rounds, of which only the number may be told."""
    rows = readable_assignments(request.user, congress).select_related(*RELATED)
    found = readings(rows.prefetch_related(*PREFETCHED) if whole else rows, congress, clock.now())
    named = [one.row.submission for one in found if whole or one.is_blind]
    prefetch_related_objects(named, "co_presenters")
    return found


def found(rows: list[Reading], code: str) -> tuple[int, Reading]:
    """Where the reading of a code stands, and the reading; else 404."""
    for place, reading in enumerate(rows):
        if reading.row.submission.code == code:
            return place, reading
    raise Http404


def paper(reading: Reading, *, is_whole: bool = True) -> Paper:
    """The experience as this reader may know it."""
    return paper_of(reading.row.submission, is_blind=reading.is_blind, is_whole=is_whole)


def marked_title(one: Paper) -> str:
    """The title, marked where it is not in the reader's language; HTML."""
    return marked(one.title, one.language) or one.code


def city(one: Paper) -> str:
    """City or organisation; that it is hidden where it is."""
    return fields.pick(one.organisation) if one.organisation else _("Hidden in this round")


def facts(one: Paper) -> list[dict[str, Any]]:
    """City, author, axis, format and language, as a list of facts; of a blind one what it has."""
    named = [f"{name} ({role})" if role else name for name, role in one.presenters]
    rows = [
        (_("City or organisation"), fields.pick(one.organisation) if one.organisation else ""),
        (_("Country"), formats.country(one.country) if one.country else ""),
        (_("Axis"), marked(one.axis) if one.axis else ""),
        (_("Preferred format"), format_label(one.format) if one.format else ""),
        (_("Original language"), formats.language_name(one.language)),
        (_("Author"), one.author),
        (_("Co-presenters"), formats.listing(named)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def texts(one: Paper) -> list[dict[str, Any]]:
    """The summary in every language, the original first and marked."""
    return [
        {
            "lang": lang,
            "name": formats.language_name(lang),
            "is_original": lang == one.language,
            "title": one.title.get(lang, ""),
            "text": one.summary[lang],
        }
        for lang in sorted(one.summary, key=lambda lang: lang != one.language)
    ]


def answers(one: Paper, url: Any) -> list[Shown]:
    """The answers; `url` gives the address of a file by its key."""
    return [replace(each, url=url(each.file)) if each.file else each for each in one.answers]


def time_left(member: int, waiting: int) -> dict[str, str]:
    """ "about three hours left" and on what that is reckoned; {} when nothing is left."""
    if not waiting:
        return {}
    own = pace_of(member)
    each = own or pace.DEFAULT
    hours, minutes = pace.left(waiting, each)
    if hours:
        text = ngettext("about %(n)s hour left", "about %(n)s hours left", hours) % {"n": formats.number(hours)}
    else:
        text = ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": formats.number(minutes)}
    taken = max(1, round(each.total_seconds() / 60))
    if own:
        said = ngettext(
            "Reckoned from your own pace: %(n)s minute for a review.",
            "Reckoned from your own pace: %(n)s minutes for a review.",
            taken,
        )
    else:
        said = ngettext(
            "Reckoned with %(n)s minute for a review until your own pace is known.",
            "Reckoned with %(n)s minutes for a review until your own pace is known.",
            taken,
        )
    return {"text": text, "basis": said % {"n": formats.number(taken)}}


def ends(waiting: Sequence[Reading]) -> list[dict[str, Any]]:
    """Until when reviews are taken, the next end first: one row where all have the same end, else one a round."""
    if len({one.round.closes_at for one in waiting}) <= 1:
        return [{"at": waiting[0].round.closes_at, "n": len(waiting), "name": ""}] if waiting else []
    rounds: dict[tuple[int, int], list[Reading]] = {}
    for one in waiting:
        rounds.setdefault((one.row.submission.call_id, one.round.number), []).append(one)
    several = len({call for call, _number in rounds}) > 1
    rows = [
        {"at": row[0].round.closes_at, "n": len(row), "name": _round_name(row[0], several)} for row in rounds.values()
    ]
    return sorted(rows, key=lambda row: (row["at"] is None, row["at"] or 0))


def _round_name(one: Reading, several: bool) -> str:
    """The round in its own words or by its number; with its call where there are several."""
    name = fields.pick(one.round.name) or _("Round %(number)s") % {"number": one.round.number}
    return f"{fields.pick(one.row.submission.call.title)}, {name}" if several else name


def blind_note(rows: Sequence[Reading]) -> bool:
    """Whether something here is read without knowing who wrote it."""
    return any(reading.is_blind for reading in rows)
