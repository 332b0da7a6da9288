"""The contracts of pyproject.toml hold, and each breaks when somebody breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "accounts", "common", "config", "congress", "network", "payments", "portal", "programme", "questions",
    "registration", "visits",
)  # fmt: skip
PLANTED = {
    "a lower room imports an upper one": (
        "registration/rules/planted.py",
        "import visits.enums\n",
        "Apps depend downwards",
    ),
    "payments imports congress": ("payments/actions/planted.py", "import congress\n", "Apps depend downwards"),
    "payments imports people": (
        "payments/queries/planted.py",
        "import accounts.models\n",
        "Payments knows money, not people",
    ),
    "a stray module": ("visits/helpers.py", "", "Layers inside an app"),
    "an action imports tasks": ("visits/actions/planted.py", "import visits.tasks\n", "Layers inside an app"),
    "a model imports an action": ("congress/models/planted.py", "import congress.actions\n", "Layers inside an app"),
    "a rule imports Django": ("visits/rules/planted.py", "import django.db\n", "Rules are plain Python"),
    "common imports a room": ("common/planted.py", "import network.enums\n", "Common knows no room above it"),
}


def copied(target: Path) -> Path:
    for app in APPS:
        shutil.copytree(ROOT / app, target / app, ignore=shutil.ignore_patterns("__pycache__", "*.json", "migrations"))
        (target / app / "migrations").mkdir(exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([tool, "--no-logo", "--no-cache"], cwd=tree, text=True, capture_output=True, check=False)


def test_contracts_hold(tmp_path):
    done = lint(copied(tmp_path))

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("planted", PLANTED)
def test_contract_breaks(planted, tmp_path):
    name, text, contract = PLANTED[planted]
    tree = copied(tmp_path)
    for enums in ("visits", "network"):
        (tree / enums / "enums.py").touch()
    (tree / "visits" / "tasks.py").touch()
    (tree / name).write_text(text)

    done = lint(tree)

    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
