"""What opens when: windows, wall times, who sees a congress, and the state that is held while people act."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.actions import stage
from congress.actions.hold import CongressArchived, RehearsalOver, hold
from congress.enums import CongressState
from congress.models import Congress
from congress.rules.openings import Window, kinds_of
from congress.rules.publishing import TRANSITIONS, VERBS, following
from tests.factories import congress as make
from tests.portal.rehearsing import BY

MADRID = ZoneInfo("Europe/Madrid")
instants = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


# --- windows ------------------------------------------------------------------------------------
@given(instants, instants, st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_window_is_half_open_and_its_null_ends_are_open(opens, closes, now):
    window = Window(opens, closes)

    begun, over = opens is None or opens <= now, closes is not None and closes <= now
    assert window.is_open(now) == (begun and not over)
    assert window.place(now) == ("before" if not begun else "closed" if over else "open")


def test_a_window_that_closes_as_it_opens_is_unsound(now):
    assert not Window(now, now).is_sound
    assert Window(now, now + timedelta(seconds=1)).is_sound
    assert all(Window(*ends).is_sound for ends in ((None, None), (now, None), (None, now)))


@pytest.mark.parametrize(
    ("wall", "kind"),
    [
        (datetime(2027, 3, 28, 1, 59), "once"),  # noqa: DTZ001
        (datetime(2027, 3, 28, 2, 0), "never"),  # noqa: DTZ001
        (datetime(2027, 3, 28, 2, 59), "never"),  # noqa: DTZ001
        (datetime(2027, 3, 28, 3, 0), "once"),  # noqa: DTZ001
        (datetime(2026, 10, 25, 1, 59), "once"),  # noqa: DTZ001
        (datetime(2026, 10, 25, 2, 0), "twice"),  # noqa: DTZ001
        (datetime(2026, 10, 25, 2, 59), "twice"),  # noqa: DTZ001
        (datetime(2026, 10, 25, 3, 0), "once"),  # noqa: DTZ001
    ],
)
def test_wall_times_around_the_changes_of_clocks(wall, kind):
    assert kinds_of(wall, MADRID) == kind


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_wall_time_of_an_instant_always_exists(at):
    assert kinds_of(at.astimezone(MADRID).replace(tzinfo=None), MADRID) in ("once", "twice")


# --- states -------------------------------------------------------------------------------------
def test_only_the_rehearsal_can_be_published_and_nothing_leads_back_to_it():
    assert [state for state in TRANSITIONS if following(state, "publish")] == ["draft"]
    assert "draft" not in {after for verbs in TRANSITIONS.values() for after in verbs.values()}


@pytest.mark.django_db
@pytest.mark.parametrize("state", CongressState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_step_is_taken_where_the_table_has_it_and_refused_elsewhere(now, state, verb):
    event = make.congress(state=state)

    if following(state, verb) is None:
        with pytest.raises(stage.StageRefused):
            stage.check_step(event, verb)
    else:
        stage.take_step(event, verb, verb="congress_opened", by=BY, now=now)
        assert Congress.objects.get().state == following(state, verb)


# --- who sees it --------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("state", CongressState.values)
@pytest.mark.parametrize("opens", [None, -1, 0, 1])
@pytest.mark.parametrize("closes", [None, -1, 0, 1])
def test_the_queryset_and_the_row_agree_on_who_is_public(now, state, opens, closes):
    at = {None: None, **{hours: now + timedelta(hours=hours) for hours in (-1, 0, 1)}}
    event = make.congress(state=state, announced_at=at[opens], announced_until=at[closes])

    expected = state != "draft" and opens != 1 and closes not in (-1, 0)

    assert event.is_open_to_public(now) is expected
    assert Congress.objects.public(now).exists() is expected


@pytest.mark.django_db
def test_the_programme_is_open_within_the_announcement_only(now):
    later, earlier = now + timedelta(hours=1), now - timedelta(hours=1)

    assert make.congress().is_programme_open(now)
    assert not make.congress(programme_at=later).is_programme_open(now)
    assert not make.congress(programme_until=earlier).is_programme_open(now)
    assert not make.congress(announced_at=later).is_programme_open(now)
    assert not make.congress(state="draft").is_programme_open(now)


# --- holding the state --------------------------------------------------------------------------
@pytest.mark.django_db
def test_whoever_saw_the_rehearsal_is_refused_once_it_is_over():
    seen = make.congress(state="draft")
    Congress.objects.update(state="announced")

    with pytest.raises(RehearsalOver):
        hold(seen)


@pytest.mark.django_db
def test_other_steps_refuse_nobody_but_the_archive_does():
    seen = make.congress(state="announced")
    Congress.objects.update(state="finished")
    hold(seen)
    Congress.objects.update(state="archived")

    with pytest.raises(CongressArchived):
        hold(seen)


@pytest.mark.django_db
def test_a_rehearsal_writes_for_a_call_at_any_time(now):
    call = make.closed_call(congress=make.congress(state="draft"))

    assert (call.place(now), call.has_closed(now)) == ("open", True)
    assert make.closed_call().place(now) == "closed"
