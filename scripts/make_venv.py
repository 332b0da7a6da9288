"""`make_venv.py FOLDER`: the virtual environment, or which Debian package is missing."""

import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)


def main(folder: Path) -> int:
    if sys.version_info[:2] < OLDEST:
        print(
            f"setup: Python 3.11 is needed, this is {sys.version.split()[0]}: apt-get install python3.11",
            file=sys.stderr,
        )
        return 1
    if works(folder):
        return 0
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out of python3
        import venv
    except ImportError:
        print("setup: a Debian package is missing: apt-get install python3-venv", file=sys.stderr)
        return 1
    print(f"setup: making {folder}")
    venv.EnvBuilder(with_pip=True, clear=folder.exists(), symlinks=True).create(folder)
    return 0 if works(folder) else 1


def works(folder: Path) -> bool:
    python = folder / "bin" / "python"
    if not python.exists():
        return False
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
