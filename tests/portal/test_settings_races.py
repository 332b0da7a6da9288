"""Two owners save the settings in the same moment, and two congresses are set up at once: on real row locks."""

from functools import partial

import pytest

from congress.actions import settings
from congress.actions import setup as making
from congress.actions.settings import CongressSlugTaken, SettingsChanged, change_parts
from congress.models import Congress
from portal.actions.setup import set_up
from tests.congress.test_races import at_once, together
from tests.factories import accounts as make
from tests.factories import congress as events
from tests.portal.test_setting_up import NOW, wish

pytestmark = pytest.mark.postgres


def two(event):
    """Two owners who read the same version."""
    by = make.user().as_actor()
    return [
        partial(change_parts, congress=event, parts=parts, version=1, by=by, now=NOW) for parts in (["call"], ["fees"])
    ]


def test_of_two_saves_over_one_version_one_is_kept(monkeypatch):
    event = events.congress()
    monkeypatch.setattr(settings, "unknown", together(settings.unknown))

    assert at_once(*two(event)) == [SettingsChanged]
    event.refresh_from_db()
    assert (event.version, event.parts in (["call"], ["fees"])) == (2, True)


def test_control_without_the_lock_both_are_kept_over_one_another(monkeypatch):
    event = events.congress()
    unlocked = together(lambda congress, version: Congress.objects.get(pk=congress.pk))
    monkeypatch.setattr(settings, "locked", unlocked)
    monkeypatch.setattr(settings.audit, "record", together(settings.audit.record))

    assert at_once(*two(event)) == []
    event.refresh_from_db()
    assert event.version == 2  # two saves, counted as one


def makers(*slugs):
    return [
        partial(set_up, wish=wish("cafe", slug=slug), owner=owner, by=owner.as_actor(), now=NOW)
        for slug in slugs
        for owner in [make.user()]
    ]


def test_two_congresses_made_at_once_have_numbers_of_their_own(monkeypatch):
    monkeypatch.setattr(making, "_insert", together(making._insert))

    assert at_once(*makers("one", "two")) == []
    assert set(Congress.objects.values_list("slug", flat=True)) == {"one", "two"}
    assert set(Congress.objects.values_list("number", flat=True)) == {1, 2}


def test_two_of_one_address_at_once_are_one_congress(monkeypatch):
    monkeypatch.setattr(making, "_insert", together(making._insert))

    assert at_once(*makers("same", "same")) == [CongressSlugTaken]
    assert Congress.objects.get().slug == "same"
