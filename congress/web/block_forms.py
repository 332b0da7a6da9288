"""The small forms of the page editor: one for each kind of block. Nothing is required before publishing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congress.rules import blocks as rules
from congress.rules.blocks import MOST_CHARACTERS, Block

MARKUP = _("*emphasis*, **strong**, [words of a link](https://…). A blank line begins a new paragraph.")
INLINE = _("*emphasis*, **strong** and [words of a link](https://…) work here, too.")
UPLOAD_PICTURE = _("PNG, JPEG or WebP, up to 10 MB and 25 megapixels. Where a photograph was taken is left out.")


def _line(label: Any, help_text: Any = "", most: int = 300, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", **attrs})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=most, widget=widget)


def _text(label: Any, help_text: Any = "", rows: int = 5) -> forms.CharField:
    # Blanks at the ends are a table's empty cells.
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4 * MOST_CHARACTERS, widget=widget, strip=False
    )


class BlockForm(forms.Form):
    """A block as fields of the same names. `pictures` and `documents` are choices: (name, how it is called)."""

    kind = ""
    title: Any = ""

    def __init__(
        self, *args: Any, pictures: list[tuple[str, str]], documents: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(pictures, documents)

    def offer(self, pictures: list[tuple[str, str]], documents: list[tuple[str, str]]) -> None:
        """Fills the lists of pictures and files, where there are any."""

    @classmethod
    def initial_of(cls, block: Block) -> dict[str, Any]:
        return dict(block)

    @property
    def block(self) -> Block:
        """The block as typed, before it is tidied."""
        return {self.kind: "", **self.typed}

    @property
    def typed(self) -> dict[str, Any]:
        """What the fields hold, but for a file that was sent."""
        return {name: value for name, value in self.cleaned_data.items() if name != "upload"}


class HeadingForm(BlockForm):
    kind, title = "h", _("Heading")
    h = _line(_("Heading"))
    level = forms.TypedChoiceField(
        label=_("Rank"), choices=[(2, _("Heading")), (3, _("Subheading"))], coerce=int, required=False
    )


class ParagraphForm(BlockForm):
    kind, title = "p", _("Paragraph")
    p = _text(_("Text"), MARKUP)


class ListForm(BlockForm):
    items = _text(_("Items, one on each line"), INLINE)

    @classmethod
    def initial_of(cls, block: Block) -> dict[str, Any]:
        return {"items": "\n".join(block[cls.kind])}

    @property
    def block(self) -> Block:
        return {self.kind: self.cleaned_data.get("items", "").splitlines()}


class BulletsForm(ListForm):
    kind, title = "ul", _("Bulleted list")


class NumbersForm(ListForm):
    kind, title = "ol", _("Numbered list")


class ImageForm(BlockForm):
    kind, title = "image", _("Picture")
    image = forms.ChoiceField(label=_("Picture"), required=False)
    upload = forms.FileField(label=_("Or send a new one"), help_text=UPLOAD_PICTURE, required=False)
    alt = _line(
        _("What the picture shows"),
        _("For those who do not see it. Left empty, the description kept with the picture is used."),
        500,
    )
    decorative = forms.BooleanField(
        label=_("It is decoration and shows nothing that one needs to know"), required=False
    )
    caption = _line(_("Caption"), INLINE, 500)
    size = forms.ChoiceField(
        label=_("Width"), choices=[("full", _("As wide as the text")), ("half", _("Half as wide"))], required=False
    )

    def offer(self, pictures: list[tuple[str, str]], documents: list[tuple[str, str]]) -> None:
        _choose(self, "image", pictures)


class TableForm(BlockForm):
    kind, title = "table", _("Table")
    rows = _text(
        _("Rows"), _("A line is a row; part the cells with semicolons, or copy them from a spreadsheet."), rows=7
    )
    caption = _line(_("What the table is about"))
    head = forms.BooleanField(label=_("The first row holds headings"), required=False)
    side = forms.BooleanField(label=_("The first column holds headings"), required=False)

    @classmethod
    def initial_of(cls, block: Block) -> dict[str, Any]:
        return {**block, "rows": rules.table_text(block["table"])}

    @property
    def block(self) -> Block:
        data = self.typed
        return {"table": rules.table_rows(data.pop("rows", "")), **data}


class FileForm(BlockForm):
    kind, title = "file", _("File to download")
    file = forms.ChoiceField(label=_("File"), required=False)
    upload = forms.FileField(label=_("Or send a new one"), help_text=_("PDF, up to 10 MB."), required=False)
    label = _line(_("What the file is"), _("Type and size are written behind it."))

    def offer(self, pictures: list[tuple[str, str]], documents: list[tuple[str, str]]) -> None:
        _choose(self, "file", documents)


class MapForm(BlockForm):
    kind, title = "map", _("Place on a map")
    map = _line(_("Name of the place"))
    address = _line(_("Address and way there, in words"))
    link = _line(
        _("Position"),
        _("An address of openstreetmap.org, or latitude and longitude, for example 41.6079, 2.2876. May stay empty."),
        dir="ltr",
    )


class NoticeForm(BlockForm):
    kind, title = "notice", _("Notice")
    heading = _line(_("Heading"))
    notice = _text(_("Text"), MARKUP, rows=3)
    tone = forms.ChoiceField(
        label=_("Kind of notice"), choices=[("info", _("Information")), ("warning", _("Warning"))], required=False
    )

    @classmethod
    def initial_of(cls, block: Block) -> dict[str, Any]:
        return {**block, "heading": block.get("title", "")}

    @property
    def block(self) -> Block:
        data = self.typed
        return {"notice": data.pop("notice", ""), "title": data.pop("heading", ""), **data}


class NewsForm(BlockForm):
    kind, title = "news", _("Dated news item")
    news = forms.CharField(
        label=_("Day"), max_length=10, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    heading = _line(_("Heading"))
    text = _text(_("Text"), MARKUP)

    @classmethod
    def initial_of(cls, block: Block) -> dict[str, Any]:
        return {**block, "heading": block.get("title", "")}

    @property
    def block(self) -> Block:
        data = self.typed
        return {"news": data.pop("news", ""), "title": data.pop("heading", ""), **data}


class SponsorForm(BlockForm):
    kind, title = "sponsor", _("Sponsor or partner")
    sponsor = _line(_("Name"))
    tier = _line(_("Level"), _("For example: main partner. Neighbours of one level stand together."), 80)
    logo = forms.ChoiceField(label=_("Logo"), required=False)
    upload = forms.FileField(label=_("Or send a new one"), help_text=UPLOAD_PICTURE, required=False)
    link = _line(_("Web address"), most=500, dir="ltr", placeholder="https://")

    def offer(self, pictures: list[tuple[str, str]], documents: list[tuple[str, str]]) -> None:
        _choose(self, "logo", pictures)


def _choose(form: BlockForm, name: str, rows: list[tuple[str, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = [("", _("None yet")), *rows]


FORMS: dict[str, type[BlockForm]] = {
    one.kind: one
    for one in (
        HeadingForm,
        ParagraphForm,
        BulletsForm,
        NumbersForm,
        ImageForm,
        TableForm,
        FileForm,
        MapForm,
        NoticeForm,
        NewsForm,
        SponsorForm,
    )
}
