"""Text of any script on a page: which font has the letters, how they join, in which direction they run.

DejaVu comes with us and has Latin, Vietnamese, Greek, Cyrillic, Hebrew and Arabic. Korean, Chinese, Japanese and
others come from what the machine has installed as TrueType outlines (reportlab embeds no others); a letter that
no font has is reported before anything is printed.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_OURS = {False: "DejaVuSans", True: "DejaVuSans-Bold"}
_BUNDLED = Path(__file__).resolve().parents[2] / "static" / "fonts" / "badge"
_SYSTEM = Path("/usr/share/fonts/truetype")
_INSTALLED = (
    ("nanum/NanumGothic.ttf", "nanum/NanumGothicBold.ttf"),
    ("droid/DroidSansFallbackFull.ttf", "droid/DroidSansFallbackFull.ttf"),
    ("noto/NotoSansThai-Regular.ttf", "noto/NotoSansThai-Bold.ttf"),
    ("noto/NotoSansDevanagari-Regular.ttf", "noto/NotoSansDevanagari-Bold.ttf"),
    ("noto/NotoSansBengali-Regular.ttf", "noto/NotoSansBengali-Bold.ttf"),
    ("noto/NotoSansTamil-Regular.ttf", "noto/NotoSansTamil-Bold.ttf"),
    ("noto/NotoSansEthiopic-Regular.ttf", "noto/NotoSansEthiopic-Bold.ttf"),
    ("noto/NotoSansKhmer-Regular.ttf", "noto/NotoSansKhmer-Bold.ttf"),
)
_RIGHT_TO_LEFT = {"R", "AL"}
_MOVING_WITH = {"NSM", "BN"}  # marks and invisible joiners go with the letter before them


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font and one direction, in reading order."""

    font: str
    text: str
    is_rtl: bool

    @property
    def needs_shaping(self) -> bool:
        return self.is_rtl or self.font.startswith("Noto")


def clean(text: str) -> str:
    """Composed letters, no control characters, single spaces."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"}
    )
    return " ".join(kept.split())


def is_rtl(text: str) -> bool:
    """Whether a text reads from right to left, by its first strong letter (UAX #9, rules P2 and P3)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L" or kind in _RIGHT_TO_LEFT:
            return kind in _RIGHT_TO_LEFT
    return False


def missing_glyphs(text: str) -> str:
    """The letters of a text that no font here has, each once; "" if all can be printed."""
    return "".join(dict.fromkeys(letter for letter in clean(text) if _font_for(letter, bold=True) is None))


@lru_cache(maxsize=4096)
def runs(text: str, bold: bool) -> tuple[Run, ...]:
    """The runs of one line in visual order, left to right. Letters without a font are left out."""
    found: list[Run] = []
    font, part, before = "", "", False
    for letter, is_right in zip(text, _directions(text), strict=True):
        keeps_font = part and (letter == " " or unicodedata.bidirectional(letter) in _MOVING_WITH)
        wanted = font if keeps_font and _has(font, letter) else _font_for(letter, bold)
        if wanted is None:
            continue
        if part and (wanted != font or is_right != before):
            found.append(Run(font, part, before))
            part = ""
        font, before, part = wanted, is_right, part + letter
    if part:
        found.append(Run(font, part, before))
    return tuple(_visual(found, is_rtl(text)))


def _directions(text: str) -> list[bool]:
    """Whether each letter runs from right to left; neutral ones as both neighbours, else as the whole line."""
    if not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return [False] * len(text)
    base = is_rtl(text)
    known: list[bool | None] = []
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in _MOVING_WITH:
            known.append(known[-1] if known else None)
        else:
            known.append(True if kind in _RIGHT_TO_LEFT else False if kind in {"L", "EN", "AN"} else None)
    out: list[bool] = []
    for at, direction in enumerate(known):
        if direction is None:
            left = next((value for value in reversed(known[:at]) if value is not None), base)
            right = next((value for value in known[at:] if value is not None), base)
            direction = left if left == right else base
        out.append(direction)
    return out


def _visual(found: list[Run], base_is_rtl: bool) -> list[Run]:
    """Runs in the order in which they stand on the line (UAX #9, rule L2, for two levels)."""
    return _reverse_stretches(found[::-1], rtl=False) if base_is_rtl else _reverse_stretches(found, rtl=True)


def _reverse_stretches(found: list[Run], rtl: bool) -> list[Run]:
    out: list[Run] = []
    stretch: list[Run] = []
    for run in found:
        if run.is_rtl == rtl:
            stretch.insert(0, run)
            continue
        out += [*stretch, run]
        stretch = []
    return out + stretch


@lru_cache(maxsize=8192)
def width(text: str, bold: bool) -> float:
    """The width of a line at one point of size."""
    return sum(_run_width(run) for run in runs(text, bold))


def _run_width(run: Run) -> float:
    from reportlab.pdfbase import pdfmetrics

    shaped = _shape(run, 1000)
    data = getattr(shaped, "__shapeData__", None)
    if data is not None:
        return float(sum(item.x_advance for item in data)) / 1000
    return float(pdfmetrics.stringWidth(shaped, run.font, 1000)) / 1000


def _shape(run: Run, size: float) -> Any:
    if not run.needs_shaping:
        return run.text
    from reportlab.pdfbase.ttfonts import shapeStr

    return shapeStr(run.text, run.font, size, force=True)


def draw(canvas: Any, x: float, y: float, text: str, size: float, bold: bool) -> None:
    """Draws one line from the left at its baseline."""
    if not text:
        return
    pen = canvas.beginText(x, y)
    for run in runs(text, bold):
        pen.setFont(run.font, size)
        pen.textOut(_shape(run, size))
    canvas.drawText(pen)


@lru_cache(maxsize=16384)
def _font_for(letter: str, bold: bool) -> str | None:
    ours = _OURS[bold]
    if _has(ours, letter):
        return ours
    for pair in _INSTALLED:
        path = _SYSTEM / pair[bold]
        if path.exists() and _has(path.stem, letter):
            return path.stem
    return None


def _has(name: str, letter: str) -> bool:
    font = _load(name)
    return font is not None and ord(letter) in font.face.charToGlyph


@lru_cache(maxsize=32)
def _load(name: str) -> Any:
    """Registers a font with reportlab when the first letter asks for it; None if it cannot be embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        font = TTFont(name, str(_path(name)))
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


def _path(name: str) -> Path:
    if name in _OURS.values():
        return _BUNDLED / f"{name}.ttf"
    return next(_SYSTEM / part for pair in _INSTALLED for part in pair if Path(part).stem == name)
