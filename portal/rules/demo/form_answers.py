"""What the demo's authors answer beside their texts: whether it was evaluated, and where it can be visited."""

from __future__ import annotations

from typing import Any

from portal.rules.demo.source import cities
from portal.rules.demo.submissions import DemoSubmission

STREETS = {
    "en": "{n} School Lane",
    "es": "Calle de la Escuela, {n}",
    "fr": "{n}, rue de l’École",
    "pt": "Rua da Escola, {n}",
    "ca": "Carrer de l’Escola, {n}",
}
EVALUATED = ("by-others", "by-ourselves", "by-ourselves", "not-yet", "not-yet")
EVERY_REPORT, EVERY_VISIT = 15, 4


def number_of(paper: DemoSubmission) -> int:
    """The number in the key of an experience; 0 where it has none."""
    return int("".join(sign for sign in paper.key if sign.isdigit()) or 0)


def more_answers(paper: DemoSubmission) -> dict[str, Any]:
    """The answers to choices and the address, equal for equal experiences; a draft has not come to them."""
    if paper.state == "draft":
        return {}
    number = number_of(paper)
    found: dict[str, Any] = {"evaluated": EVALUATED[number % len(EVALUATED)]}
    if number % EVERY_VISIT == 1:
        city = cities()[paper.city]
        names = city["name"]
        street = STREETS.get(paper.language, STREETS["en"]).format(n=number % 60 + 1)
        locality = names.get(paper.language) or names["en"]
        found |= {
            "can-be-visited": True,
            "place": {"street": street, "locality": locality, "country": city["country"]},
        }
    return found


def has_report(paper: DemoSubmission) -> bool:
    """Whether the report of an evaluation comes with it: a few do, so that the demo loads fast."""
    said = more_answers(paper).get("evaluated")
    return paper.state == "submitted" and said in ("by-others", "by-ourselves") and number_of(paper) % EVERY_REPORT == 1
