"""Celery, for installations with a broker: `celery -A config.celery worker --beat`.

The rows are the truth; Celery only wakes their runners. A lost message is found again by the periodic tick.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("plenaria")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {"tick": {"task": "common.tick", "schedule": 10.0}}


@app.task(name="common.run_job")
def run_job(job_id: int) -> bool:
    import common.tasks

    return common.tasks.run_job(job_id)


@app.task(name="common.tick")
def tick() -> None:
    import common.tasks

    common.tasks.tick()
