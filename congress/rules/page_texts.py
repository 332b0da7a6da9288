"""The words of a page one by one, so that each can be translated beside its original."""

from collections.abc import Iterable

from congress.rules.blocks import LISTS, Block, kind_of, table_rows, table_text

# What of each kind is words, and what a translation keeps as it is: dates, names, pictures, links.
_WORDS = {
    "h": ("h",), "p": ("p",), "ul": ("ul",), "ol": ("ol",), "image": ("alt", "caption"), "table": ("caption", "table"),
    "file": ("label",), "map": ("map", "address"), "notice": ("title", "notice"), "news": ("title", "text"),
    "sponsor": ("tier",),
}  # fmt: skip
LINES = frozenset({"p", "ul", "ol", "table", "notice", "text"})  # may take more than one line


def texts(blocks: Iterable[Block]) -> dict[str, str]:
    """{place: text}, such as {"0/h": "Venue"}; a list has an item a line, a table a row a line."""
    found = {}
    for n, block in enumerate(blocks):
        for name in _WORDS.get(kind_of(block), ()):
            if text := _said(block.get(name), name):
                found[f"{n}/{name}"] = text
    return found


def _said(value: object, name: str) -> str:
    if isinstance(value, list):
        return table_text(value) if name == "table" else "\n".join(value)
    return value if isinstance(value, str) else ""


def is_alike(one: list[Block], other: list[Block]) -> bool:
    """Whether two languages have the same kinds of blocks in the same order, so that each text has its counterpart."""
    return [kind_of(block) for block in one] == [kind_of(block) for block in other]


def bare(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks without their words: where a translation begins."""
    return [_bare(block) for block in blocks]


def _bare(block: Block) -> Block:
    kind, words = kind_of(block), _WORDS[kind_of(block)]
    kept = {name: value for name, value in block.items() if name not in words}
    empty: object = [] if kind in LISTS or kind == "table" else ""
    return {kind: empty, **kept} if kind in words else kept


def with_texts(blocks: list[Block], new: dict[str, str]) -> list[Block]:
    """The blocks with some of their texts replaced; places that there are not are left out."""
    result = [dict(block) for block in blocks]
    for place, text in new.items():
        number, _sign, name = place.partition("/")
        n = int(number) if number.isdecimal() else len(result)
        if n >= len(result) or name not in _WORDS[kind_of(result[n])]:
            continue
        if name == "table":
            result[n][name] = table_rows(text)
        elif name in LISTS:
            result[n][name] = [line.strip() for line in text.split("\n") if line.strip()]
        else:
            result[n][name] = text
    return result
