"""The organiser's pages and their pictures, as others ask for them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast

from common.fields import language_of, pick
from congress.models import Congress, Host, Page, Picture
from congress.rules.blocks import Block, filled, names_in, tidied
from congress.rules.page_faults import CONTACTS, CONTROLLERS, REPLY_TO, RESPONSIBILITY, Around
from congress.rules.page_kinds import PRIVACY, responsibility


@dataclass(frozen=True, slots=True)
class Working:
    """A page as it is being written: its draft, else what is published."""

    title: dict[str, str]
    body: dict[str, list[Block]]

    def languages(self) -> list[str]:
        """Those in which something stands."""
        return [lang for lang, blocks in self.body.items() if filled(blocks)]

    def mark(self, language: str) -> str:
        """A short digest of the words in a language: the same while nobody changes them."""
        words = repr((self.title.get(language, ""), [sorted(row.items()) for row in self.body.get(language, [])]))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def working(page: Page) -> Working:
    """The draft of a page, or where nothing is being written its published text."""
    return _read(page.draft.get("title", page.title), page.draft.get("body", page.body))


def published(page: Page) -> Working:
    """What visitors read."""
    return _read(page.title, page.body)


def _read(title: object, body: object) -> Working:
    titles = title if isinstance(title, dict) else {}
    texts = body if isinstance(body, dict) else {}
    return Working(
        {str(lang): text for lang, text in titles.items() if isinstance(text, str) and text},
        {str(lang): tidied(blocks) for lang, blocks in texts.items()},
    )


# --- pictures and files -------------------------------------------------------------------------
def pictures_of(congress: Congress, names: Iterable[str] | None = None) -> dict[str, Picture]:
    """The pictures and files of a congress by name, the newest first; those named, or all."""
    rows = Picture.objects.filter(congress=congress).select_related("file", "small").order_by("-pk")
    if names is not None:
        wanted = set(names)
        rows = rows.filter(name__in=wanted) if wanted else rows.none()
    return {row.name: row for row in rows}


def is_shown(picture: Picture) -> bool:
    """Whether a published page of the congress shows it. Names are random, so finding one in the text is enough."""
    rows = Page.objects.filter(congress_id=picture.congress_id, is_published=True)
    return rows.annotate(text=Cast("body", TextField())).filter(text__contains=f'"{picture.name}"').exists()


def pages_showing(congress: Congress) -> dict[str, list[Page]]:
    """Name of a picture or file → the pages that show it, published or in a draft."""
    found: dict[str, list[Page]] = {}
    for page in Page.objects.filter(congress=congress):
        texts = [*working(page).body.values(), *published(page).body.values()]
        for name in {name for blocks in texts for name in names_in(blocks)}:
            found.setdefault(name, []).append(page)
    return found


def around(language: str, pictures: dict[str, Picture], answers: "dict[str, list[Answerer]]") -> Around:
    """What the faults of a page in a language depend on, from what `pictures_of` and `answers_of` say."""
    return Around(
        pictures={name for name, row in pictures.items() if row.is_image},
        described={name for name, row in pictures.items() if row.alt.get(language)},
        files={name for name, row in pictures.items() if not row.is_image},
        answered={sign for sign, value in answers.items() if value},
    )


# --- who answers for the data -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Answerer:
    """A controller, or a point of contact, as a notice names it."""

    name: str
    address: str = ""
    duties: str = ""
    duties_lang: str = ""
    contact: str = ""
    email: str = ""


def answers_of(congress: Congress, language: str | None = None) -> dict[str, list[Answerer]]:
    """What each placeholder of a notice stands for: the joint controllers, their contacts, the reply address."""
    controllers = _controllers(congress)
    return {
        CONTROLLERS: [
            Answerer(row.legal_name, row.address, pick(row.duties, language), language_of(row.duties, language))
            for row in controllers
        ],
        RESPONSIBILITY: [Answerer(said)] if (said := responsibility(len(controllers), language or "en")) else [],
        CONTACTS: [
            Answerer(row.legal_name, contact=row.contact, email=row.contact_email)
            for row in controllers
            if row.contact_email
        ],
        REPLY_TO: [Answerer("", email=congress.reply_to)] if congress.reply_to else [],
    }


def _controllers(congress: Congress) -> list[Host]:
    return [row for row in Host.objects.filter(congress=congress, is_controller=True) if row.legal_name]


def notice_version(congress: Congress) -> str:
    """Which words the privacy notice has now: the number of its text and a digest of those whom it names; "" where
    none is published. At most 20 characters."""
    number = (
        Page.objects.filter(congress=congress, slug=PRIVACY, is_published=True)
        .values_list("published_version", flat=True)
        .first()
    )
    if number is None:
        return ""
    named = repr(
        [congress.reply_to]
        + [(row.legal_name, row.address, row.duties, row.contact, row.contact_email) for row in _controllers(congress)]
    )
    return f"notice-{number}-{hashlib.sha256(named.encode()).hexdigest()[:6]}"
