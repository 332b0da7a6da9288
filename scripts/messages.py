"""The texts to translate: `messages.py gather | check | compile`. Babel and Django suffice, no gettext tools.

gather   writes every text of the code and the templates into locale/<language>/LC_MESSAGES/django.po
check    fails when a text lacks its translation, or a translation its placeholders
compile  makes the .mo files that the running service reads
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "fr", "pt")
APPS = (
    "accounts", "common", "config", "congress", "network", "payments", "portal", "programme", "questions",
    "registration", "visits",
)  # fmt: skip
# How many leading arguments are texts, and whether the first of them is a context.
CALLS = {
    "_": (1, False), "gettext": (1, False), "gettext_lazy": (1, False), "gettext_noop": (1, False),
    "ngettext": (2, False), "ngettext_lazy": (2, False), "pgettext": (2, True), "pgettext_lazy": (2, True),
    "npgettext": (3, True), "npgettext_lazy": (3, True),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%(?=[sd])([sd])")


EPOCH = datetime(2026, 11, 21, tzinfo=UTC)  # a fixed date keeps the files the same until a text changes


@dataclass(frozen=True)
class Text:
    context: str
    singular: str
    plural: str

    @property
    def ident(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


def calls(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in CALLS:
            continue
        many, has_context = CALLS[name]
        values = [arg.value for arg in node.args[:many] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if len(values) == many:
            context = values.pop(0) if has_context else ""
            yield Text(context, values[0], values[1] if len(values) > 1 else "")


def in_python(source: str) -> Iterator[Text]:
    yield from calls(ast.parse(source))


def in_template(source: str, name: str) -> Iterator[Text]:
    """Django turns a template into lines of gettext calls between fillers; the calls are read as Python."""
    from django.utils.translation.template import templatize

    written = templatize(source, origin=name)
    for found in re.finditer(r"\b(?:n?p?gettext|_)\(", written):
        call = balanced(written, found.start())
        if call is not None:
            yield from calls(call)


def balanced(written: str, start: int) -> ast.AST | None:
    """The shortest text from `start` that ends with a bracket and parses."""
    end = written.find(")", start)
    while end != -1 and end - start < 20_000:
        try:
            return ast.parse(written[start : end + 1].replace("\n", "\\n"), mode="eval")
        except SyntaxError:
            end = written.find(")", end + 1)
    return None


def texts() -> dict[Text, list[str]]:
    """Every text, and the files where it stands."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(INSTALLED_APPS=[], USE_I18N=True)
        django.setup()
    found: dict[Text, list[str]] = {}
    sources = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    pages = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml", ".svg"})
    for path in [*sources, *pages]:
        name = str(path.relative_to(ROOT))
        source = path.read_text(encoding="utf-8")
        for text in in_python(source) if path.suffix == ".py" else in_template(source, name):
            places = found.setdefault(text, [])
            if text.singular and name not in places:
                places.append(name)
    return {text: places for text, places in found.items() if text.singular}


def new_catalogue(language: str | None) -> Catalog:
    return Catalog(
        locale=language, domain="django", project="Plenaria", version="1", fuzzy=False, copyright_holder="Plenaria",
        header_comment="# Plenaria: texts of the code and the templates. Apache-2.0.", msgid_bugs_address="-",
        last_translator="-", language_team="-", revision_date=EPOCH, creation_date=EPOCH,
    )  # fmt: skip


def file_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = file_of(language)
    if not path.exists():
        return new_catalogue(language)
    with path.open("rb") as lines:
        return read_po(lines, locale=language, domain="django", abort_invalid=True)


def gather() -> int:
    template = new_catalogue(None)
    for text, places in texts().items():
        template.add(text.ident, locations=[(place, 0) for place in places], context=text.context or None)
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        path = file_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(out, catalogue, width=100, sort_output=True, include_lineno=False)
        waiting = sum(1 for message in catalogue if message.id and not is_translated(message.string))
        print(f"messages: {path.relative_to(ROOT)}: {len(catalogue)} texts, {waiting} to translate")
    return 0


def is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def placeholders(text: str) -> set[str]:
    return {next(group for group in found.groups() if group is not None) for found in PLACEHOLDER.finditer(text)}


def problems(language: str, wanted: dict[Text, list[str]]) -> Iterator[str]:
    """One line for each text without its translation, and for each translation that lost a placeholder."""
    catalogue = read(language)
    for text, places in wanted.items():
        message = catalogue.get(text.singular, context=text.context or None)
        where = f"{language}: {text.singular[:90]!r} ({places[0]})"
        if message is None or not is_translated(message.string) or message.fuzzy:
            yield f"{where} is not translated"
            continue
        strings = list(message.string) if isinstance(message.string, tuple | list) else [message.string]
        allowed = placeholders(text.singular) | placeholders(text.plural)
        if any(placeholders(string) - allowed for string in strings) or placeholders(strings[-1]) != allowed:
            yield f"{where} has other placeholders than its translation"
        if text.plural and len(strings) != catalogue.num_plurals:
            yield f"{where} needs {catalogue.num_plurals} plural forms"


def check() -> int:
    wanted = texts()
    found = [line for language in LANGUAGES for line in problems(language, wanted)]
    for line in found[:60]:
        print(f"messages: {line}")
    print(f"messages: {len(wanted)} texts in {len(LANGUAGES)} languages, {len(found)} problems")
    return 1 if found else 0


def compile_all() -> int:
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    for source in sources:
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3], abort_invalid=True)
        written = source.with_suffix(".mo.new")
        with written.open("wb") as out:
            write_mo(out, catalogue)
        written.replace(source.with_suffix(".mo"))
    print(f"setup: compiled {len(sources)} message files")
    return 0


if __name__ == "__main__":
    sys.exit({"gather": gather, "check": check, "compile": compile_all}[sys.argv[1]]())
