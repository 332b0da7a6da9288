"""The certificate: one A4 page across. Drawing needs no Django: `python -m programme.documents.certificate`."""

import json
import sys
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from common import child
from common.paper import fonts
from common.paper.fitting import INK, MM, block, fit, on, rgb
from registration.documents import qr

WIDTH, HEIGHT = 297 * MM, 210 * MM
MARGIN = 26 * MM
BOTTOM = 16 * MM  # of the code and of the signature
SIGNATURE = 178 * MM  # where its line begins
SOFT = (0.34, 0.37, 0.4)
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """What a certificate says: ready texts."""

    heading: str
    intro: str
    name: str
    city: str
    text: str
    details: str
    issued: str  # by whom and on which day
    congress: str
    dates: str
    colour: str
    verify: str
    address: str  # of the page that verifies it; also in the QR
    signer: str = ""  # under a line for the signature, with the two below
    office: str = ""
    institution: str = ""
    test: str = ""  # said across a rehearsal's


def write(page: Page, out: BinaryIO) -> None:
    """Writes the PDF. Equal pages give equal bytes."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(page.heading)
    canvas.setAuthor("Plenaria")
    colour = rgb(page.colour)
    _frame(canvas, page, colour)
    y = HEIGHT - 52 * MM
    y = _centred(canvas, page.heading, y, 14 * MM, 30, bold=True, ink=INK)
    y = _centred(canvas, page.intro, y - 8 * MM, 8 * MM, 13, bold=False, ink=SOFT)
    y = _centred(canvas, page.name, y - 4 * MM, 24 * MM, 34, bold=True, ink=INK)
    y = _centred(canvas, page.city, y - 1 * MM, 8 * MM, 14, bold=False, ink=SOFT)
    y = _centred(canvas, page.text, y - 7 * MM, 18 * MM, 14, bold=False, ink=INK)
    y = _centred(canvas, page.details, y - 3 * MM, 18 * MM, 12, bold=False, ink=SOFT)
    _centred(canvas, page.issued, y - 4 * MM, 12 * MM, 12, bold=False, ink=SOFT)
    _verification(canvas, page)
    _signature(canvas, page)
    canvas.showPage()
    canvas.save()


def _frame(canvas: Any, page: Page, colour: tuple[float, float, float]) -> None:
    band = 30 * MM
    canvas.setFillColorRGB(*colour)
    canvas.rect(0, HEIGHT - band, WIDTH, band, stroke=0, fill=1)
    canvas.setFillColorRGB(*on(colour))
    size, lines = fit(page.congress, WIDTH - 2 * MARGIN, 12 * MM, 18, True)
    fonts.draw(canvas, MARGIN, HEIGHT - 15 * MM, " ".join(lines), size, True)
    fonts.draw(canvas, MARGIN, HEIGHT - 23 * MM, page.dates, 11, False)
    if page.test:
        canvas.setFillColorRGB(0.64, 0.09, 0.12)
        fonts.draw(canvas, MARGIN, HEIGHT - 40 * MM, page.test, 20, True)


def _centred(
    canvas: Any, text: str, top: float, high: float, largest: float, *, bold: bool, ink: tuple[float, float, float]
) -> float:
    if not text:
        return top
    canvas.setFillColorRGB(*ink)
    size, lines = fit(text, WIDTH - 2 * MARGIN, high, largest, bold)
    y = top
    for line in lines:
        fonts.draw(canvas, (WIDTH - fonts.width(line, bold) * size) / 2, y - size * 0.92, line, size, bold)
        y -= size * 1.25
    return y


def _verification(canvas: Any, page: Page) -> None:
    side, modules = 26 * MM, qr.matrix(page.address)
    canvas.setFillColorRGB(0, 0, 0)
    canvas._code.append(qr.operators(modules, MARGIN, BOTTOM, side))
    canvas.setFillColorRGB(*SOFT)
    left = MARGIN + side + 5 * MM
    wide = SIGNATURE - 6 * MM - left
    top = block(canvas, page.verify, (left, BOTTOM + side - 4 * MM, wide, 9 * MM), largest=10, bold=False)
    block(canvas, page.address, (left, top - 1.5 * MM, wide, 9 * MM), largest=10, bold=False)
    # The code and the words are one link, for whoever reads it on a screen.
    canvas.linkURL(page.address, (MARGIN, BOTTOM, SIGNATURE - 6 * MM, BOTTOM + side), relative=0)


def _signature(canvas: Any, page: Page) -> None:
    if not page.signer:
        return
    wide, y = WIDTH - MARGIN - SIGNATURE, 36 * MM
    canvas.setStrokeColorRGB(*SOFT)
    canvas.setLineWidth(0.6)
    canvas.line(SIGNATURE, y, WIDTH - MARGIN, y)
    canvas.setFillColorRGB(*INK)
    y = block(canvas, page.signer, (SIGNATURE, y - 1.5 * MM, wide, 6 * MM), largest=11, bold=True)
    canvas.setFillColorRGB(*SOFT)
    y = block(canvas, page.office, (SIGNATURE, y - 0.5 * MM, wide, 8 * MM), largest=10, bold=False)
    block(canvas, page.institution, (SIGNATURE, y - 0.5 * MM, wide, 9 * MM), largest=10, bold=False)


def draw(page: Page) -> bytes:
    """The PDF, drawn in a process of its own. Raises subprocess.SubprocessError if that fails or takes too long."""
    return child.answer("programme.documents.certificate", data=json.dumps(asdict(page)).encode(), seconds=_SECONDS)


def main() -> None:
    write(Page(**json.load(sys.stdin)), sys.stdout.buffer)


if __name__ == "__main__":
    main()
