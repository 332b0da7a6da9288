"""Keeping which original the translation of a page follows."""

from datetime import datetime

from common.actions.translations import mark_translated
from congress.models import Page
from congress.queries.pages import Working
from congress.rules.page_texts import texts


def mark_page(*, page: Page, before: Working, after: Working, language: str, now: datetime) -> None:
    """Says of the texts that a save changed in a language that they follow the original as it stands now.

    Inside the caller's transaction. The original, which follows nothing, gets no mark.
    """
    new, old = _said(after, language), _said(before, language)
    originals = {}
    for field, text in new.items():
        source = _original(after, page.congress.languages, field)
        if source[0] not in ("", language) and text != old.get(field):
            originals[field] = source[1]
    if originals:
        mark_translated(
            scope=page.congress.slug, kind="congress.page", ident=page.pk, language=language, originals=originals,
            now=now,
        )  # fmt: skip


def _said(text: Working, language: str) -> dict[str, str]:
    body = {f"body/{place}": words for place, words in texts(text.body.get(language, [])).items()}
    return {"title": text.title.get(language, ""), **body}


def _original(text: Working, languages: list[str], field: str) -> tuple[str, str]:
    """(language, text) of the original of a field; the body's is one language for all of it."""
    if field == "title":
        code = next((one for one in (*languages, *text.title) if text.title.get(one)), "")
        return code, text.title.get(code, "")
    code = next((one for one in (*languages, *text.body) if texts(text.body.get(one, []))), "")
    words = _said(text, code).get(field, "")
    return (code, words) if words else ("", "")
