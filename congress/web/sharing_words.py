"""What a proposal of who reads what says in words: reasons, obstacles, and its result in one sentence."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_percent
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common import formats
from congress.enums import PairReason
from congress.faults import ArrayFault, AssignmentObstacle

Names = Mapping[int, str]


def reason_words(codes: list[str], language: str) -> list[str]:
    """Why this member: "own axis", "reads Portuguese"."""
    words = {"language": formats.language_name(language)}
    return [str(PairReason(code).label).format(**words) for code in codes if code in PairReason.values]


def obstacle(found: Mapping[str, Any], works: Names, members: Names) -> str:
    """One obstacle as a sentence; `works` and `members` name those that it speaks of by number."""
    params = {name: value for name, value in found.items() if name != "code"}
    words: dict[str, Any] = {name: _counted(name, value) for name, value in params.items() if isinstance(value, int)}
    if "language" in params:
        words["language"] = formats.language_name(params["language"])
    if "experience" in params:
        words["experience"] = works.get(params["experience"], _("an experience that you may not see"))
    if "member" in params:
        words["member"] = members.get(params["member"], "")
    if "named" in params:
        known = members if "members" in params else works
        names = [known[number] for number in params["named"] if number in known]
        total = params.get("members", params.get("experiences", 0))
        words["named"] = ", ".join(names) + ("…" if len(names) < total else "")
    return str(AssignmentObstacle(found["code"]).label).format(**words)


def _counted(name: str, number: int) -> str:
    """ "3 experiences", "1 member", "2 readers", "30 readings"."""
    words = {"number": formats.number(number)}
    if name in ("experiences",):
        return ngettext("%(number)s experience", "%(number)s experiences", number) % words
    if name in ("members", "readers"):
        return ngettext("%(number)s member", "%(number)s members", number) % words
    if name in ("wanted", "possible"):
        return ngettext("%(number)s reader", "%(number)s readers", number) % words
    return ngettext("%(number)s reading", "%(number)s readings", number) % words


def array_fault(code: str, params: Mapping[str, Any]) -> str:
    return str(ArrayFault(code).label).format(**params)


def sentence(figures: Mapping[str, Any]) -> str:
    """The result in one sentence."""
    served = _("some have no reader who fits by axis, field or wish")
    if figures["fitting"]:
        served = ngettext(
            "every one has at least %(number)s reader who fits by axis, field or wish",
            "every one has at least %(number)s readers who fit by axis, field or wish",
            figures["fitting"],
        ) % {"number": formats.number(figures["fitting"])}
    least, most = formats.number(figures["least_load"]), formats.number(figures["most_load"])
    return _("%(experiences)s × %(readers)s: %(served)s, loads %(loads)s, %(proof)s.") % {
        "experiences": _counted("experiences", figures["experiences"]),
        "readers": _counted("wanted", figures["each"]),
        "served": served,
        "loads": most if least == most else f"{least}–{most}",
        "proof": _proof(figures),
    }


def _proof(figures: Mapping[str, Any]) -> str:
    if figures["is_worst_proven"] and figures["is_total_proven"]:
        return _("proven best")
    total = _share(figures["total"], figures["total_bound"])
    if figures["is_worst_proven"]:
        return _("the worst-served proven best, the total at least %(total)s of the best") % {"total": total}
    worst = _share(figures["worst"], figures["worst_bound"])
    return _("the worst-served at least %(worst)s and the total at least %(total)s of the best") % {
        "worst": worst,
        "total": total,
    }


def _share(value: float, bound: float) -> str:
    """A share of a bound, rounded down so that nothing short of it looks like all of it."""
    share = int(1000 * value / bound) / 1000 if bound > 0 else 0
    return format_percent(min(max(share, 0), 0.999), "0.0 %", locale=formats.locale(get_language()))
