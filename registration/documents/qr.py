"""QR codes: as PDF drawing operators for badges, as SVG for pages."""

from functools import lru_cache
from typing import Any

BADGE_VERSION = 5
BADGE_MODULES = 37
QUIET = 4  # modules of white around a code, ISO/IEC 18004 section 5.3.8
# One mask for all badges: searching for the best of eight costs five times the drawing, and every reader copes.
_MASK = 2


def badge_matrix(text: str) -> list[list[bool]]:
    """37 × 37 modules of a badge's text: version 5, level M, alphanumeric mode."""
    from qrcode.util import MODE_ALPHA_NUM, QRData

    code = _code(version=BADGE_VERSION, mask_pattern=_MASK)
    code.add_data(QRData(text.encode(), mode=MODE_ALPHA_NUM, check_data=False), optimize=0)
    code.make(fit=False)
    return [[bool(module) for module in row] for row in code.modules]


def matrix(text: str) -> list[list[bool]]:
    """The modules of any text, level M, without a quiet zone."""
    code = _code(version=None, mask_pattern=None)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.modules]


def operators(matrix: list[list[bool]], x: float, y: float, side: float) -> str:
    """PDF operators that fill the dark modules in a square whose lower left corner is (x, y), in points."""
    step = side / len(matrix)
    parts = []
    for row, modules in enumerate(matrix):
        bottom = y + side - (row + 1) * step
        start = None
        for column, is_dark in enumerate([*modules, False]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                parts.append(f"{x + start * step:.3f} {bottom:.3f} {(column - start) * step:.3f} {step:.3f} re")
                start = None
    return " ".join(parts) + " f"


@lru_cache(maxsize=8)
def svg_path(text: str) -> tuple[int, str]:
    """(modules a side with the quiet zone, path data) of any text, for an inline SVG."""
    code = _code(version=None, mask_pattern=None)
    code.add_data(text)
    code.make(fit=True)
    path = []
    for row, modules in enumerate(code.modules):
        for column, is_dark in enumerate(modules):
            if is_dark:
                path.append(f"M{column + QUIET} {row + QUIET}h1v1h-1z")
    return len(code.modules) + 2 * QUIET, "".join(path)


def _code(version: int | None, mask_pattern: int | None) -> Any:
    import qrcode

    return qrcode.QRCode(
        version=version, error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=mask_pattern, border=0
    )
