"""Every template parses, every name of an address exists, and nothing is written inline."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from scripts.check_templates import findings, pages

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "templates"
RANKS = {
    "portal": 8, "programme": 7, "visits": 6, "registration": 5, "congress": 4, "payments": 4, "accounts": 3,
    "network": 2, "questions": 2, "common": 1,
}  # fmt: skip
FRAMES = ("account_", "mfa_", "api-", "scanner")  # allauth's, and the two fronts that machines speak to
USED = re.compile(r"{%\s*url\s+[\"']([\w:-]+)[\"']")
PLANTED = [
    "<script>alert(1)</script>",
    "<style>p{}</style>",
    '<p style="color:red">',
    '<a onclick="x()">',
    "<a href='javascript:x'>",
]


def templates() -> list[str]:
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})


def names() -> set[str]:
    """Every name of an address, namespaces (allauth's) among them."""

    def walk(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                deeper = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern, deeper)
            elif pattern.name:
                yield prefix + pattern.name

    return set(walk(get_resolver()))


def reversed_in_python() -> list[tuple[str, str]]:
    """(file, name) of reverse("…"), reverse_lazy("…") and redirect("…")."""
    found = []
    for room in RANKS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                    continue
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                value = node.args[0].value
                if called in {"reverse", "reverse_lazy", "redirect"} and isinstance(value, str) and "/" not in value:
                    found.append((str(path.relative_to(ROOT)), value))
    return found


@pytest.mark.parametrize("name", templates())
def test_template_parses(name):
    get_template(name)


def test_nothing_is_inline():
    found = [
        f"{page.relative_to(ROOT)}:{line}: {what}" for page in pages() for line, what in findings(page.read_text())
    ]

    assert found == []


@pytest.mark.parametrize("planted", PLANTED)
def test_inline_is_found(planted):
    assert len(list(findings(f"<main>\n{planted}\n</main>"))) == 1


def test_names_used_in_templates_exist():
    known = names()
    missing = [
        (name, used) for name in templates() for used in USED.findall((FOLDER / name).read_text()) if used not in known
    ]

    assert missing == []


def test_names_used_in_python_exist():
    known = names()

    assert [(where, name) for where, name in reversed_in_python() if name not in known] == []


def test_no_room_reverses_an_address_of_a_room_above_it():
    upwards = []
    for where, name in reversed_in_python():
        source, target = where.split("/")[0], name.split("-")[0]
        if target in RANKS and target != source and RANKS[target] >= RANKS[source]:
            upwards.append((where, name))

    assert upwards == []


def test_names_are_prefixed_by_their_room():
    ours = {name for name in names() if ":" not in name}
    plain = {"healthz", "readyz", "metrics", "api-schema", "api-docs"}
    others = {name for name in ours - plain if name.split("-")[0] not in RANKS and not name.startswith(FRAMES)}

    assert others == set()


def test_sign_in_address_exists():
    assert settings.LOGIN_URL in names()
