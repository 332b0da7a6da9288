"""What the rooms together do in the background: exports and imports of editions and of translations."""

from datetime import datetime, timedelta
from typing import Any

from common.jobs import handler, sweep
from portal.actions import baselines, translation_file
from portal.actions import edition_jobs as actions
from portal.actions.openings import open_what_has_opened


@handler(actions.EXPORT, limit=timedelta(minutes=20))
def export_edition(payload: dict[str, Any], now: datetime) -> None:
    actions.run_export(payload=payload, now=now)


@handler(actions.IMPORT, limit=timedelta(minutes=20))
def import_edition(payload: dict[str, Any], now: datetime) -> None:
    actions.run_import(payload=payload, now=now)


@sweep("edition_files")
def drop_edition_files(now: datetime) -> int:
    """An export is kept for a day, and so is a file that nobody went on to import."""
    return actions.drop_old(now=now)


@sweep("openings")
def openings(now: datetime) -> int:
    """An announced congress is open as soon as a call, registration or the programme is."""
    return open_what_has_opened(now=now)


@handler(translation_file.KIND, limit=timedelta(minutes=10))
def import_translations(payload: dict[str, Any], now: datetime) -> None:
    translation_file.run(payload=payload, now=now)


@sweep("translation_files")
def drop_translation_files(now: datetime) -> int:
    """A table of translations that nobody took over goes after a day."""
    return translation_file.drop_old(now=now)


@handler(baselines.KIND)
def keep_baselines(payload: dict[str, Any], now: datetime) -> None:
    baselines.keep_all(now=now)


@sweep("translation_baselines")
def ask_for_baselines(now: datetime) -> int:
    """Once a day every translation is told which original it follows, whoever wrote it and however."""
    return baselines.ask_nightly(now=now)
