"""What is measured of the experience bank, with two thousand experiences more in the past edition."""

import io
from functools import cache
from typing import Any

from common.benching import Act, bench
from common.tokens import new_code
from congress.documents import book, book_words
from congress.models import Congress, Submission
from congress.queries.bank import experiences_of
from portal.management.benches import Stage
from portal.rules.demo.dates import PAST

MANY = 2_000
LARGEST = 300_000  # bytes of a page


@cache
def _filled() -> Congress:
    """The past edition with copies of its experiences, texts three times as long."""
    congress = Congress.objects.get(slug=PAST)
    rows = list(experiences_of(congress))
    copies = [_copy(rows[number % len(rows)]) for number in range(MANY)]
    Submission.objects.bulk_create(copies, batch_size=500)
    return congress


def _copy(row: Submission) -> Submission:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    long = {lang: "\n".join([text] * 3) for lang, text in row.summary.items()}
    return Submission(**fields | {"id": None, "code": new_code(), "summary": long, "answer_set_id": None})


def _page(path: str) -> Any:
    def prepare(stage: Stage) -> Act:
        _filled()
        return lambda: _small(stage.get(path))

    return prepare


def _small(answer: Any) -> None:
    if len(answer.content) > LARGEST:
        raise RuntimeError(f"A page of {len(answer.content)} bytes")


def _file(path: str) -> Any:
    def prepare(stage: Stage) -> Act:
        _filled()
        return lambda: stage.get(path)

    return prepare


bench(f"bank of {MANY}: all editions")(_page("/en/experiences/"))
bench(f"bank of {MANY}: its last page")(_page("/en/experiences/?page=84"))
bench(f"bank of {MANY}: words without their accents")(_page("/es/experiences/?q=educacion+ninez"))
bench(f"bank of {MANY}: all filters")(_page("/fr/experiences/?format=workshop&language=es&country=ES&year=2025"))
bench(f"bank of {MANY}: CSV", n=5)(_file("/feeds/experiences.csv"))
bench(f"bank of {MANY}: JSON", n=5)(_file("/feeds/experiences.json"))


@bench(f"bank of {MANY}: CSV, unchanged (304)", n=5)
def unchanged(stage: Stage) -> Act:
    _filled()
    path = "/feeds/experiences.csv"
    tag = stage.get(path).headers["ETag"]
    return lambda: stage.get(path, **{"if-none-match": tag})


@bench(f"bank of {MANY}: one abstract of the book", n=1, per=MANY)
def abstracts(stage: Stage) -> Act:
    congress = _filled()
    return lambda: book.write(book_words.of(congress, "en", "http://127.0.0.1/"), io.BytesIO())
