"""Office files, told by what is in them."""

import io
import zipfile

import pytest

from common import office
from common.errors import Invalid
from common.uploads import honest_type
from tests.questions.files import docx, odt

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "found"), [(docx(), DOCX), (odt(), ODT), (archive({"a.txt": "x"}), ""), (archive({"mimetype": "x"}), "")]
)
def test_a_file_is_told_by_its_parts(data, found):
    assert office.content_type(data) == found


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (docx(macros=True), "The file holds macros, which nobody here would run. Please save it without them."),
        (odt(sealed=True), "The file is protected by a password. Please send it without one."),
        (docx()[:60], "The file is damaged and cannot be opened."),
        (archive({"mimetype": ODT, "content.xml": " " * 30_000_000}), "The file unpacks to far too much data."),
    ],
)
def test_what_nobody_should_open_is_refused(data, sentence):
    with pytest.raises(Invalid) as caught:
        office.content_type(data)
    assert str(caught.value) == sentence


def test_a_file_from_elsewhere_may_be_an_office_file():
    assert [honest_type(io.BytesIO(odt()), claimed) for claimed in (ODT, "text/html")] == [
        ODT, "application/octet-stream",
    ]  # fmt: skip
