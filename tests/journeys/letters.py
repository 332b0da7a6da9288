"""The demo's mailbox: what a person would find in their own, read at /demo/outbox/."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.camera import page_of_pdf

TURNS = 60  # times that the list is loaded anew until the worker has sent the letter


@dataclass(frozen=True)
class Letter:
    """`page` shows it; `links` are its addresses in order; `files` are its attachments by kind."""

    page: Page
    subject: str
    text: str
    language: str
    links: tuple[str, ...]
    files: dict[str, bytes]

    def link(self, part: str) -> str:
        """The one address that holds this part."""
        (found,) = {link for link in self.links if part in link}
        return found

    @property
    def code(self) -> str:
        """The six digits of a letter for signing in."""
        (found,) = re.findall(r"\b(\d{3}) (\d{3})\b", self.text)
        return "".join(found)


def read_letter(page: Page, to: str, subject: str) -> Letter:
    """Opens the newest letter to this address with these words in its subject, once it has been sent."""
    page.goto(f"/demo/outbox/?to={quote(to)}")
    row = page.locator("tbody tr[data-state=sent]").filter(has_text=subject)
    for _ in range(TURNS):
        if row.count():
            break
        page.reload(wait_until="networkidle")
    expect(row.first, f"a letter “{subject}” to {to}").to_be_visible()
    row.first.get_by_role("link").click()
    article = page.locator("main article")
    expect(article).to_be_visible()
    return Letter(
        page=page,
        subject=article.locator("h1").inner_text(),
        text=article.inner_text(),
        language=article.get_attribute("lang") or "",
        links=tuple(link.get_attribute("href") or "" for link in article.locator("a").all()),
        files={link.get_attribute("data-kind") or "": _fetched(page, link.get_attribute("href") or "")
               for link in page.locator("main a[href*='/files/']").all()},
    )  # fmt: skip


def has_letter(page: Page, to: str, subject: str) -> bool:
    """Whether there is such a letter now, in whatever state."""
    page.goto(f"/demo/outbox/?to={quote(to)}")
    return page.locator("tbody tr").filter(has_text=subject).count() > 0


def _fetched(page: Page, address: str) -> bytes:
    answer = page.request.get(urljoin(page.url, address))
    assert answer.ok, f"{address}: {answer.status}"
    return answer.body()


def badge_of(data: bytes) -> tuple[Image.Image, str]:
    """The picture of a badge's PDF, and the text that a camera reads in it."""
    picture = page_of_pdf(data)
    (found,) = zxingcpp.read_barcodes(picture)
    return picture, found.text
