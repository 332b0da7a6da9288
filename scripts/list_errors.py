"""docs/errors.md lists every refusal with its code: checks it, or writes it with --write."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "common", "questions", "network", "accounts", "payments", "congress", "registration", "visits", "programme",
    "portal",
)  # fmt: skip
HEAD = """# Refusals

Every refusal has a stable `code`. The API answers it as problem+json (RFC 9457), pages show the same sentence in
the reader's language; `{…}` is filled in. This file is written by `python scripts/list_errors.py --write`.

| code | status | sentence | raised in |
| --- | --- | --- | --- |
"""


def load() -> None:
    """Imports every module of ours, so that every class of refusal exists."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".management." not in module.name and ".migrations" not in module.name:
                importlib.import_module(module.name)


def classes(root: type) -> Iterator[type]:
    for child in root.__subclasses__():
        yield child
        yield from classes(child)


def rows() -> dict[str, tuple[int, list[str], set[str]]]:
    """code: (status, sentences, modules)."""
    from django.utils import translation

    from common.errors import DomainError

    found: dict[str, tuple[int, list[str], set[str]]] = {}
    with translation.override("en"):
        for error in sorted({DomainError, *classes(DomainError)}, key=lambda c: (c.__module__, c.__qualname__)):
            if not error.__module__.startswith(APPS):
                continue
            status, sentences, modules = found.get(error.code, (error.status, [], set()))
            if str(error.message) not in sentences:
                sentences.append(str(error.message))
            found[error.code] = (status, sentences, modules | {error.__module__})
    return found


def text() -> str:
    lines = []
    for code, (status, sentences, modules) in sorted(rows().items()):
        places = ", ".join(f"`{name}`" for name in sorted(modules))
        lines.append(f"| `{code}` | {status} | {' / '.join(sentences).replace('|', '/')} | {places} |\n")
    return HEAD + "".join(lines)


def main() -> int:
    load()
    path = ROOT / "docs" / "errors.md"
    wanted = text()
    if "--write" in sys.argv:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted, encoding="utf-8")
        return 0
    if not path.exists() or path.read_text(encoding="utf-8") != wanted:
        print("docs/errors.md is out of step: run python scripts/list_errors.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
