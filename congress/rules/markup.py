"""The small markup of the organiser's pages: *emphasis*, **strong**, [text](https://…), bare addresses. Never HTML.

Anything else stands as it was typed. A backslash before a sign of the markup takes its meaning away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TEXT, EMPHASIS, STRONG, LINK = "text", "emphasis", "strong", "link"
LONGEST_ADDRESS = 2000
_NESTED = 3  # deeper than emphasis in a strong link nobody writes


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. Emphasis, strong and link hold spans, plain text holds its words; `href` is safe to follow."""

    kind: str
    text: str = ""
    href: str = ""
    spans: "tuple[Span, ...]" = ()


# No alternative can begin twice at one place and fail late: a text of any kind is read in one pass.
_SIGN = re.compile(
    r"""
      \\(?P<escaped>[\\*\[\]])
    | \[(?P<label>[^\[\]\n]{1,300})\]\((?P<href>(?:[^()\s]|\([^()\s]*\)){1,2000})\)
    | (?<![\w*])\*\*(?P<strong>(?=[^\s*])(?:[^*\n]|\*[^*\n]+\*)+(?<=\S))\*\*(?![\w*])
    | (?<![\w*])\*(?P<emphasis>(?=[^\s*])[^*\n]+(?<=\S))\*(?![\w*])
    | (?P<address>\bhttps?://[^\s<>"]{3,2000})
    | (?<![\w.+-])(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\(((?:[^()\n]|\([^()\n]*\)){0,2000})\)")
_WEB = re.compile(r"https?://[^/\s?#]", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@?&]+@[^\s@?&]+", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9().-]+", re.IGNORECASE)


def safe_href(address: str) -> str:
    """The address if a link may lead there, else "": the web, a mailbox, a telephone, or a page of this site."""
    if not address or len(address) > LONGEST_ADDRESS or "\\" in address or re.search(r"[\s\x00-\x1f\x7f]", address):
        return ""
    if _WEB.match(address) or _MAIL.fullmatch(address) or _PHONE.fullmatch(address):
        return address
    return address if address.startswith("/") and not address.startswith("//") else ""


def parsed(text: str) -> tuple[Span, ...]:
    """One line or paragraph as spans; what is no markup, or leads where no link may, stays text."""
    return tuple(_joined(_spans(text, _NESTED, may_link=True)))


def plain(text: str) -> str:
    """The words without their markup."""
    return "".join(span.text or plain_of(span) for span in parsed(text))


def plain_of(span: Span) -> str:
    return span.text + "".join(plain_of(inner) for inner in span.spans)


def escaped(text: str) -> str:
    """Text that comes from elsewhere, so that it stands in a paragraph as it is."""
    return re.sub(r"([\\*\[\]])", r"\\\1", text)


def unsafe_links(text: str) -> list[str]:
    """Addresses written as links to which no link may lead."""
    return [found for found in _LINK.findall(text) if not safe_href(found)]


def _spans(text: str, depth: int, *, may_link: bool) -> Iterator[Span]:
    end = 0
    for match in _SIGN.finditer(text):
        yield Span(TEXT, text[end : match.start()])
        span, used = _span(match, depth, may_link)
        yield span
        end = match.start() + used
    yield Span(TEXT, text[end:])


def _span(match: re.Match[str], depth: int, may_link: bool) -> tuple[Span, int]:
    """(the span, how many characters it takes)."""
    kind, whole = str(match.lastgroup), match[0]
    if kind == "escaped":
        return Span(TEXT, match["escaped"]), len(whole)
    if kind in (STRONG, EMPHASIS) and depth:
        inner = tuple(_joined(_spans(match[kind], depth - 1, may_link=may_link)))
        return Span(kind, spans=inner), len(whole)
    if kind == "href" and may_link and safe_href(match["href"]):
        label = tuple(_joined(_spans(match["label"], max(depth - 1, 0), may_link=False)))
        return Span(LINK, href=match["href"], spans=label), len(whole)
    if kind == "address" and may_link:
        bare = _bare(whole)
        if safe_href(bare):
            return Span(LINK, href=bare, spans=(Span(TEXT, bare),)), len(bare)
    if kind == "mail" and may_link:
        return Span(LINK, href=f"mailto:{whole}", spans=(Span(TEXT, whole),)), len(whole)
    return Span(TEXT, whole), len(whole)


def _bare(address: str) -> str:
    """Without the stop that ends the sentence and the bracket that was opened before the address."""
    while address[-1] in ".,;:!?'»”’*" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbouring plain texts as one."""
    kept = ""
    for span in spans:
        if span.kind == TEXT:
            kept += span.text
            continue
        if kept:
            yield Span(TEXT, kept)
        kept = ""
        yield span
    if kept:
        yield Span(TEXT, kept)
