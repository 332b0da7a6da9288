"""Small files of every kind that a question may take."""

import io
import zipfile

from pypdf import PdfWriter

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pdf(password: str = "") -> bytes:
    """A PDF of one blank page."""
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(*, macros: bool = False) -> bytes:
    """A text document as office programs know it by its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/a" ContentType="{MAIN}"/></Types>')
        archive.writestr("word/document.xml", "<document/>")
        if macros:
            archive.writestr("word/vbaProject.bin", b"\0")
    return out.getvalue()


def odt(*, sealed: bool = False) -> bytes:
    """An OpenDocument text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>" if sealed else "<manifest/>")
    return out.getvalue()
