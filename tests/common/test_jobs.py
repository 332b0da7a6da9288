"""Work that somebody waits for: asked for once, refused by a code, concluded with what it did."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from common import tasks
from common.actions import jobs as actions
from common.errors import sentence
from common.models import Job, QueuedMail
from common.web.jobs import shown
from tests.common.awaited import KEY, Uncountable, raising, run, start, state

__all__ = ["run"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run")]


# --- asked for once -----------------------------------------------------------------------------
def test_handler_finds_the_key_beside_the_payload(run, now):
    given = []
    run(lambda payload, now: given.append(payload))
    start(now, file=3)

    actions.run_due(now=now)

    assert given == [{"file": 3, "key": KEY}]


@pytest.mark.parametrize("before", ["queued", "running", "done"])
def test_repeat_answers_with_the_job_there_is(now, before):
    first = start(now, file=1)
    Job.objects.update(state=before)

    again = start(now, file=2)

    assert (again.id, again.state, again.payload["file"]) == (first.id, before, 1)


def test_failed_job_begins_anew_with_the_new_payload(run, now):
    run(raising(Uncountable()))
    first = start(now, file=1)
    actions.run_due(now=now)
    run(lambda payload, now: None)

    again = start(now + timedelta(hours=1), file=2)

    assert (again.id, again.state, again.payload["file"], again.attempts) == (first.id, "queued", 2, 0)
    assert (again.progress, again.finished_at, actions.run_due(now=now)) == ({}, None, 0)
    assert actions.run_due(now=now + timedelta(hours=1)) == 1
    assert state() == "done"


# --- how far, and what came of it ---------------------------------------------------------------
def test_progress_is_read_while_it_runs(run, now):
    said = []

    def work(payload, now):
        actions.progress(key=payload["key"], done=3, of=9)
        said.append(shown(Job.objects.get()))

    run(work)
    start(now)
    actions.run_due(now=now)

    assert [(one["state"], one["is_over"], one["done"], one["of"]) for one in said] == [("running", False, 3, 9)]


def test_progress_of_a_job_that_is_over_is_not_said(now):
    start(now)
    actions.conclude(key=KEY, result={"new": 2}, now=now)
    actions.progress(key=KEY, done=1, of=2)

    assert Job.objects.get().progress == {"result": {"new": 2}}


def test_outcome_is_kept_and_what_was_asked_is_forgotten(run, now):
    run(lambda payload, now: actions.conclude(key=payload["key"], result={"new": 2}, now=now))
    start(now, secret="s")
    actions.run_due(now=now)

    job = Job.objects.get()
    assert (job.state, job.payload, job.finished_at, shown(job)["result"]) == ("done", {}, now, {"new": 2})


def test_outcome_goes_with_the_work_when_that_is_rolled_back(run, now):
    def work(payload, now):
        with transaction.atomic():
            actions.conclude(key=payload["key"], result={"new": 2}, now=now)
            raise ValueError

    run(work)
    start(now)
    actions.run_due(now=now)

    assert (state(), Job.objects.get().progress) == ("queued", {})


def test_work_that_was_kept_stays_done_whatever_comes_after(run, now):
    def work(payload, now):
        actions.conclude(key=payload["key"], result={"new": 2}, now=now)
        raise ValueError

    run(work)
    start(now)
    actions.run_due(now=now)

    assert (state(), shown(Job.objects.get())["result"]) == ("done", {"new": 2})


# --- refusals and faults ------------------------------------------------------------------------
def test_refusal_is_kept_as_its_code_and_said_when_it_is_read(run, now):
    run(raising(Uncountable(number=7, what=translation.gettext_lazy("Cities"))))
    start(now)
    actions.run_due(now=now)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == ("failed", 1, "uncountable")
    assert job.progress == {"refusal": {"code": "uncountable", "params": {"number": 7, "what": "Cities"}}}
    assert shown(job)["refusal"] == "7 of Cities cannot be counted."


def test_refusal_is_said_in_the_readers_language():
    said = {}
    for language in ("en", "fr"):
        with translation.override(language):
            said[language] = sentence("import_not_ready", {})

    assert said["en"] == "Some rows still need your attention. Nothing was imported."
    assert said["fr"] not in ("", said["en"])


def test_code_that_is_no_longer_known_has_a_sentence_all_the_same():
    assert sentence("gone_since", {"limit": 3}) == "This cannot be done."


def test_refusal_of_work_that_nobody_waits_for_is_tried_again(run, now):
    run(raising(Uncountable()), limit=None)
    start(now)
    actions.run_due(now=now)

    assert (state(), Job.objects.get().last_error) == ("queued", "Uncountable")


@pytest.mark.parametrize(
    ("limit", "attempts", "error"), [(timedelta(minutes=2), 3, "job_failed"), (None, 8, "ValueError")]
)
def test_fault_is_tried_again_until_nobody_believes_in_it(run, now, limit, attempts, error):
    run(raising(ValueError()), limit=limit)
    start(now)
    for day in range(20):
        actions.run_due(now=now + timedelta(days=day))

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == ("failed", attempts, error)


def test_fault_says_that_nothing_was_changed(run, now):
    run(raising(ValueError()))
    start(now)
    for day in range(3):
        actions.run_due(now=now + timedelta(days=day))

    assert "Nothing was changed" in shown(Job.objects.get())["refusal"]


# --- leases -------------------------------------------------------------------------------------
def test_lease_of_awaited_work_ends_soon_after_its_limit(run, now):
    leases = []
    run(lambda payload, now: leases.append(Job.objects.get().leased_until))
    start(now)
    actions.run_due(now=now)

    assert leases == [now + timedelta(minutes=3)]


@pytest.mark.parametrize("ending", [lambda payload, now: None, raising(ValueError()), raising(Uncountable())])
def test_worker_whose_lease_has_passed_on_writes_nothing(run, now, ending):
    def work(payload, now):
        Job.objects.update(leased_until=now + timedelta(hours=1), attempts=2)  # as another worker does
        ending(payload, now)

    run(work)
    start(now)
    actions.run_due(now=now)

    job = Job.objects.get()
    assert (job.state, job.leased_until, job.progress) == ("running", now + timedelta(hours=1), {})


@pytest.mark.crash
def test_dead_workers_job_is_taken_over_when_its_lease_has_ended(run, now):
    done = []
    run(lambda payload, now: done.append(now))
    start(now)
    Job.objects.update(state="running", attempts=1, leased_until=now + timedelta(minutes=3))

    taken = [actions.run_due(now=now + timedelta(minutes=minutes)) for minutes in (2, 3)]

    assert (taken, len(done), state()) == ([0, 1], 1, "done")


@pytest.mark.crash
def test_job_that_takes_every_worker_with_it_is_given_up(run, now):
    done = []
    run(lambda payload, now: done.append(now))
    start(now)
    for _ in range(3):
        Job.objects.update(state="running", attempts=actions.F("attempts") + 1, leased_until=now)

    assert actions.run_due(now=now) == 0
    assert (done, state(), Job.objects.get().last_error) == ([], "failed", "job_failed")


# --- tidying ------------------------------------------------------------------------------------
def test_jobs_go_a_week_after_they_were_over(run, now):
    run(raising(Uncountable()))
    start(now)
    actions.run_due(now=now)

    kept = [tasks.drop_done_jobs(now + timedelta(days=days)) for days in (6, 8)]

    assert (kept, Job.objects.count(), QueuedMail.objects.count()) == ([0, 1], 0, 0)
