"""gunicorn's settings: `gunicorn -c config/gunicorn.py config.wsgi`. Addresses and sizes may be overridden.

The access log is ours (config.settings, without paths); gunicorn's own, which writes paths, stays off.
"""

import contextlib
import ctypes
import gc
import os
import subprocess
import sys
import warnings
from typing import Any

# glibc alone: threads share one arena instead of keeping eight a core to themselves (M_ARENA_MAX), and large blocks
# go back as soon as they are free (M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, which else grow with use).
with contextlib.suppress(OSError, AttributeError):
    for _option, _value in ((-8, 1), (-3, 131_072), (-1, 131_072)):
        ctypes.CDLL(None).mallopt(_option, _value)
# Others would load them where they are installed: to colour what no server writes, for servers of another kind, or to
# guess the encoding of what Stripe answers in UTF-8.
for _name in ("rich", "pygments", "greenlet", "charset_normalizer"):
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]
warnings.filterwarnings("ignore", message="Unable to find acceptable character detection")

bind = [os.environ.get("BIND", "127.0.0.1:8000")]
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - heartbeats only, no data
limit_request_line = 4094


def on_starting(server: Any) -> None:
    """Prints the first owner's code where there is no owner yet; apart, so that the master opens no database."""
    command = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "manage.py")
    subprocess.run([sys.executable, command, "first_owner"], check=False)  # noqa: S603 - our own words


def post_worker_init(worker: Any) -> None:
    """What was loaded stays: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


def post_request(worker: Any, request: Any, environ: Any, response: Any) -> None:
    """Gives freed memory back to the system every twenty requests (the trimming: glibc alone)."""
    if worker.nr % 20 == 0:
        gc.collect()
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
