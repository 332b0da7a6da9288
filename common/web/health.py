"""Whether the process and what it needs are well."""

from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from common import clock, gate
from common.models import Job, QueuedMail


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, the queue and no restore half done; 503 when one of them is not well."""
    checks = {"database": False, "migrations": False, "queue": False, "erasures": not gate.is_closed()}
    try:
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        late = clock.now() - timedelta(minutes=15)
        waiting = Job.objects.filter(state=Job.State.QUEUED, run_at__lt=late).exists()
        checks["queue"] = not waiting
    except (OperationalError, ProgrammingError):
        pass  # the checks already say so
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; off unless METRICS=on."""
    if not settings.METRICS:
        raise Http404
    lines = []
    for state in Job.State.values:
        lines.append(f'plenaria_jobs{{state="{state}"}} {Job.objects.filter(state=state).count()}')
    for state in QueuedMail.State.values:
        lines.append(f'plenaria_mails{{state="{state}"}} {QueuedMail.objects.filter(state=state).count()}')
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
