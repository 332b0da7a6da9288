"""A job in a process of its own: its memory ends with it, and the kernel ends it when its time is over."""

import signal
import subprocess
import sys
from datetime import datetime, timedelta

from django.conf import settings

TIME_OVER = -signal.SIGALRM
Process = subprocess.Popen[bytes]


def begin(*, job_id: int, lease: datetime, now: datetime, limit: timedelta) -> Process:
    """Begins `manage.py run_job`, which ends with 0, with TIME_OVER, or as a process that died."""
    words = [str(job_id), lease.isoformat(), now.isoformat(), str(limit.total_seconds())]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_job", *words]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words


def end_after(seconds: float) -> None:
    """Has the kernel end this process so many seconds from now, whatever it is doing, its worker gone or not."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
