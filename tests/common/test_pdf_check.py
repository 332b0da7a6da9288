"""PDFs that people send are opened in a process of their own."""

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from pypdf import PdfWriter

from common import pdf_check
from common.errors import Invalid
from common.uploads import checked


def pdf(pages: int, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=100, height=100)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf(3), "ok"),
        (pdf(4), "long"),
        (pdf(1, "secret"), "encrypted"),
        (b"%PDF-1.7 and nothing more", "damaged"),
        (pdf(3)[:200], "damaged"),
    ],
    ids=["whole", "long", "encrypted", "empty", "torn"],
)
def test_pdf_is_judged(data: bytes, said: str) -> None:
    assert pdf_check.verdict(data, most_pages=3) == said


@pytest.mark.parametrize(
    "ended",
    [
        lambda *_, **__: subprocess.CompletedProcess([], -9, b"ok\n", b""),
        lambda *_, **__: subprocess.CompletedProcess([], 0, b"", b"MemoryError"),
    ],
    ids=["killed", "silent"],
)
def test_pdf_whose_reader_died_is_damaged(ended: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", ended)
    with pytest.raises(Invalid, match="damaged"):
        checked(io.BytesIO(pdf(1)), kinds={"pdf"}, max_bytes=10_000)


def test_upload_of_a_pdf_loads_no_reader_into_the_server() -> None:
    code = "import sys; from common import pdf_check; print(pdf_check.verdict(sys.stdin.buffer.read(), most_pages=3))"
    code += "; print('pypdf' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], input=pdf(1), capture_output=True, check=True)
    assert done.stdout.decode().split() == ["ok", "False"]
