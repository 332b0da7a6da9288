"""Two at once, on real row locks; each with a control that shows what happens without the lock."""

from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connections

from common.actors import Actor
from congress.actions import decision as deciding
from congress.actions import rights
from congress.actions import submission as actions
from congress.models import Decision, Submission
from network.models import Organisation
from tests.factories import congress as make

pytestmark = pytest.mark.postgres
BY = Actor("system", "test", "test")


def together(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, but held until a second caller has come (or for a second, when a lock keeps it out)."""
    barrier = Barrier(2)

    def held(*args: Any, **kwargs: Any) -> Any:
        try:
            barrier.wait(timeout=1)
        except BrokenBarrierError:
            barrier.reset()
        return function(*args, **kwargs)

    return held


def at_once(*calls: Callable[[], object]) -> list[type[BaseException]]:
    """Runs the calls in threads of their own; the kinds of errors they ended with."""
    errors: list[type[BaseException]] = []

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as error:  # told to the test, which asserts on it
            errors.append(type(error))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return errors


def handing_in(draft: Submission, now: Any) -> Callable[[], object]:
    return lambda: actions.submit(submission=draft, version=1, content=make.content(), by=BY, now=now)


@pytest.fixture
def drafts():
    """Two drafts of a city with one place left."""
    call, who = make.call(per_city_max=3), make.author().person
    for _ in range(2):
        make.submission(call=call, author=who)
    return [make.submission(call=call, author=who, state="draft") for _ in range(2)]


def test_the_last_place_of_a_city_goes_to_one(drafts, now, monkeypatch):
    monkeypatch.setattr(rights, "has_place", together(rights.has_place))
    assert at_once(*(handing_in(draft, now) for draft in drafts)) == [rights.CityLimitReached]
    assert Submission.objects.filter(state="submitted").count() == 3


def test_without_the_lock_the_last_place_goes_to_two(drafts, now, monkeypatch):
    monkeypatch.setattr(rights, "has_place", together(rights.has_place))
    monkeypatch.setattr(rights, "held_city", lambda pk: Organisation.objects.get(pk=pk))
    assert at_once(*(handing_in(draft, now) for draft in drafts)) == []
    assert Submission.objects.filter(state="submitted").count() == 4


def saving(draft: Submission, title: str, now: Any) -> Callable[[], object]:
    content = make.content(title={"en": title})
    return lambda: actions.save_draft(submission=draft, version=1, content=content, by=BY, now=now)


def unlocked(submission: Submission) -> Submission:
    return Submission.objects.select_related("call__congress", "call__form", "author").get(pk=submission.pk)


def test_two_windows_saving_at_once_do_not_overwrite_each_other(now, monkeypatch):
    draft = make.submission(call=make.call(), state="draft")
    monkeypatch.setattr(actions, "_check_version", together(actions._check_version))
    assert at_once(saving(draft, "One", now), saving(draft, "Two", now)) == [actions.StaleVersion]
    assert (draft.versions.count(), Submission.objects.get().version) == (1, 2)


def test_without_the_lock_two_windows_meet_at_the_constraint(now, monkeypatch):
    draft = make.submission(call=make.call(), state="draft")
    monkeypatch.setattr(actions, "_check_version", together(actions._check_version))
    monkeypatch.setattr(actions, "locked", unlocked)
    assert at_once(saving(draft, "One", now), saving(draft, "Two", now)) == [IntegrityError]


def judging(row: Submission, outcome: str, now: Any) -> Callable[[], object]:
    return lambda: deciding.decide(submission=row, outcome=outcome, reason="", version=0, by=BY, now=now)


def test_two_chairs_deciding_at_once_see_each_other(now, monkeypatch):
    row = make.submission(call=make.closed_call())
    monkeypatch.setattr(deciding, "_check_deciding", together(deciding._check_deciding))
    assert at_once(judging(row, "accepted", now), judging(row, "reserve", now)) == [deciding.DecisionChanged]
    assert Decision.objects.count() == 1


def test_without_the_lock_two_chairs_meet_at_the_constraint(now, monkeypatch):
    row = make.submission(call=make.closed_call())
    monkeypatch.setattr(deciding, "_check_deciding", together(deciding._check_deciding))
    monkeypatch.setattr(deciding, "locked", unlocked)
    assert at_once(judging(row, "accepted", now), judging(row, "reserve", now)) == [IntegrityError]
