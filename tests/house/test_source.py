"""Habits that a text search can hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    "common",
    "questions",
    "network",
    "accounts",
    "payments",
    "congress",
    "registration",
    "visits",
    "programme",
    "portal",
)
DOMAIN_NOUNS = re.compile(r"(?<![a-z])(city|cities|fees?|visits?|departures?|reviewers?|delegations?)(?![a-z])", re.I)
# Written in two halves, so that this file does not find itself.
FOREIGN = [
    "pypi" ".org", "python" "hosted.org", "registry.npm" "js.org", "/opt" "/pypi", "jsdelivr" ".net", "unpkg" ".com",
    "/work" "/main", "/work" "/shared", ".." "/shared", "/root" "/", "--index" "-url http", "--find" "-links",
]  # fmt: skip
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b|(?i:coming" r" soon)")
TEXTS = {
    ".py",
    ".html",
    ".txt",
    ".js",
    ".css",
    ".md",
    ".toml",
    ".lock",
    ".sh",
    ".po",
    ".json",
    ".yml",
    ".cfg",
    ".example",
    "",
}


MONEY = [
    f"{room}/{layer}" for room in ("payments", "registration") for layer in ("rules", "models", "actions", "queries")
]


def python(room: str) -> list[Path]:
    return sorted(path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def tracked() -> list[Path]:
    """What is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, text=True, capture_output=True, check=True,
    ).stdout  # fmt: skip
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.suffix in TEXTS and path.is_file()]


def floats(source: str) -> list[int]:
    """Lines with float(…) or a float literal; instants, which are floats in `timestamp()`, are no money."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if (is_call or is_literal) and "timestamp()" not in lines[node.lineno - 1]:
            found.append(node.lineno)
    return sorted(found)


@pytest.mark.parametrize("room", MONEY)
def test_money_is_never_a_float(room):
    found = {str(path.relative_to(ROOT)): floats(path.read_text()) for path in python(room)}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_float_is_found():
    assert floats("a = float('1')\nb = 0.21") == [1, 2]


def test_common_knows_no_noun_of_the_domain():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in python("common")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if DOMAIN_NOUNS.search(line)
    ]

    assert found == []


def test_clock_is_read_through_its_module():
    """`from common.clock import now` would escape the fixed day of the tests and of DEMO_NOW."""
    rule = re.compile(
        r"from common\.clock import [^\n]*\bnow\b|timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.utcnow\("
    )
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for room in ROOMS
        for path in python(room)
        if path != ROOT / "common" / "clock.py"
        for match in rule.finditer(path.read_text())
    ]

    assert found == []


def test_rules_and_actions_read_no_clock():
    found = [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for layer in ("rules", "actions", "models", "queries")
        for path in python(f"{room}/{layer}")
        if re.search(r"from common import [^\n]*\bclock\b|\bclock\.now\b", path.read_text())
    ]

    assert found == []


def test_no_foreign_address_or_path_in_the_repository():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        for word in FOREIGN
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]

    assert found == []


def test_nothing_is_left_unfinished():
    own = {".py", ".html", ".js", ".css", ".sh", ".toml"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in own and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("name", ["runtime", "development"])
def test_lock_pins_by_hash_and_names_no_address(name):
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^#.*\n", "", text))
    unpinned = [entry.split()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry]

    assert unpinned == []
    assert re.findall(r"(?:https?|file)://|--[a-z-]*(?:index|links)", text) == []


def test_runtime_lock_is_part_of_the_development_lock():
    pins = {
        name: set(
            re.findall(r"(?m)^([A-Za-z0-9._\[\]-]+==[^ ;\\]+)", (ROOT / "requirements" / f"{name}.lock").read_text())
        )
        for name in ("runtime", "development")
    }

    assert pins["runtime"] - pins["development"] == set()


def test_solvers_are_imported_inside_functions_only():
    """At the top of a module that pages import, numpy and OR-tools would double the memory of every web worker."""
    heavy = re.compile(r"^(?:from|import) (numpy|ortools|congress\.rules\.assignment)\b", re.M)
    solver = ROOT / "congress" / "rules" / "assignment"
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for room in ROOMS
        for path in python(room)
        if solver not in path.parents
        for match in heavy.finditer(path.read_text())
    ]

    assert found == []
