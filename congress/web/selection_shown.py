"""A selection in words and bars: what it takes of the places, what it is made of, where it ends between equals."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import fields, formats
from congress.enums import Gender
from congress.models import Call, Submission
from congress.queries.proposal import Draft
from congress.queries.ranking import Standing
from congress.queries.selection import AGAIN, FIRST, OLDER, YOUNG, Balance, Share
from congress.rules.selection import CITY, TOTAL, Key, Places, Tie, Work, crowded, uses
from congress.web.shown import marked_title, score_text
from network.models import Organisation, TerritorialNetwork

MOST_BARS = 12
MOST_TIED = 12


def places_shown(works: Iterable[Work], places: Places, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What is taken of every limit, and the cities over their quota."""
    selected = list(works)
    rows = [
        {
            "label": limit_name((use.kind, use.code), names),
            "used": use.used,
            "limit": use.limit,
            "chip": _left(use.limit - use.used),
        }
        for use in uses(selected, places)
    ]
    over = crowded(selected, places.per_city)
    cities = Organisation.objects.in_bulk(list(over))
    return {
        "rows": rows,
        "selected": len(selected),
        "per_city": places.per_city,
        "cities": [{"name": fields.pick(cities[pk].name), "number": number} for pk, number in over.items()],
    }


def limit_name(key: Key, names: dict[str, dict[str, str]]) -> str:
    kind, code = key
    return str(_("All places")) if kind == TOTAL else names.get(kind, {}).get(code, code)


def _left(number: int) -> dict[str, str]:
    if number < 0:
        return {"tone": "bad", "label": _("%(number)s too many") % {"number": -number}}
    if number == 0:
        return {"tone": "ok", "label": _("Full")}
    return {"tone": "", "label": ngettext("%(number)s left", "%(number)s left", number) % {"number": number}}


def balance_shown(balance: Balance) -> list[dict[str, Any]]:
    """Tables with bars: of each thing how many are selected, out of how many handed in."""
    networks = {row.code: fields.pick(row.name) for row in TerritorialNetwork.objects.all()}
    genders = {**{code: str(label) for code, label in Gender.choices}, "": _("Not said")}
    ages = {YOUNG: _("Under thirty"), OLDER: _("Thirty or over"), "": _("Not said")}
    times = {FIRST: _("For the first time"), AGAIN: _("Selected in an earlier edition")}
    tables = [
        (_("Countries"), balance.countries, formats.country),
        (_("Territorial networks"), balance.networks, lambda code: networks.get(code, _("None"))),
        (_("Cities"), balance.cities, times.__getitem__),
        (_("Presenters by gender"), balance.genders, genders.__getitem__),
        (_("Presenters by age"), balance.ages, ages.__getitem__),
    ]
    return [_table(title, shares, name) for title, shares, name in tables]


def _table(title: str, shares: tuple[Share, ...], name: Any) -> dict[str, Any]:
    first, others = shares[:MOST_BARS], shares[MOST_BARS:]
    rows = [_bar(name(share.code), share.selected, share.all) for share in first]
    if others:
        rows.append(_bar(_("Others"), sum(s.selected for s in others), sum(s.all for s in others)))
    return {"title": title, "rows": rows, "max": max([row["value"] for row in rows], default=0) or 1}


def _bar(label: str, selected: int, number: int) -> dict[str, Any]:
    return {"label": label, "value": selected, "text": _("%(n)s of %(all)s") % {"n": selected, "all": number}}


def ties_shown(call: Call, found: list[Tie], standings: dict[int, Standing]) -> list[dict[str, Any]]:
    """The ties with the titles of both sides, in one query."""
    shown = [(tie, tie.inside[:MOST_TIED], tie.outside[:MOST_TIED]) for tie in found]
    wanted = [pk for _tie, inside, outside in shown for pk in (*inside, *outside)]
    papers = Submission.objects.only("code", "title", "language").in_bulk(wanted)

    def named(pks: tuple[int, ...]) -> list[dict[str, Any]]:
        return [{"code": papers[pk].code, "title": marked_title(papers[pk])} for pk in pks]

    return [
        {
            "value": score_text(tie.value),
            "inside": named(inside),
            "outside": named(outside),
            "more": len(tie.inside) + len(tie.outside) - len(inside) - len(outside),
        }
        for tie, inside, outside in shown
    ]


def sentence(draft: Draft, names: dict[str, dict[str, str]]) -> str:
    """What came of a proposal, and what bound it."""
    number = len(draft.chosen)
    said = [
        ngettext("%(number)s experience is proposed", "%(number)s experiences are proposed", number)
        % {"number": number}
        + _(" beside %(taken)s selected already.") % {"taken": len(draft.taken)}
    ]
    by = {"raw": _("raw means"), "adjusted": _("adjusted means")}[draft.wish.by]
    if draft.proposal.is_best:
        said.append(_("No other selection within these places has a higher sum of %(values)s.") % {"values": by})
    else:
        gap = score_text(draft.proposal.gap)
        said.append(_("The search was cut short: at best another one has %(gap)s points more in sum.") % {"gap": gap})
    held = [limit_name(key, names) for key in draft.proposal.full if key[0] != CITY]
    if draft.proposal.held_back:
        cities = ngettext("%(n)s city at its quota", "%(n)s cities at their quota", draft.proposal.held_back)
        held.append(cities % {"n": draft.proposal.held_back})
    said.append(
        _("What set the limit: %(limits)s.") % {"limits": formats.listing(held)}
        if held
        else _("No place or quota kept anybody out.")
    )
    if draft.below:
        text = ngettext(
            "%(number)s lies below the mean asked for.", "%(number)s lie below the mean asked for.", draft.below
        )
        said.append(text % {"number": draft.below})
    if draft.unread:
        text = ngettext(
            "%(number)s was left out, since nobody has reviewed it.",
            "%(number)s were left out, since nobody has reviewed them.",
            draft.unread,
        )
        said.append(text % {"number": draft.unread})
    return " ".join(said)
