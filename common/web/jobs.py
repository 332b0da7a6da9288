"""What pages say of a job that somebody waits for: how far it is, what came of it, or why not."""

from typing import Any

from django.http import Http404

from common.errors import sentence
from common.models import Job

STATES = {
    Job.State.QUEUED: "waiting",
    Job.State.RUNNING: "running",
    Job.State.DONE: "done",
    Job.State.FAILED: "failed",
}


def job_or_404(key: str) -> Job:
    """The job of a key; who may see what it names is the caller's question."""
    job = Job.objects.filter(key=key).first()
    if job is None:
        raise Http404
    return job


def shown(job: Job) -> dict[str, Any]:
    """For components/job.html: state, progress, result and, in the reader's language, the refusal."""
    state, said = STATES[Job.State(job.state)], job.progress
    refusal = said.get("refusal")
    return {
        "state": state,
        "is_over": state in ("done", "failed"),
        "done": said.get("done", 0),
        "of": said.get("of", 0),
        "result": said.get("result", {}),
        "refusal": sentence(**refusal) if refusal else "",
    }
