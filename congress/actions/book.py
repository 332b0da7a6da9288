"""The book of abstracts as background work: asked for, drawn, kept until something in it changes."""

import io
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from common import uploads
from common.actions import jobs
from common.models import Job, StoredFile
from congress.documents import book, book_words
from congress.models import Congress
from congress.queries import bank

KIND = "congress.book"
MARK = "application/x-plenaria-book"  # marks stored files, so that they are found again and dropped
KEPT = timedelta(days=30)


def key_of(congress: Congress, lang: str) -> str:
    """Under which key the book as it would be now is found: another word for every change in it."""
    return f"{KIND}:{congress.pk}:{lang}:{bank.stamp(bank.experiences_of(congress))}"


def book_of(congress: Congress, lang: str) -> tuple[Job | None, StoredFile | None]:
    """The job that draws the book as it is now, and the book once it is drawn; (None, None) while nobody asked."""
    job = Job.objects.filter(key=key_of(congress, lang)).first()
    file = _file_of(job) if job is not None else None
    return (None, None) if job is not None and job.state == Job.State.DONE and file is None else (job, file)


def ask_for_book(*, congress: Congress, lang: str, address: str, now: datetime) -> Job:
    """Has the book drawn by a job, once for each state of it; a repeat gives the job there is.

    `address` is the page of experiences in that language.
    """
    key = key_of(congress, lang)
    payload = {"congress": congress.pk, "lang": lang, "address": address}
    with transaction.atomic():
        done = Job.objects.filter(key=key, state=Job.State.DONE).first()
        if done is not None and _file_of(done) is None:  # kept no longer
            done.delete()
        return jobs.start(kind=KIND, key=key, payload=payload, now=now)


def run(*, payload: dict[str, Any], now: datetime) -> None:
    """Draws the book, keeps it in place of older ones, and says so in the job's outcome."""
    congress = Congress.objects.select_related("host").get(pk=payload["congress"])
    out = io.BytesIO()
    pages = book.write(book_words.of(congress, payload["lang"], payload["address"]), out)
    name = f"{congress.slug}-{payload['lang']}.pdf"
    with transaction.atomic():
        _drop(f"{KIND}:{congress.pk}:{payload['lang']}:", but=payload["key"])
        file = uploads.store(data=out.getvalue(), content_type=MARK, original_name=name, now=now)
        result = {"file": file.pk, "pages": pages, "bytes": file.size}
        jobs.conclude(key=payload["key"], result=result, now=now)


def drop_books(congress: Congress) -> None:
    """Drops every book of a congress, inside the caller's transaction: something in it may be read no more."""
    _drop(f"{KIND}:{congress.pk}:")


def drop_old(*, now: datetime) -> int:
    """Drops the books that were drawn thirty days ago; who asks gets a new one. Returns how many."""
    old = StoredFile.objects.filter(content_type=MARK, created_at__lte=now - KEPT)
    with transaction.atomic():
        return sum(_forget(file) for file in old.order_by("pk")[:100])


def _file_of(job: Job) -> StoredFile | None:
    number = int((job.progress.get("result") or {}).get("file") or 0)
    return StoredFile.objects.filter(pk=number, content_type=MARK).first()


def _drop(prefix: str, *, but: str = "") -> None:
    for job in Job.objects.filter(key__startswith=prefix, state=Job.State.DONE).exclude(key=but):
        file = _file_of(job)
        if file is not None:
            _forget(file)
        job.delete()


def _forget(file: StoredFile) -> int:
    """Its bytes go once the transaction is kept."""
    StoredFile.objects.filter(pk=file.pk).delete()
    transaction.on_commit(partial(default_storage.delete, file.name))
    return 1
