"""No inline script, style or handler in a page: the content security policy would drop them silently.

Letters (templates/mail) may carry inline style, because mail programs know no other.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 120
RULES = {
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:ld\+)?json[\"'])", re.I
    ),
    "an inline style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=\s*[\"'{]", re.I),
    "an event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "a javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.I),
    "a median point": re.compile(r"\w[·‧•]\w"),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.S)


def findings(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) for each breach in one template."""
    shown = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for what, rule in RULES.items():
        for found in rule.finditer(shown):
            yield shown.count("\n", 0, found.start()) + 1, what


def pages() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*.html") if "mail" not in path.relative_to(ROOT).parts)


def main() -> int:
    status = 0
    for page in pages():
        source = page.read_text(encoding="utf-8")
        for line, what in findings(source):
            print(f"{page.relative_to(ROOT)}:{line}: {what}")
            status = 1
        if source.count("\n") > LONGEST:
            print(f"{page.relative_to(ROOT)}: longer than {LONGEST} lines")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
