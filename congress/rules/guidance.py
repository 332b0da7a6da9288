"""Plain text of organisers as blocks: headings, lists and paragraphs, as they are typed. Pure."""

import re

Block = dict[str, object]
_DASH = re.compile(r"[-–—•*]\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
_ENDS = (".", ":", ";", ",", "!", "?", "…", "。")
LONGEST_HEADING = 80


def blocks_of(text: str) -> list[Block]:
    """Blocks `{"h"|"p": text}` and `{"ul"|"ol": lines}`, as the organiser's own pages have them.

    Lines that begin with a dash are a list, or with numbers a numbered one. A short line alone that ends no sentence
    and has something beneath it is a heading.
    """
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    found: list[Block] = []
    for at, part in enumerate(parts):
        if at + 1 < len(parts) and _is_heading(part):
            found.append({"h": part.lstrip("# ").strip()})
        else:
            found += _runs(part.split("\n"))
    return found


def headed(blocks: list[Block], title: str) -> tuple[str, list[Block]]:
    """The first heading ("" for none) and what stands beneath it; one that only repeats the title is left out."""
    rest = blocks[1:] if blocks and _heading_of(blocks).casefold() == title.strip().casefold() else blocks
    heading = _heading_of(rest)
    return heading, rest[1:] if heading else rest


def _heading_of(blocks: list[Block]) -> str:
    return str(blocks[0].get("h", "")) if blocks else ""


def _is_heading(part: str) -> bool:
    if "\n" in part or _DASH.match(part) or _NUMBER.match(part):
        return False
    return part.startswith("#") or (len(part) <= LONGEST_HEADING and not part.endswith(_ENDS))


def _runs(lines: list[str]) -> list[Block]:
    """Neighbouring lines of the same kind together; what follows a dash on its own line belongs to no list."""
    found: list[Block] = []
    for line in (line.strip() for line in lines):
        sign = _DASH.match(line) or _NUMBER.match(line)
        kind = "p" if sign is None else "ul" if _DASH.match(line) else "ol"
        words = line[sign.end() :] if sign else line
        last = found[-1].get(kind) if found else None
        if isinstance(last, list):
            last.append(words)
        elif isinstance(last, str):
            found[-1][kind] = f"{last}\n{words}"
        else:
            found.append({kind: words if kind == "p" else [words]})
    return found
