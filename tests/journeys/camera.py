"""A camera that sees one picture: Chromium plays a film made of it in place of a real one."""

from pathlib import Path

from PIL import Image

SIZE = (1280, 720)


def film(picture: Image.Image, path: Path, *, frames: int = 10) -> Path:
    """Writes the picture, centred on white, as YUV4MPEG2, which Chromium repeats for ever."""
    sheet = Image.new("RGB", SIZE, "white")
    shown = picture.convert("RGB")
    scale = min(SIZE[0] / shown.width, SIZE[1] / shown.height) * 0.9
    shown = shown.resize((round(shown.width * scale), round(shown.height * scale)), Image.Resampling.LANCZOS)
    sheet.paste(shown, ((SIZE[0] - shown.width) // 2, (SIZE[1] - shown.height) // 2))
    luma, blue, red = sheet.convert("YCbCr").split()
    half = (SIZE[0] // 2, SIZE[1] // 2)
    frame = luma.tobytes() + b"".join(plane.resize(half, Image.Resampling.BOX).tobytes() for plane in (blue, red))
    header = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + (b"FRAME\n" + frame) * frames)
    return path


def arguments(path: Path) -> list[str]:
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def page_of_pdf(data: bytes, *, page: int = 0, scale: float = 4.0) -> Image.Image:
    """A page of a PDF as a picture, for example the badge as it is printed."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=scale).to_pil()
