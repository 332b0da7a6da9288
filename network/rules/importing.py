"""Reading a table of cities: every row is judged, none is guessed at, nothing is merged by itself."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from network.enums import DuesState, OrganisationKind, Problem, Standing
from network.rules.dues import STEPS, covers
from network.rules.membership import Period, free
from network.rules.search import fold
from network.rules.spelling import Spellings

LANGUAGES = ("en", "es", "fr", "pt")
COLUMNS = (
    "slug", "name", *(f"name_{language}" for language in LANGUAGES), "country", "kind", "territorial_network",
    "member_from", "member_until", "standing", "dues_year", "dues_state", "legal_name", "address", "postal_code",
    "locality", "tax_id",
)  # fmt: skip
RESERVED = frozenset({"new", "import", "template", "cities", "claim"})
_LENGTHS = {
    "slug": 60, "legal_name": 200, "address": 500, "postal_code": 20, "locality": 120, "tax_id": 40,
    **{name: 120 for name in COLUMNS if name.startswith("name")},
}  # fmt: skip
_COPIED = ("legal_name", "address", "postal_code", "locality", "tax_id")
_DATE_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d")


@dataclass(frozen=True)
class Known:
    """A city that exists already: its names folded, its periods of membership, and its dues {year: state}."""

    slug: str
    country: str
    names: tuple[str, ...]
    periods: tuple[Period, ...] = ()
    dues: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What a table is judged against."""

    cities: Mapping[str, Known]
    countries: frozenset[str]
    networks: frozenset[str]


@dataclass
class Line:
    """One row and what would be done with it. `problems` are (column, code); `alike` are slugs of other cities."""

    number: int
    cells: dict[str, str]
    values: dict[str, object] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    choice: str = ""  # "new", "skip" or "same:<slug>" for a row that is spelt like another city
    target: str = ""  # the slug of the city that is changed; "" for a new one

    @property
    def outcome(self) -> str:
        """broken, open (a choice is missing), skipped, changed or new."""
        if self.problems:
            return "open" if self.problems == [("slug", Problem.CHOICE_MISSING)] else "broken"
        if self.choice == "skip":
            return "skipped"
        return "changed" if self.target else "new"


def unknown_columns(header: Iterable[str]) -> list[str]:
    """Column names that mean nothing here, as written."""
    return [name for name in header if name and name not in COLUMNS]


def read_date(text: str) -> date | None:
    """A day from 2026-05-26, 26/05/2026, 26.05.2026, a spreadsheet's own date, or a year alone; None otherwise."""
    if re.fullmatch(r"(19|20)\d\d(\.0)?", text):
        return date(int(text[:4]), 1, 1)
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
    return None


def judge(rows: Iterable[tuple[int, dict[str, str]]], around: Surroundings, choices: Mapping[int, str]) -> list[Line]:
    """Every row with its values, problems and look-alikes. `choices` by row number settle the look-alikes.

    The slug is the key: a known one changes that city, an unknown one is new. A new one whose name is spelt like
    a city of the same country is a question to the person, never an answer.
    """
    lines = [Line(number, {name: text for name, text in cells.items() if name in COLUMNS}) for number, cells in rows]
    counts = Counter(line.cells.get("slug", "").lower() for line in lines)
    by_country: dict[str, dict[str, str]] = defaultdict(dict)
    for city in around.cities.values():
        for name in city.names:
            by_country[city.country].setdefault(name, city.slug)
    spelt = {country: Spellings(names) for country, names in by_country.items()}
    for line in lines:
        _judge_shape(line)
        _judge_slug(line, counts)
        _judge_identity(line, around)
        _judge_membership(line)
        _judge_dues(line)
        if not line.problems:
            _settle(line, around, spelt.get(str(line.values.get("country"))), choices.get(line.number, ""))
    targets = Counter(line.target for line in lines)
    for line in lines:
        if line.target and targets[line.target] > 1:
            line.problems.append(("slug", Problem.SAME_TWICE))
    return lines


def _judge_shape(line: Line) -> None:
    for name, text in line.cells.items():
        if text.startswith(("=", "@")):
            line.problems.append((name, Problem.FORMULA))
        elif len(text) > _LENGTHS.get(name, 120):
            line.problems.append((name, Problem.TOO_LONG))
        elif name in _COPIED and text:
            line.values[name] = text


def _judge_slug(line: Line, counts: Counter[str]) -> None:
    slug = line.cells.get("slug", "").lower()
    if not slug:
        line.problems.append(("slug", Problem.SLUG_MISSING))
    elif not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or slug in RESERVED:
        line.problems.append(("slug", Problem.SLUG_MALFORMED))
    elif counts[slug] > 1:
        line.problems.append(("slug", Problem.SLUG_TWICE))
    line.values["slug"] = slug


def _judge_identity(line: Line, around: Surroundings) -> None:
    cells = line.cells
    names = {language: cells[f"name_{language}"] for language in LANGUAGES if cells.get(f"name_{language}")}
    if cells.get("name"):
        names.setdefault("en", cells["name"])
    known = around.cities.get(cells.get("slug", "").lower())
    country = cells.get("country", "").upper()
    if not names and known is None:
        line.problems.append(("name", Problem.NAME_MISSING))
    if (country or known is None) and country not in around.countries:
        line.problems.append(("country", Problem.COUNTRY_UNKNOWN))
    _judge_code(line, "kind", frozenset(OrganisationKind.values), Problem.KIND_UNKNOWN)
    _judge_code(line, "territorial_network", around.networks, Problem.NETWORK_UNKNOWN)
    if names:
        line.values["name"] = names
    if country:
        line.values["country"] = country


def _judge_code(line: Line, column: str, allowed: frozenset[str], problem: str) -> None:
    code = line.cells.get(column, "").lower()
    if code and code not in allowed:
        line.problems.append((column, problem))
    elif code:
        line.values[column] = code


def _judge_membership(line: Line) -> None:
    first = _day(line, "member_from")
    until = _day(line, "member_until")
    _judge_code(line, "standing", frozenset(Standing.values), Problem.STANDING_UNKNOWN)
    if not line.cells.get("member_from") and (line.cells.get("member_until") or line.cells.get("standing")):
        line.problems.append(("member_from", Problem.START_MISSING))
    if first and until and until <= first:
        line.problems.append(("member_until", Problem.DATES_REVERSED))
    if first:
        line.values["membership"] = (first, until)


def _judge_dues(line: Line) -> None:
    year = line.cells.get("dues_year", "")
    _judge_code(line, "dues_state", frozenset(DuesState.values), Problem.DUES_STATE_UNKNOWN)
    state = line.values.pop("dues_state", DuesState.DUE)
    if year and not re.fullmatch(r"(19|20)\d\d(\.0)?", year):
        line.problems.append(("dues_year", Problem.DUES_YEAR_UNREADABLE))
    elif year:
        line.values["dues"] = (int(year[:4]), str(state))
    elif line.cells.get("dues_state"):
        line.problems.append(("dues_year", Problem.DUES_YEAR_MISSING))


def _day(line: Line, column: str) -> date | None:
    text = line.cells.get(column, "")
    found = read_date(text) if text else None
    if text and found is None and (column, Problem.FORMULA) not in line.problems:
        line.problems.append((column, Problem.DATE_UNREADABLE))
    return found


def _settle(line: Line, around: Surroundings, spelt: Spellings | None, choice: str) -> None:
    slug = str(line.values["slug"])
    if slug in around.cities:
        line.target = slug
    else:
        names = line.values.get("name")
        folded = [fold(name) for name in names.values()] if isinstance(names, dict) else []
        line.alike = list(dict.fromkeys(slug for name in folded for slug in spelt.close_to(name))) if spelt else []
        line.choice = choice
        if line.alike and not choice:
            line.problems.append(("slug", Problem.CHOICE_MISSING))
        elif choice.startswith("same:") and choice.removeprefix("same:") in line.alike:
            line.target = choice.removeprefix("same:")
        elif choice not in ("", "new", "skip"):
            line.problems.append(("slug", Problem.CHOICE_UNKNOWN))
    period = line.values.get("membership")
    if line.target and isinstance(period, tuple):
        # The same first day is the same membership, which the row corrects.
        taken = [other for other in around.cities[line.target].periods if other[0] != period[0]]
        if not free((period[0], period[1]), taken):
            line.problems.append(("member_from", Problem.OVERLAPS))
    _settle_dues(line, around.cities.get(line.target))


def _settle_dues(line: Line, city: Known | None) -> None:
    """Dues belong to a membership of that year, be it one that the row itself brings; what is settled stays so."""
    dues, period = line.values.get("dues"), line.values.get("membership")
    if not isinstance(dues, tuple) or line.choice == "skip":
        return
    year, state = dues
    periods = list(city.periods if city else ())
    if isinstance(period, tuple):
        periods = [other for other in periods if other[0] != period[0]] + [(period[0], period[1])]
    held = city.dues.get(year) if city else None
    if not any(covers(*one, year) for one in periods):
        line.problems.append(("dues_year", Problem.DUES_WITHOUT_MEMBERSHIP))
    elif held is not None and state != held and state not in STEPS[held]:
        line.problems.append(("dues_state", Problem.DUES_STEP))
