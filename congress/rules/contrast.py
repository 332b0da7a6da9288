"""Whether colours can be read: WCAG 2.2, relative luminance and contrast ratio (success criterion 1.4.3)."""

import re

WHITE, INK = "#ffffff", "#14181c"
ENOUGH = 4.5


def is_colour(text: str) -> bool:
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1."""
    parts = []
    for i in (1, 3, 5):
        c = int(colour[i : i + 2], 16) / 255
        parts.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> str:
    """White or near-black, whichever is easier to read on a colour."""
    return WHITE if contrast(colour, WHITE) >= contrast(colour, INK) else INK


def is_readable(colour: str) -> bool:
    """Whether one of the two inks reaches 4.5:1 on the colour, and white paper sets the colour off by 3:1."""
    return contrast(colour, ink_on(colour)) >= ENOUGH and contrast(colour, WHITE) >= 3
