"""The baselines of translations: which original each follows is known before anybody changes the original."""

from datetime import datetime

from common.actions import jobs
from common.actions.translations import Mark, digest_of, keep_marks
from common.models import TranslationMark
from congress.enums import CongressState
from congress.models import Congress
from portal.queries.translation import units
from portal.rules.translation import OUTDATED, Unit

KIND = "portal.translation_baselines"


def keep_baselines(*, congress: Congress, now: datetime) -> int:
    """Marks every translation, as it reads now, with the original that it follows; returns how many marks are new.

    What counts as current follows the original as it stands now; what is outdated keeps the one that it followed. One
    query more than `units` while there is nothing new, however many texts. A repeat is harmless.
    """
    rows = TranslationMark.objects.filter(scope=congress.slug)
    columns = ("kind", "ident", "field", "language", "source_digest", "text_digest")
    there = {row[:4]: (row[4], row[5]) for row in rows.values_list(*columns)}
    new = []
    for unit in units(congress):
        for language, text in unit.texts.items():
            if not text or not unit.concerns(language):
                continue
            source, wording = there.get((unit.kind, unit.ident, unit.field, language), ("", ""))
            said = digest_of(text)
            if unit.state(language) == OUTDATED:
                followed = _followed(unit, language, source if wording in ("", said) else "")
            else:
                followed = unit.digest
            if (source, wording) != (followed, said):
                new.append(Mark(unit.kind, unit.ident, unit.field, language, followed, said))
    if new:
        keep_marks(scope=congress.slug, marks=new, now=now)
    return len(new)


def _followed(unit: Unit, language: str, own: str) -> str:
    """The original that an outdated text followed; blocks of a page move, so its mark may be that of another place."""
    known = unit.marks[language]
    return own if own in known else min(known)


def ask_nightly(*, now: datetime) -> int:
    """Asks once a day for the baselines of all congresses; returns how many jobs that made."""
    return int(jobs.enqueue(kind=KIND, payload={}, now=now, key=f"{KIND}:{now.date()}") is not None)


def keep_all(*, now: datetime) -> int:
    """Keeps the baselines of every congress that can still be changed; returns how many marks are new."""
    rows = Congress.objects.exclude(state=CongressState.ARCHIVED).order_by("pk")
    return sum(keep_baselines(congress=row, now=now) for row in rows)
