"""The small language in which people word letters: no code, nothing that is ever evaluated.

    Dear {name},                          a placeholder, one of those that the letter knows
    [Your place]({url})                   a line of its own: a button; the address may also begin with https://
    {?total}…{/total}                     only where there is a total
    {!total}…{/total}                     only where there is none

A mark that stands alone on its line goes with its line. Optional parts do not lie within one another.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

NAME = r"[a-z][a-z0-9_]*"
TOKEN = re.compile(
    rf"^[ \t]*\{{(?P<line_sign>[?!/])(?P<line_name>{NAME})\}}[ \t]*(?:\n|\Z)|\{{(?P<sign>[?!/]?)(?P<name>{NAME})\}}",
    re.MULTILINE,
)
LINK = re.compile(r"^[ \t]*\[(?P<label>[^\]\n]*)\]\((?P<address>[^\n]*)\)[ \t]*$", re.MULTILINE)
MOST_SUBJECT, MOST_BODY = 200, 8000  # characters
_MARK = re.compile(rf"\{{[?!/]{NAME}\}}")
_SAFE_LINK = re.compile(r"(https?://|mailto:)[^\s{}()]+")


@dataclass(frozen=True, slots=True)
class Known:
    """What a letter knows: the names that it fills in, those that may be missing, those that it is written for."""

    names: frozenset[str]
    conditions: frozenset[str]
    needed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text: a code, where ("subject" or "body"), and the words that its sentence names."""

    code: str
    field: str
    said: str = ""


def faults(subject: str, body: str, known: Known) -> list[Fault]:
    """Everything wrong with a letter's text; a letter without faults can be sent."""
    found: list[Fault] = []
    if not subject.strip():
        found.append(Fault("subject_missing", "subject"))
    if len(subject) > MOST_SUBJECT:
        found.append(Fault("subject_long", "subject", str(len(subject))))
    if not body.strip():
        found.append(Fault("body_missing", "body"))
    if len(body) > MOST_BODY:
        found.append(Fault("body_long", "body", str(len(body))))
    found += _of_text(subject, "subject", known)
    found += _of_text(body, "body", known)
    if body.strip():
        always = _always(body)
        found += [Fault("needed_missing", "body", name) for name in sorted(known.needed - always)]
    found += [
        Fault("link_unsafe", "body", match["address"])
        for match in buttons(body)
        if not match["label"].strip() or not _leads_safely(match["address"], known)
    ]
    return found


def buttons(body: str) -> Iterator[re.Match[str]]:
    """The lines that are buttons, whatever marks stand beside them."""
    return LINK.finditer(_MARK.sub("", body))


def _leads_safely(address: str, known: Known) -> bool:
    """Only to the web, to a mailbox, or where a letter of its kind leads: what people typed is no address."""
    return bool(_SAFE_LINK.fullmatch(address)) or address in {f"{{{name}}}" for name in known.needed}


def _of_text(text: str, field: str, known: Known) -> Iterator[Fault]:
    opened = ""
    for match in TOKEN.finditer(text):
        sign, name = match["line_sign"] or match["sign"], match["line_name"] or match["name"]
        if not sign and name not in known.names:
            yield Fault("unknown", field, name)
        elif sign in ("?", "!"):
            if name not in known.conditions:
                yield Fault("unknown_condition", field, name)
            if opened:
                yield Fault("nested", field, name)
            opened = name
        elif sign == "/":
            if opened != name:
                yield Fault("unbalanced", field, name)
            opened = ""
    if opened:
        yield Fault("unbalanced", field, opened)
    rest = TOKEN.sub("", text)
    if stray := re.search(r"\{[^{}\n]{0,40}\}?|\}|[⟦⟧]", rest):
        yield Fault("stray", field, stray[0])


def _always(body: str) -> set[str]:
    """The names that stand outside of every optional part."""
    found: set[str] = set()
    opened = False
    for match in TOKEN.finditer(body):
        sign = match["line_sign"] or match["sign"]
        if sign:
            opened = sign != "/"
        elif not opened:
            found.add(match["name"])
    return found


def render(text: str, values: Mapping[str, str], there: Collection[str]) -> str:
    """The text with its placeholders filled in and its optional parts taken or left out, in one pass.

    `there` names the conditions that hold. What is filled in is never read again, so a value cannot hold a mark.
    """
    out: list[str] = []
    position, is_shown = 0, True
    for match in TOKEN.finditer(text):
        if is_shown:
            out.append(text[position : match.start()])
        position = match.end()
        sign, name = match["line_sign"] or match["sign"], match["line_name"] or match["name"]
        if sign:
            is_shown = sign == "/" or (name in there) == (sign == "?")
        elif is_shown:
            out.append(values.get(name, ""))
    out.append(text[position:] if is_shown else "")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", "".join(out)).strip())


def prose(text: str) -> str:
    """A value that cannot pass for a button, which is a line of the form [Label](address)."""
    return text.replace("](", "] (")
