"""Two who save one page at once, on real row locks; with a control that shows what happens without the lock."""

from collections.abc import Callable
from typing import Any

import pytest

from common.actors import Actor
from congress.actions import pages as actions
from congress.actions.pages import PageChanged, Text, save_draft
from congress.models import Page
from congress.queries.pages import working
from tests.congress.test_races import at_once, together
from tests.factories import congress as make

pytestmark = pytest.mark.postgres


def saving(page: Page, who: str, now: Any, language: str = "en") -> Callable[[], object]:
    text = Text(language, "Venue", [{"p": f"by {who}"}])
    seen = working(page).mark(language)
    return lambda: save_draft(page=page, text=text, version=1, seen=seen, by=Actor("user", who), now=now)


def texts() -> dict[str, str]:
    return {lang: blocks[0]["p"] for lang, blocks in working(Page.objects.get()).body.items()}


def test_two_who_save_at_once_do_not_overwrite_each_other(now, monkeypatch):
    page = make.page()
    monkeypatch.setattr(actions, "working", together(actions.working))

    assert at_once(saving(page, "1", now), saving(page, "2", now)) == [PageChanged]
    assert Page.objects.get().version == 2


def test_two_languages_saved_at_once_are_both_kept(now, monkeypatch):
    page = make.page()
    monkeypatch.setattr(actions, "working", together(actions.working))

    assert at_once(saving(page, "1", now), saving(page, "2", now, "es")) == []
    assert (texts()["en"], texts()["es"]) == ("by 1", "by 2")


def test_without_the_lock_one_of_two_languages_is_lost(now, monkeypatch):
    page = make.page()
    monkeypatch.setattr(actions, "working", together(actions.working))
    monkeypatch.setattr(actions, "_locked", lambda row: Page.objects.select_related("congress").get(pk=row.pk))

    assert at_once(saving(page, "1", now), saving(page, "2", now, "es")) == []
    assert ("by 1" in texts().values()) != ("by 2" in texts().values())
