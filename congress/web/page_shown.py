"""The organiser's pages as readers see them: blocks ready for templates/congress/_blocks.html."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common import fields, formats
from congress.models import Congress, Page, Picture
from congress.queries.pages import Answerer, Working, answers_of, pictures_of
from congress.rules.blocks import Block, as_day, filled, kind_of, names_in
from congress.rules.markup import LINK, STRONG, TEXT, Span, escaped, parsed, safe_href
from congress.rules.page_faults import CONTACTS, CONTROLLERS, PLACEHOLDERS, REPLY_TO, RESPONSIBILITY
from congress.rules.places import map_link

Row = dict[str, Any]
_SIGNS = re.compile("|".join(re.escape(sign) for sign in PLACEHOLDERS))


@dataclass(frozen=True, slots=True)
class Shown:
    """A page in the language in which it can be read. `lang` is "" where nothing stands on it."""

    title: str
    title_lang: str
    lang: str
    direction: str
    is_fallback: bool
    blocks: list[Row] = field(default_factory=list)


def shown(congress: Congress, text: Working, wanted: str = "") -> Shown:
    """A page for a reader of `wanted` (default: the active language), else in a language that it has."""
    wanted = wanted or get_language() or "en"
    lang = language_of(congress, text, wanted)
    blocks = filled(text.body.get(lang, []))
    pictures = pictures_of(congress, names_in(blocks))
    title_lang = fields.language_of(text.title, lang or wanted)
    return Shown(
        title=fields.pick(text.title, lang or wanted),
        title_lang=title_lang if title_lang != get_language() else "",
        lang=lang,
        direction=direction_of(lang),
        is_fallback=bool(lang) and lang != wanted,
        blocks=rows_of(congress, blocks, lang, pictures),
    )


def language_of(congress: Congress, text: Working, wanted: str) -> str:
    """The wanted language if something stands in it, else the first of the congress's in which something does."""
    there = text.languages()
    return next((lang for lang in (wanted, *congress.languages, *there) if lang in there), "")


def direction_of(lang: str) -> str:
    return "rtl" if lang in settings.LANGUAGES_BIDI else "ltr"


def picture_url(congress: Congress, row: Picture, *, small: bool = False) -> str:
    """The address of a picture or file; the room above serves it, so the address is not looked up by name."""
    return f"/pictures/{congress.slug}/page/{row.name}{'-s' if small and row.small_id else ''}"


def menu_of(congress: Congress, rows: Iterable[Page], current: str = "") -> list[Row]:
    """The published pages that stand in the menu; what is read in another language says so."""
    lang = get_language() or "en"
    links = []
    for row in rows:
        has = [code for code, blocks in row.body.items() if blocks]
        read_in = next((code for code in (lang, *congress.languages, *has) if code in has), lang)
        title_lang = fields.language_of(row.title, lang)
        links.append(
            {
                "label": fields.pick(row.title, lang),
                "lang": title_lang if title_lang != lang else "",
                "note": in_language(read_in) if read_in != lang else "",
                "url": reverse("congress-page", args=[congress.slug, row.slug]),
                "is_current": row.slug == current,
            }
        )
    return links


def in_language(code: str) -> str:
    return _("in %(language)s") % {"language": formats.language_name(code, get_language())}


# --- words --------------------------------------------------------------------------------------
def inline(text: str) -> SafeString:
    """A line in the small markup, as HTML; everything typed is escaped."""
    return _html(parsed(text))


def _html(spans: tuple[Span, ...]) -> SafeString:
    return format_html_join("", "{}", ((_tag(span),) for span in spans))


def _tag(span: Span) -> str:
    if span.kind == TEXT:
        return span.text
    inner = _html(span.spans)
    if span.kind == LINK:
        return format_html('<a href="{}">{}</a>', span.href, inner)
    return format_html("<strong>{}</strong>" if span.kind == STRONG else "<em>{}</em>", inner)


def paragraphs(text: str) -> list[SafeString]:
    """Paragraphs parted by blank lines; a line end within one stays a line end."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return [
        format_html_join(SafeString("<br>"), "{}", ((inline(line),) for line in part.splitlines())) for part in parts
    ]


# --- blocks -------------------------------------------------------------------------------------
@dataclass(slots=True)
class Around:
    """What the rows of a page need beside its blocks."""

    congress: Congress
    lang: str
    pictures: dict[str, Picture]
    answers: dict[str, list[Answerer]]
    has_heading: bool = False


def rows_of(congress: Congress, blocks: list[Block], lang: str, pictures: dict[str, Picture]) -> list[Row]:
    """Blocks ready for the template; news newest first, sponsors by level, placeholders filled in."""
    asks = any(
        sign in text for block in blocks for text in block.values() if isinstance(text, str) for sign in PLACEHOLDERS
    )
    around = Around(congress, lang, pictures, answers_of(congress, lang) if asks else {})
    rows: list[Row] = []
    for kind, neighbours in groupby(blocks, kind_of):
        run = list(neighbours)
        rows += _TOGETHER[kind](run, around) if kind in _TOGETHER else [_row(block, around) for block in run]
    return rows


def _row(block: Block, around: Around) -> Row:
    kind = kind_of(block)
    return {"kind": kind, **_ROWS[kind](block, around)}


def _heading(block: Block, around: Around) -> Row:
    # A subheading without a heading above it would leave a rank out.
    is_sub = block.get("level") == 3 and around.has_heading
    around.has_heading = True
    return {"text": block["h"], "is_sub": is_sub}


def _paragraph(block: Block, around: Around) -> Row:
    sign = block["p"].strip()
    if sign in around.answers and sign in (CONTROLLERS, CONTACTS):
        return {"answerers": around.answers[sign]}
    return {"texts": paragraphs(_answered(block["p"], around))}


def _answered(text: str, around: Around) -> str:
    """Placeholders within a sentence, as names and addresses."""

    def words(match: re.Match[str]) -> str:
        rows = around.answers.get(match[0], [])
        if match[0] == REPLY_TO:
            return rows[0].email if rows else ""
        if match[0] == RESPONSIBILITY:
            return escaped(rows[0].name) if rows else ""
        said = [row.name if match[0] == CONTROLLERS else f"{row.name} ({row.email})" for row in rows]
        return escaped(formats.listing(said, around.lang))

    return _SIGNS.sub(words, text)


def _list(block: Block, around: Around) -> Row:
    return {"rows": [inline(_answered(text, around)) for text in block[kind_of(block)]]}


def _image(block: Block, around: Around) -> Row:
    row = around.pictures.get(block["image"])
    if row is None or not row.is_image:
        return {}
    alt = block.get("alt") or row.alt.get(around.lang) or fields.pick(row.alt, around.lang)
    return {
        **_source(row, around.congress),
        "alt": "" if block.get("decorative") else alt,
        "caption": inline(block["caption"]) if block.get("caption") else "",
        "is_half": block.get("size") == "half",
    }


def _source(row: Picture, congress: Congress) -> Row:
    small = min(row.width or 0, 720)
    url = picture_url(congress, row)
    srcset = f"{picture_url(congress, row, small=True)} {small}w, {url} {row.width}w" if row.small_id else ""
    return {"url": url, "srcset": srcset, "width": row.width, "height": row.height}


def _table(block: Block, around: Around) -> Row:
    rows = [[inline(cell) for cell in row] for row in block["table"]]
    head = rows.pop(0) if block.get("head") and len(rows) > 1 else []
    return {"head": head, "rows": rows, "side": bool(block.get("side")), "caption": block.get("caption", "")}


def _file(block: Block, around: Around) -> Row:
    row = around.pictures.get(block["file"])
    if row is None or row.is_image:
        return {}
    kind = row.file.content_type.rpartition("/")[2].upper()
    label = block.get("label") or row.file.original_name
    return {
        "url": picture_url(around.congress, row),
        "label": label,
        "facts": f"{kind}, {filesizeformat(row.file.size)}",
    }


def _map(block: Block, around: Around) -> Row:
    address = block.get("address", "")
    return {"place": block["map"], "address": address, "url": map_link(block["map"], address, block.get("link", ""))}


def _notice(block: Block, around: Around) -> Row:
    tone = "warning" if block.get("tone") == "warning" else "info"
    return {"title": block.get("title", ""), "texts": paragraphs(_answered(block["notice"], around)), "tone": tone}


def _news(run: list[Block], around: Around) -> list[Row]:
    items = [news_item(block) for block in sorted(run, key=lambda block: str(block["news"]), reverse=True)]
    for before, item in pairwise(items):
        item["anchor"] = item["anchor"] if item["day"] != before["day"] else ""  # an anchor stands once
    around.has_heading = around.has_heading or any(item["title"] for item in items)
    return [{"kind": "news", "rows": items}]


def news_item(block: Block) -> Row:
    """A dated item; `anchor` is where the page has it."""
    day = as_day(block["news"])
    return {
        "day": day,
        "anchor": f"news-{day.isoformat()}" if day else "",
        "title": block.get("title", ""),
        "texts": paragraphs(block.get("text", "")),
    }


def _sponsors(run: list[Block], around: Around) -> list[Row]:
    """By level, in the order in which the levels are first named."""
    tiers: dict[str, list[Row]] = {}
    for block in run:
        logo = around.pictures.get(block.get("logo", ""))
        row = {"name": block["sponsor"], "url": safe_href(block.get("link", ""))}
        row |= {"logo": _source(logo, around.congress)} if logo is not None and logo.is_image else {}
        tiers.setdefault(block.get("tier", ""), []).append(row)
    return [{"kind": "sponsors", "tiers": [{"name": name, "rows": rows} for name, rows in tiers.items()]}]


_ROWS: dict[str, Callable[[Block, Around], Row]] = {
    "h": _heading,
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "image": _image,
    "table": _table,
    "file": _file,
    "map": _map,
    "notice": _notice,
}
_TOGETHER: dict[str, Callable[[list[Block], Around], list[Row]]] = {"news": _news, "sponsor": _sponsors}
