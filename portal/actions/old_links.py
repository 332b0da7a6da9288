"""Turning the links of a copied or imported edition to its own pages."""

from django.conf import settings

from common.models import LetterText
from congress.models import Congress, Page
from portal.rules.old_links import turned

TEXTS = {Page: ("title", "body", "draft"), LetterText: ("subject", "body")}


def turn_links(*, congress: Congress, before: str) -> int:
    """In its pages and letters, links into the edition called `before` lead into this one; returns how many rows that
    changed. Inside the caller's transaction; a repeat is harmless."""
    if before in ("", congress.slug):
        return 0
    rows: list[Page | LetterText] = [
        *Page.objects.filter(congress=congress), *LetterText.objects.filter(scope=congress.slug),
    ]  # fmt: skip
    return sum(_turn(row, before, congress.slug) for row in rows)


def _turn(row: Page | LetterText, before: str, now: str) -> bool:
    names = TEXTS[type(row)]
    new = {name: turned(getattr(row, name), before, now, settings.PUBLIC_URL) for name in names}
    changed = [name for name in names if new[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, new[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)
