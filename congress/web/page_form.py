"""The editor's form: the title of a page and a small form for each of its blocks, read from what was sent."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from common import fields
from congress.actions.pages import Text
from congress.models import Congress, Page, Picture
from congress.queries.pages import pictures_of, working
from congress.rules.blocks import MOST_BLOCKS, Block, kind_of, names_in
from congress.rules.page_faults import MOST_TITLE
from congress.web.block_forms import FORMS, BlockForm
from congress.web.page_shown import picture_url

# Where the form calls a part of a block otherwise than the block does.
_FIELDS = {"title": "heading"}


class HeadForm(forms.Form):
    """What a page has but for its blocks; `version` and `seen` say what was read."""

    title = forms.CharField(
        label=_("Title of the page"),
        max_length=MOST_TITLE,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


@dataclass(slots=True)
class Library:
    """The pictures and files of a congress, as the editor offers them in a language."""

    congress: Congress
    language: str
    rows: dict[str, Picture]
    may_upload: bool = False

    @classmethod
    def of(cls, congress: Congress, language: str, *, may_upload: bool) -> "Library":
        return cls(congress, language, pictures_of(congress), may_upload)

    def choices(self, *, images: bool) -> list[tuple[str, str]]:
        return [(name, self.called(row)) for name, row in self.rows.items() if row.is_image == images]

    def called(self, row: Picture) -> str:
        """A picture by what it shows, else by the name of the file that was sent."""
        return fields.pick(row.alt, self.language) or row.file.original_name

    def thumb(self, block: Block) -> str:
        row = next((self.rows[name] for name in names_in([block]) if name in self.rows), None)
        return picture_url(self.congress, row, small=True) if row is not None and row.is_image else ""


@dataclass(slots=True)
class Sheet:
    """One page in one language on the desk."""

    library: Library
    head: HeadForm
    cards: list[BlockForm] = field(default_factory=list)

    @classmethod
    def of_page(cls, page: Page, language: str, library: Library) -> "Sheet":
        text = working(page)
        initial = {
            "title": text.title.get(language, ""),
            "version": page.version,
            "seen": text.mark(language),
        }
        sheet = cls(library, HeadForm(initial=initial))
        for n, block in enumerate(text.body.get(language, [])):
            sheet._lay(n, kind_of(block), block=block)
        return sheet

    @classmethod
    def typed(cls, data: QueryDict, files: MultiValueDict[str, UploadedFile], library: Library) -> "Sheet":
        """What was sent, in the order of the blocks; a block of no known kind is left out."""
        kept = data.copy()
        sheet = cls(library, HeadForm(kept))
        count = data.get("blocks", "")
        for n in range(min(int(count), MOST_BLOCKS + 1) if count.isdecimal() and len(count) < 4 else 0):
            if data.get(f"b{n}-kind", "") in FORMS:
                sheet._lay(n, data[f"b{n}-kind"], data=kept, files=files)
        return sheet

    def _lay(self, n: int, kind: str, *, block: Block | None = None, **sent: Any) -> None:
        form_class = FORMS[kind]
        choices = {"pictures": self.library.choices(images=True), "documents": self.library.choices(images=False)}
        initial = form_class.initial_of(block) if block is not None else None
        card = form_class(prefix=f"b{n}", initial=initial, **choices, **sent)
        if not self.library.may_upload:
            card.fields.pop("upload", None)
        self.cards.append(card)

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), *(card.is_valid() for card in self.cards)])

    def text(self, language: str) -> Text:
        return Text(language, self.head.cleaned_data.get("title", ""), self.blocks)

    @property
    def blocks(self) -> list[Block]:
        return [card.block for card in self.cards]

    @property
    def version(self) -> int:
        return self.head.cleaned_data.get("version") or 0

    @property
    def seen(self) -> str:
        return self.head.cleaned_data.get("seen", "")

    def renew(self, page: Page, language: str) -> None:
        """What the form says was read is now the page as it stands; what was typed stays as it is."""
        data: Any = self.head.data
        data["version"], data["seen"] = str(page.version), working(page).mark(language)

    def chose(self, card: BlockForm, name: str, row: Picture) -> None:
        """Puts a picture that was just sent into its block."""
        self.library.rows = {row.name: row, **self.library.rows}
        for one in self.cards:
            one.offer(self.library.choices(images=True), self.library.choices(images=False))
        data: Any = card.data
        data[card.add_prefix(name)] = card.cleaned_data[name] = row.name


def field_of(card: BlockForm, name: str) -> str:
    """The field of a block's form that is about a part of the block; "" for the block as a whole."""
    wanted = _FIELDS.get(name, name)
    return wanted if wanted in card.fields else name if name in card.fields else ""
