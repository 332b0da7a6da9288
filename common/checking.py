"""What a self-examination says: figures counted from the rows, and what is wrong with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One examination. `breaches` counts what is wrong; `examples` are codes, never names or addresses."""

    name: str
    breaches: int = 0
    examples: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return self.breaches == 0

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.is_sound, "breaches": self.breaches, "examples": list(self.examples), **self.figures}


def check(name: str, wrong: Iterable[str], figures: dict[str, Any] | None = None) -> Check:
    """A check from the codes of what is wrong; it counts them all and keeps the first few."""
    count = 0
    examples: list[str] = []
    for code in wrong:
        count += 1
        if len(examples) < SHOWN:
            examples.append(str(code))
    return Check(name, count, tuple(examples), figures or {})


def missing(value: dict[str, Any] | None, languages: Sequence[str], *, required: bool = False) -> list[str]:
    """The languages in which a text is missing. A text that stands in none is whole unless it is required."""
    said = {code for code, text in (value or {}).items() if text.strip()}
    if not said and not required:
        return []
    return [code for code in languages if code not in said]


def untranslated(
    rows: Iterable[tuple[str, dict[str, Any] | None]], languages: Sequence[str], *, required: bool = False
) -> Iterable[str]:
    """ "label: fr, pt" for each (label, text) that is not in all the languages."""
    for label, value in rows:
        if lacking := missing(value, languages, required=required):
            yield f"{label}: {', '.join(lacking)}"
