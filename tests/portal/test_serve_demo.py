"""Where the demo keeps what it writes."""

from pathlib import Path

import pytest

from scripts import serve_demo

ROOT = Path(__file__).resolve().parents[2]


class Recorded(serve_demo.Group):
    """Starts nothing."""

    environments: list[dict[str, str]]

    def __init__(self, environment):
        super().__init__(environment)
        self.environments.append(self.environment)

    def on_signals(self):
        self.ending.set()

    def run(self, name, command):
        return 1


@pytest.fixture
def served(monkeypatch):
    """The environment that the demo's processes are given."""
    monkeypatch.setattr(serve_demo, "Group", type("Group", (Recorded,), {"environments": []}))
    monkeypatch.setattr("sys.argv", ["serve_demo", "--port", "8471"])
    monkeypatch.chdir(ROOT)

    def serve() -> dict[str, str]:
        serve_demo.main()
        return serve_demo.Group.environments[-1]

    return serve


def test_demo_follows_the_folder_of_the_environment(served, monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", f"{tmp_path}/deep/var")

    settings = served()

    assert settings["VAR_DIR"] == f"{tmp_path}/deep/var"
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/deep/var/plenaria.sqlite3"
    assert (tmp_path / "deep" / "var").is_dir()


@pytest.mark.parametrize("given", [None, "", " "])
def test_demo_lies_in_var_without_it(given, monkeypatch):
    monkeypatch.delenv("VAR_DIR")
    if given is not None:
        monkeypatch.setenv("VAR_DIR", given)

    assert serve_demo.data_folder() == ROOT / "var"


def test_relative_folder_is_the_repositorys_as_in_its_processes(monkeypatch):
    monkeypatch.setenv("VAR_DIR", "elsewhere/var")

    assert serve_demo.data_folder() == ROOT / "elsewhere" / "var"


def test_database_of_the_shell_is_not_the_demos(served, monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://real")

    assert served()["DATABASE_URL"] == f"sqlite:///{tmp_path}/plenaria.sqlite3"
