"""What the settings of a congress may say. Pure: faults are codes, their sentences stand in faults.SettingsFault."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LONGEST_DAYS = 31
LENGTHS = {"name": 200, "theme": 300, "description": 6000, "venue": 200}


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day; `today` in the zone of the congress."""

    starts_on: date
    ends_on: date
    today: date


def day_faults(days: Days, *, may_be_past: bool) -> dict[str, str]:
    """{field: code} of what is wrong with the dates."""
    if days.ends_on < days.starts_on:
        return {"ends_on": "ends_before_start"}
    if (days.ends_on - days.starts_on).days >= LONGEST_DAYS:
        return {"ends_on": "too_long"}
    if days.ends_on < days.today and not may_be_past:
        return {"starts_on": "in_the_past"}
    return {}


def text_faults(texts: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> dict[str, str]:
    """{field: code} of texts that are too long, and of a name that is missing."""
    found = {
        field: "text_too_long"
        for field, texts_of in texts.items()
        if any(len(text) > LENGTHS[field] for text in texts_of.values())
    }
    if "name" in texts and not any(text.strip() for text in texts["name"].values()):
        found["name"] = "name_missing"
    return found if languages else found | {"languages": "no_language"}


def unknown(codes: Collection[str], known: Collection[str]) -> list[str]:
    """Those of the codes that are not known, in order."""
    return sorted(set(codes) - set(known))
