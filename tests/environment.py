"""Sets the environment before the settings are read: loaded by `-p tests.environment` (see pyproject.toml).

`--database=sqlite` (the default) or `--database=postgres`; a DATABASE_URL of that kind is taken as it is. With
pytest-xdist the first process starts the server and the workers inherit its address.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.cluster import Cluster

POSTGRES = ("postgres:", "postgresql:")
OURS = (
    "DEMO", "DEMO_NOW", "CELERY_BROKER_URL", "CACHE_URL", "PUBLIC_URL", "EMAIL_URL", "METRICS", "TRUSTED_PROXIES",
    "ALLOWED_HOSTS", "SECRET_KEY", "DATA_KEYS", "ERASURES_FILE", "FILES_DIR", "STATIC_ROOT", "FRAMING_SITES",
)  # fmt: skip
ENTITY = "VALLCLARA"
_cluster: list[Cluster] = []
_folders: list[Path] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("plenaria")
    group.addoption("--database", choices=("sqlite", "postgres"), help="the database to run on (default: sqlite)")
    group.addoption("--deep", action="store_true", help="also the exhaustive runs, marked deep")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    options = early_config.known_args_namespace
    gc.disable()  # until all is loaded (tests/conftest.py): none of it becomes litter
    clean()
    choose(options.database)
    os.environ["HYPOTHESIS_PROFILE"] = "deep" if options.deep else ("ci" if os.environ.get("CI") else "everyday")
    return (yield)


def clean() -> None:
    """Nothing of the shell that runs the tests may change what they see."""
    for name in list(os.environ):
        if name in OURS or name.startswith(("STRIPE_", "EMAIL_")):
            del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="plenaria-test-"))
    _folders.append(folder)
    os.environ["VAR_DIR"] = str(folder)
    os.environ["RATE_LIMITS"] = "off"
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ[f"STRIPE_TEST_API_KEY__{ENTITY}"] = "sk_test_plenaria_vallclara"
    os.environ[f"STRIPE_WEBHOOK_SECRET__{ENTITY}"] = "whsec_plenaria_vallclara"


def choose(wanted: str | None) -> None:
    given = os.environ.get("DATABASE_URL", "")
    is_postgres = given.startswith(POSTGRES)
    if wanted == "postgres" and not is_postgres:
        cluster = Cluster()
        _cluster.append(cluster)
        os.environ["DATABASE_URL"] = cluster.start()
    elif wanted == "sqlite" and is_postgres:
        del os.environ["DATABASE_URL"]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    for cluster in _cluster:
        cluster.stop()
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)
