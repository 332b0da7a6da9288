"""The wording of letters and the registry of what may be attached to them.

A letter is one text file per template, worded by gettext: its first line is the subject. In the body, blank
lines part paragraphs and a line `[Label](address)` is a button in HTML and `Label: address` in plain text. People
may word a letter of their own instead, in the syntax of common/wording.py.
"""

import re
from collections.abc import Callable
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common import letters
from common.rehearsals import TEST

Attachment = tuple[str, str, bytes]
_builders: dict[str, Callable[..., Attachment]] = {}
BUTTON = re.compile(r"^\[([^\]\n]+)\]\((\S+)\)$", re.MULTILINE)
_SLOT = "⟦{}⟧"


def attachment(kind: str) -> Callable[[Callable[..., Attachment]], Callable[..., Attachment]]:
    """Registers `build(id, language) -> (filename, mimetype, bytes)` for attachments of a kind."""

    def register(build: Callable[..., Attachment]) -> Callable[..., Attachment]:
        _builders[kind] = build
        return build

    return register


def build(kind: str, ident: int, language: str) -> Attachment:
    with translation.override(language):
        return _builders[kind](ident, language)


def word(
    template: str,
    language: str,
    context: dict[str, object],
    secrets: dict[str, str],
    own: letters.Text | None = None,
) -> tuple[str, str]:
    """(subject, body) in a language, with ⟦name⟧ in place of each secret; by people's `own` text where there is one."""
    slots = {name: _SLOT.format(name) for name in secrets}
    with translation.override(language):
        if own is not None:
            return letters.word(own, context, slots)
        # Plain text: an apostrophe in a name is no markup. The HTML part is escaped where it is made.
        letter: Any = get_template(f"mail/{template}.txt")
        text = str(letter.template.render(Context({**context, **slots, "language": language}, autoescape=False)))
    text = re.sub(r"\n{3,}", "\n\n", text.strip())
    subject, _, body = text.partition("\n")
    return " ".join(subject.split())[:250], body.strip() + "\n"


def marked(subject: str, body: str, language: str, said: str = "") -> tuple[str, str]:
    """A letter of a rehearsal: (subject, body) that say so in the reader's language; `said` where that is not all."""
    with translation.override(language):
        said = said or _("This letter belongs to a rehearsal: nothing in it counts, and no money is due.")
    return f"{TEST}: {subject}"[:250], f"{TEST}: {said}\n\n{body}"


def fill(body: str, secrets: dict[str, str]) -> str:
    for name, value in secrets.items():
        body = body.replace(_SLOT.format(name), value)
    return body


def mask(body: str) -> str:
    """The letter as an organiser may read it: secrets as three dots."""
    return re.sub(r"⟦[^⟧]*⟧", "…", body)


def plain(body: str) -> str:
    return BUTTON.sub(r"\1: \2", body)


def paragraphs(body: str) -> list[dict[str, str]]:
    """The letter as a page of ours shows it: buttons with their `label` and `address`, other blocks as `text`."""
    shown = []
    for block in re.split(r"\n\s*\n", body.strip()):
        button = BUTTON.fullmatch(block.strip())
        shown.append({"label": button[1], "address": button[2]} if button else {"text": plain(block)})
    return shown


def html(body: str, language: str, subject: str) -> str:
    """The same letter as HTML, with inline style (mail clients know no other)."""
    paragraphs: list[SafeString] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        button = BUTTON.fullmatch(block.strip())
        if button:
            paragraphs.append(
                mark_safe(  # noqa: S308 - both parts are escaped
                    f'<p style="margin:24px 0"><a href="{escape(button[2])}" style="background:#1d3a5f;color:#fff;'
                    'padding:12px 22px;border-radius:6px;text-decoration:none;font-weight:600;display:inline-block">'
                    f"{escape(button[1])}</a></p>"
                )
            )
        else:
            lines = BUTTON.sub(r"\1: \2", block).split("\n")
            shown = "<br>".join(
                re.sub(r"(https?://[^\s<>]+)", r'<a href="\1" style="color:#1d3a5f">\1</a>', escape(x)) for x in lines
            )
            paragraphs.append(mark_safe(f'<p style="margin:0 0 16px">{shown}</p>'))  # noqa: S308
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>"
        '<body style="margin:0;background:#f4f2ee"><div style="max-width:600px;margin:0 auto;padding:32px 24px;'
        'background:#fff;color:#1b1b1b;font:16px/1.55 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif">'
        + "".join(paragraphs)
        + "</div></body></html>"
    )
