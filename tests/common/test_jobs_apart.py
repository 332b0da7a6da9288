"""Work with a time limit in a process of its own, and the worker that goes on beside it."""

import signal
from datetime import timedelta

import pytest
from django.core.management import call_command

from common import apart, jobs, tasks
from common.actions import jobs as actions
from common.management.commands import work
from common.models import Job
from common.web.jobs import shown
from tests.common.awaited import KEY, KIND, run, start, state

__all__ = ["run"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run")]


# --- a process of its own -----------------------------------------------------------------------
class Process:
    """In place of a job's process: it does its work at once and ends with a status when it is let."""

    def __init__(self, job_id, lease, limit, status, now):
        self.job_id, self.limit, self.status, self.ended = job_id, limit, status, False
        if status == 0:
            actions.perform(job=actions.held(job_id=job_id, lease=lease), now=now)

    def poll(self):
        return self.status if self.ended else None

    def wait(self):
        self.ended = True
        return self.status

    def terminate(self):
        if not self.ended:
            self.status = -signal.SIGTERM


@pytest.fixture
def processes(monkeypatch):
    """The processes that workers began; `status` is what they end with."""
    begun = []
    begun_with = type("Processes", (), {"begun": begun, "status": 0})

    def begin(*, job_id, lease, now, limit):
        begun.append(Process(job_id, lease, limit, begun_with.status, now))
        return begun[-1]

    monkeypatch.setattr(apart, "begin", begin)
    return begun_with


def work_once(now):
    call_command("work", "--once")


def wake(now):
    tasks.run_job(Job.objects.get().id)


def tick(now):
    tasks.tick()


@pytest.mark.parametrize("worker", [work_once, wake, tick])
def test_every_worker_runs_awaited_work_apart(processes, now, worker):
    job = start(now)

    worker(now)

    assert [(one.job_id, one.limit) for one in processes.begun] == [(job.id, timedelta(minutes=2))]
    assert state() == "done"


@pytest.mark.parametrize("worker", [work_once, wake, tick])
def test_other_work_is_done_by_the_worker_itself(processes, run, now, worker):
    run(lambda payload, now: None, limit=None)
    start(now)

    worker(now)

    assert (processes.begun, state()) == ([], "done")


def test_work_whose_time_is_over_is_refused_and_not_tried_again(processes, now):
    processes.status = apart.TIME_OVER
    start(now)
    actions.run_due(now=now, run=actions.run_apart)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.progress["refusal"]["code"]) == ("failed", 1, "job_too_slow")
    assert shown(job)["refusal"] == "This took longer than 2 minutes and was stopped. Nothing was changed."


def test_work_that_was_kept_in_the_last_instant_is_not_refused(processes, now):
    start(now)
    job = actions.claim(job_id=Job.objects.get().id, now=now)
    actions.conclude(key=KEY, result={"new": 1}, now=now)

    actions.bury(job=job, status=apart.TIME_OVER, now=now)

    assert shown(Job.objects.get())["result"] == {"new": 1}


@pytest.mark.crash
def test_work_whose_process_died_is_tried_again(processes, now):
    processes.status = -signal.SIGKILL
    start(now)
    actions.run_due(now=now, run=actions.run_apart)

    assert (state(), Job.objects.get().last_error) == ("queued", "status -9")
    processes.status = 0
    assert actions.run_due(now=now + timedelta(minutes=1), run=actions.run_apart) == 1
    assert state() == "done"


def test_kernel_ends_a_process_whose_time_is_over(now):
    process = apart.begin(job_id=1, lease=now, now=now, limit=timedelta(milliseconds=1))

    assert process.wait() == apart.TIME_OVER == -signal.SIGALRM


def test_process_whose_lease_has_passed_on_runs_nothing(run, now, monkeypatch):
    done = []
    run(lambda payload, now: done.append(now))
    monkeypatch.setattr(apart, "end_after", lambda seconds: None)
    job = start(now)
    Job.objects.update(state="running", leased_until=now + timedelta(hours=1))

    call_command("run_job", str(job.id), (now + timedelta(minutes=3)).isoformat(), now.isoformat(), "60")

    assert (done, state()) == ([], "running")


# --- the worker that goes on beside it ----------------------------------------------------------
def many(now, count: int) -> list[int]:
    return [actions.start(kind=KIND, key=f"{KEY}{n}", payload={}, now=now).id for n in range(count)]


def states() -> list[str]:
    return list(Job.objects.order_by("id").values_list("state", flat=True))


def test_worker_has_two_processes_at_most_and_does_other_work_meanwhile(processes, run, now):
    processes.status = None
    first, second, _third = many(now, 3)
    jobs.handler("test.other")(lambda payload, now: None)
    actions.enqueue(kind="test.other", payload={}, now=now)
    worker = work.Apart()

    ran = [actions.run_due(now=now, run=worker.run) for _ in range(2)]

    assert ran == [3, 0]
    assert [one.job_id for one in processes.begun] == [first, second]
    assert states() == ["running", "running", "queued", "done"]


def test_worker_begins_the_next_when_one_has_ended(processes, now):
    many(now, 3)
    worker = work.Apart()
    actions.run_due(now=now, run=worker.run)

    processes.begun[0].ended = True
    worker.bury(wait=False)
    actions.run_due(now=now, run=worker.run)

    assert (len(worker.running), states()) == (2, ["done"] * 3)


def test_worker_buries_the_dead(processes, now):
    processes.status = apart.TIME_OVER
    many(now, 1)
    worker = work.Apart()
    actions.run_due(now=now, run=worker.run)
    worker.bury(wait=False)
    assert states() == ["running"]

    processes.begun[0].ended = True
    worker.bury(wait=False)

    assert (states(), worker.running) == (["failed"], [])


@pytest.mark.crash
@pytest.mark.parametrize("ended_before", [False, True])
def test_worker_that_ends_gives_its_jobs_back_at_once(processes, now, ended_before):
    """Ended before: a signal to the whole group reached the process as well."""
    processes.status = -signal.SIGTERM
    many(now, 1)
    worker = work.Apart()
    actions.run_due(now=now, run=worker.run)
    processes.begun[0].ended = ended_before

    worker.end()

    job = Job.objects.get()
    assert (job.state, job.attempts, job.run_at, job.leased_until) == ("queued", 0, now, None)


def test_worker_that_ends_buries_what_ended_by_itself(processes, now):
    processes.status = apart.TIME_OVER
    many(now, 1)
    worker = work.Apart()
    actions.run_due(now=now, run=worker.run)
    processes.begun[0].ended = True

    worker.end()

    assert states() == ["failed"]


def test_single_round_waits_for_what_it_began(processes, now):
    many(now, 3)

    call_command("work", "--once")

    assert (states(), all(one.ended for one in processes.begun)) == (["done"] * 3, True)
