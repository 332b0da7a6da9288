"""The organiser's pages of the demo, with pictures that it draws itself, and who answers for the data."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from common.actors import Actor
from congress.actions.pages import make_page, publish_page
from congress.actions.pictures import add_file, add_picture
from congress.models import Congress, Host
from portal.rules.demo.dates import DEMO
from portal.rules.demo.source import load

BY = Actor.system("demo")
Names = dict[str, str]


def load_hosts(congresses: dict[str, Congress]) -> None:
    """The joint controllers of every edition, with their contacts."""
    for row in load("congress")["editions"]:
        congress = congresses[row["slug"]]
        Host.objects.bulk_create(
            Host(
                congress=congress,
                organisation=congress.host if controller["kind"] == "host" else None,
                position=n,
                **controller,
            )
            for n, controller in enumerate(row["controllers"])
        )


def load_pages(congresses: dict[str, Congress], now: datetime) -> None:
    """Every page, published; pictures and files under the names that the data gives them."""
    data = load("congress")
    names = _load_pictures(congresses[DEMO], data["pictures"], now)
    for page in data["pages"]:
        row = make_page(
            congress=congresses[page["edition"]],
            slug=page["slug"],
            title=page["title"],
            body={lang: [_block(block, names, now) for block in blocks] for lang, blocks in page["blocks"].items()},
            by=BY,
            now=now,
        )
        publish_page(page=row, version=row.version, by=BY, now=now)


def _load_pictures(congress: Congress, rows: list[dict[str, Any]], now: datetime) -> Names:
    plan = add_file(congress=congress, upload=SimpleUploadedFile("plan.pdf", _plan()), by=BY, now=now)
    names = {"plan": plan.name}
    for row in rows:
        upload = SimpleUploadedFile(f"{row['name']}.png", _drawn(row["name"]))
        names[row["name"]] = add_picture(congress=congress, upload=upload, alt=row["alt"], by=BY, now=now).name
    return names


def _block(block: dict[str, Any], names: Names, now: datetime) -> dict[str, Any]:
    """A block of the data as a page keeps it: names of pictures looked up, days counted from today."""
    made: dict[str, Any] = {
        key: names[value] if key in ("image", "logo", "file") else value for key, value in block.items()
    }
    days = made.pop("news_days_before_today", None)
    return made if days is None else {"news": (now - timedelta(days=days)).date().isoformat(), **made}


# --- what it draws ------------------------------------------------------------------------------
def _drawn(name: str) -> bytes:
    """A picture as PNG."""
    drawings: dict[str, Callable[[], Image.Image]] = {"venue": _venue}
    image = drawings[name]() if name in drawings else _logo(name)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _venue() -> Image.Image:
    """A mill of brick with a tall chimney beside a canal, drawn at twice its size for smooth edges."""
    image = Image.new("RGB", (3200, 1800), "#bcd9e6")
    draw = ImageDraw.Draw(image)
    for y in range(900):  # the sky grows lighter towards the roofs
        shade = y // 15
        draw.line([(0, y), (3200, y)], fill=(168 + shade, 205 + shade // 2, 226 + shade // 4))
    draw.ellipse([2500, 160, 2780, 440], fill="#fff3cf")
    for x, height in ((0, 260), (700, 340), (1500, 280), (2300, 360)):  # hills
        draw.ellipse([x - 500, 1000 - height, x + 1100, 1500], fill="#7fa68c")
    draw.rectangle([0, 1180, 3200, 1800], fill="#9bb58a")
    draw.rectangle([2240, 220, 2380, 1240], fill="#a34f36")
    draw.rectangle([2215, 200, 2405, 260], fill="#7d3a27")
    draw.rectangle([420, 640, 2760, 1260], fill="#c0694a")
    for x in range(420, 2760, 390):  # saw-tooth roofs
        draw.polygon([(x, 640), (x, 470), (x + 390, 640)], fill="#7d3a27")
        draw.polygon([(x + 20, 630), (x + 20, 510), (x + 170, 630)], fill="#dcecf2")
    for x, y in _windows():
        draw.rectangle([x, y, x + 120, y + 170], fill="#f4e3c1")
        draw.line([(x + 60, y), (x + 60, y + 170)], fill="#7d3a27", width=8)
        draw.line([(x, y + 70), (x + 120, y + 70)], fill="#7d3a27", width=8)
    draw.rectangle([1480, 960, 1720, 1260], fill="#4a2b22")
    draw.pieslice([1480, 860, 1720, 1080], 180, 360, fill="#4a2b22")
    draw.rectangle([0, 1460, 3200, 1800], fill="#5b8fae")
    for y, x in ((1540, 200), (1600, 1300), (1680, 600), (1720, 2200), (1560, 2500)):
        draw.line([(x, y), (x + 420, y)], fill="#8db8d0", width=10)
    for x, y, colour in (
        (900, 1250, "#0b4f6c"),
        (1120, 1290, "#b3431e"),
        (1900, 1270, "#1f5f3f"),
        (2080, 1300, "#4b2e83"),
    ):
        draw.ellipse([x, y, x + 60, y + 60], fill="#5a3a2e")
        draw.rounded_rectangle([x - 15, y + 58, x + 75, y + 190], 30, fill=colour)
    return image.resize((1600, 900))


def _windows() -> Iterator[tuple[int, int]]:
    for y in (740, 1000):
        for x in range(500, 2640, 240):
            if not (y == 1000 and 1300 < x < 1760):
                yield x, y


def _logo(name: str) -> Image.Image:
    """A plain sign in one colour: a moon, waves, rails or a speaking mouth."""
    image = Image.new("RGBA", (960, 480), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    if name == "sponsor-lluna":
        draw.ellipse([300, 60, 660, 420], fill="#4b2e83")
        draw.ellipse([400, 20, 740, 360], fill=(255, 255, 255, 255))
    elif name == "sponsor-water":
        for n, y in enumerate((140, 240, 340)):
            for x in range(160 + 40 * n, 760, 160):
                draw.arc([x, y - 60, x + 160, y + 60], 0, 180, fill="#205072", width=34)
    elif name == "sponsor-rail":
        draw.line([(260, 430), (430, 60)], fill="#8a1c1c", width=34)
        draw.line([(700, 430), (530, 60)], fill="#8a1c1c", width=34)
        for n, y in enumerate((400, 310, 220, 140)):
            draw.line([(250 + 45 * n, y), (710 - 45 * n, y)], fill="#3d3d3d", width=26)
    else:
        draw.rounded_rectangle([250, 70, 710, 340], 90, fill="#1f5f3f")
        draw.polygon([(360, 320), (500, 320), (340, 430)], fill="#1f5f3f")
        for y in (150, 205, 260):
            draw.line([(340, y), (620, y)], fill=(255, 255, 255, 255), width=22)
    return image.resize((480, 240))


def _plan() -> bytes:
    """One page with the ground floor, by boxes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("Can Noguera")
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(60, 770, "Can Noguera, 0")
    canvas.setFont("Helvetica", 12)
    for x, y, width, height, text in (
        (60, 420, 260, 300, "Auditorium"),
        (320, 570, 215, 150, "1"),
        (320, 420, 215, 150, "2"),
        (60, 270, 160, 150, "3"),
        (220, 270, 160, 150, "Lift / Ascensor / Ascenseur"),
        (380, 270, 155, 150, "Quiet room"),
    ):
        canvas.rect(x, y, width, height)
        canvas.drawString(x + 10, y + height - 24, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
