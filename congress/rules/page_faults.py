"""What keeps a page from being saved, or from being published. Pure: sentences are in faults.PageFault."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from congress.rules.blocks import (
    LISTS,
    MOST_BLOCKS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ITEMS,
    MOST_ROWS,
    Block,
    as_day,
    kind_of,
)
from congress.rules.markup import safe_href, unsafe_links
from congress.rules.places import given_link
from questions.rules.answers import Fault

MOST_TITLE = 120
CONTROLLERS, RESPONSIBILITY, CONTACTS, REPLY_TO = PLACEHOLDERS = (
    "{controllers}", "{responsibility}", "{contacts}", "{reply_to}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, the block that has it (by place, from 0; None: the page) and the field that it is about."""

    fault: Fault
    index: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands about a page: the pictures of its congress (those with a text in the language apart), its files, and
    which placeholders have something to say."""

    pictures: Collection[str] = ()
    described: Collection[str] = ()
    files: Collection[str] = ()
    answered: Collection[str] = field(default=PLACEHOLDERS)


def unstorable(title: str, blocks: list[Block]) -> list[Found]:
    """What is too much to be kept, even as a draft."""
    found = [Found(Fault("title_too_long", {"limit": MOST_TITLE}), field="title")] if len(title) > MOST_TITLE else []
    if len(blocks) > MOST_BLOCKS:
        found.append(Found(Fault("too_many_blocks", {"limit": MOST_BLOCKS})))
    return found + [Found(fault, n) for n, block in enumerate(blocks) for fault in _too_much(block)]


def _too_much(block: Block) -> Iterator[Fault]:
    kind = kind_of(block)
    longest = max((len(text) for text in _texts(block)), default=0)
    if longest > MOST_CHARACTERS:
        yield Fault("block_too_long", {"length": longest, "limit": MOST_CHARACTERS})
    if kind in LISTS and len(block[kind]) > MOST_ITEMS:
        yield Fault("list_too_long", {"limit": MOST_ITEMS})
    if kind == "table" and (len(block[kind]) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in block[kind])):
        yield Fault("table_too_large", {"rows": MOST_ROWS, "columns": MOST_COLUMNS})


def unpublishable(title: str, blocks: Iterable[Block], around: Around) -> list[Found]:
    """What a reader would miss. Indices count the blocks as given."""
    found = [] if title else [Found(Fault("title_missing"), field="title")]
    for n, block in enumerate(blocks):
        check = _CHECKS.get(kind_of(block))
        found += [Found(Fault(code), n, name) for code, name in check(block, around)] if check else []
        found += [Found(Fault("bad_link"), n) for text in _texts(block) if unsafe_links(text)]
        found += [
            Found(Fault("placeholder_empty"), n)
            for sign in PLACEHOLDERS
            if sign not in around.answered and any(sign in text for text in _texts(block))
        ]
    return found


Missing = Iterator[tuple[str, str]]  # code of the fault, field


def _image(block: Block, around: Around) -> Missing:
    if block["image"] not in around.pictures:
        yield "picture_missing", "image"
    elif not (block.get("alt") or block.get("decorative") or block["image"] in around.described):
        yield "alt_missing", "alt"


def _file(block: Block, around: Around) -> Missing:
    if block["file"] not in around.files:
        yield "file_missing", "file"
    if not block.get("label"):
        yield "label_missing", "label"


def _map(block: Block, around: Around) -> Missing:
    if not block["map"]:
        yield "place_missing", "map"
    if block.get("link") and not given_link(block["link"]):
        yield "map_link", "link"


def _news(block: Block, around: Around) -> Missing:
    if as_day(block["news"]) is None:
        yield "day_missing", "news"
    if not block.get("title"):
        yield "news_title_missing", "title"


def _sponsor(block: Block, around: Around) -> Missing:
    if not block["sponsor"]:
        yield "sponsor_missing", "sponsor"
    if block.get("link") and not safe_href(block["link"]):
        yield "bad_link", "link"


_CHECKS = {"image": _image, "file": _file, "map": _map, "news": _news, "sponsor": _sponsor}


def _texts(block: Block) -> Iterator[str]:
    for value in block.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for item in value:
                yield from item if isinstance(item, list) else [item]
