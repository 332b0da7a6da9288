"""What the commands for editions' files share: where a passphrase comes from."""

import sys
from getpass import getpass
from pathlib import Path

from django.core.management.base import CommandError


def passphrase(path: Path | None, *, twice: bool = False) -> str:
    """The first line of a file, else what is typed unseen; never an argument, which others on the machine can read."""
    if path is not None:
        try:
            return path.read_text(encoding="utf-8").split("\n", 1)[0]
        except OSError as error:
            raise CommandError(f"{path} cannot be read.") from error
    if not sys.stdin.isatty():
        raise CommandError("Name a file that holds the passphrase: --passphrase-file FILE.")
    typed = getpass("Passphrase: ")
    if twice and getpass("Once more: ") != typed:
        raise CommandError("The two are not the same.")
    return typed
