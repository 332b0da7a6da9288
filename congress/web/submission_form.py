"""The form in which an author writes. What is enough is decided by the actions; this only reads and shows."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from common import formats, uploads
from common.errors import DomainError, Invalid
from common.marked import marked, put
from common.models import StoredFile
from congress.actions.content import checked_content
from congress.models import Call, Submission
from congress.queries.submission import terms_of
from congress.rules.content import TITLE_CHARACTERS, Content, tidied
from congress.web.presenter_form import add_author, add_presenters, read_presenters, read_young, why_asked
from questions.queries.forms import asked, files_by_key, questions_of
from questions.web.fields import add_fields, collect, conditions_data, mark_required


class SubmissionForm(forms.Form):
    """The whole draft. Nothing is required by the form, so that a draft can be saved at any moment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None, *, submission: Submission) -> None:
        super().__init__(data, files, initial={"version": submission.version})
        self.submission, self.call = submission, submission.call
        self.questions = asked(questions_of(self.call.form))
        self.conditions = conditions_data(self.questions)
        self.groups: list[tuple[str, list[str]]] = []
        self._add_main()
        answers = submission.answer_set.answers if submission.answer_set else {}
        files = files_by_key(submission.answer_set, self.questions)
        urls = {key: file_url(submission, key) for key in files}
        names = add_fields(self, self.questions, answers, files=files, urls=urls)
        self._group(_("About the experience"), names)
        self._add_presenters()
        self._add_author()
        self._add_rest()
        self._add_translations()
        if not self.is_bound:
            self._mark()

    def full_clean(self) -> None:
        super().full_clean()
        self._mark()

    def _group(self, title: str, names: list[str]) -> None:
        if names:
            self.groups.append((title, names))

    def _add_main(self) -> None:
        s, call = self.submission, self.call
        axes = [(axis.code, marked(axis.name)) for axis in call.congress.axes.all()]
        kinds = [(row.code, format_label(row)) for row in call.formats.all()]
        words = _("At most %(limit)s words.") % {"limit": formats.number(call.summary_words)}
        letters = _("At most %(limit)s characters.") % {"limit": formats.number(TITLE_CHARACTERS)}
        new: dict[str, forms.Field] = {
            "language": language_field(call, s.language),
            "title": _text(
                _("Title"),
                s.title.get(s.language),
                letters,
                {"data-max-characters": TITLE_CHARACTERS, "lang": s.language},
            ),
            "summary": _text(
                _("Summary"),
                s.summary.get(s.language),
                words,
                {"data-max-words": call.summary_words, "rows": 10, "lang": s.language},
            ),
        }
        if axes:
            new["axis"] = _radio(_("Axis"), axes, s.axis.code if s.axis else None)
        if kinds:
            new["format"] = _radio(_("Preferred format"), kinds, s.format.code if s.format else None)
        self.fields |= new
        self._group(_("Your experience"), list(new))

    def _add_presenters(self) -> None:
        self.presenters = add_presenters(self, list(self.submission.co_presenters.all()))
        self._group(_("Who presents with you"), [name for row in self.presenters for name in row["names"]])

    def _add_author(self) -> None:
        self.author_names = add_author(self, self.submission.author_gender, self.submission.author_is_young)

    def _add_rest(self) -> None:
        names = []
        if self.call.asks_endorsement:
            kept = self.submission.endorsement
            text = _("PDF or picture, at most 10 MB, signed by the municipality.")
            if kept:
                text += " " + _("You have sent one already; another file replaces it.")
            self.fields["endorsement"] = forms.FileField(
                label=_("Endorsement of the municipality"), required=False, help_text=text
            )
            names.append("endorsement")
        self.fields["may_publish"] = forms.BooleanField(
            label=_("If it is selected, the experience may be published on this site and in the experience bank."),
            required=False,
            initial=self.submission.may_publish,
        )
        self._group(_("Before you submit"), [*names, "may_publish"])

    def _add_translations(self) -> None:
        s = self.submission
        names = []
        for lang in self._languages():
            if lang == s.language:
                continue
            words = {"language": formats.language_name(lang)}
            title, summary = f"title_{lang}", f"summary_{lang}"
            self.fields[title] = _text(_("Title in %(language)s") % words, s.title.get(lang), "", {"lang": lang})
            self.fields[summary] = _text(
                _("Summary in %(language)s") % words, s.summary.get(lang), "", {"lang": lang, "rows": 6}
            )
            names += [title, summary]
        self.translation_names = names

    def _languages(self) -> list[str]:
        """In which texts may stand: those in which one may write, and those of the congress."""
        return list(dict.fromkeys([*self.call.languages, *self.call.congress.languages]))

    def _mark(self) -> None:
        mark_required(self, self.questions)
        for name in ("language", "title", "summary", "axis", "format"):
            if name in self.fields:
                self.fields[name].required = True
        if "endorsement" in self.fields:
            self.fields["endorsement"].required = self.submission.endorsement_id is None

    @property
    def content(self) -> Content:
        """What was typed, as the actions take it."""
        data = self.cleaned_data
        language = data.get("language") or self.submission.language
        others = [lang for lang in self._languages() if lang != language]
        return Content(
            language=language,
            title={language: data.get("title", ""), **{lang: data.get(f"title_{lang}", "") for lang in others}},
            summary={language: data.get("summary", ""), **{lang: data.get(f"summary_{lang}", "") for lang in others}},
            axis=data.get("axis") or "",
            format=data.get("format") or "",
            answers=collect(self, self.questions),
            co_presenters=read_presenters(self, len(self.presenters)),
            may_publish=data.get("may_publish", False),
            author_gender=data.get("author_gender") or "",
            author_is_young=read_young(data.get("author_is_young") or ""),
        )

    def add_faults(self) -> None:
        """Adds whatever else forbids handing in, so that all of it is read at once; fields with a fault keep theirs."""
        try:
            checked_content(
                self.call,
                tidied(self.content),
                terms_of(self.call),
                complete=True,
                has_endorsement=bool(self.submission.endorsement_id or self.files.get("endorsement")),
                kept=self.submission.answer_set,
            )
        except Invalid as error:
            known = {name.split("_")[0] for name in self.errors}
            for name, texts in error.fields.items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, [str(text) for text in texts])
                elif name not in self.fields and "presenter" not in known:
                    kept = self.non_field_errors()
                    self.add_error(None, [text for text in map(str, texts) if text not in kept])

    def stored_endorsement(self, now: datetime) -> StoredFile | None:
        """Keeps an uploaded endorsement. Raises Invalid beside its field."""
        upload = self.cleaned_data.get("endorsement")
        if not upload:
            return None
        upload.seek(0)  # what was refused is kept as a draft, and read once more
        try:
            data, kind = uploads.checked(upload, kinds={"pdf", "image"})
        except DomainError as error:
            error.fields = {"endorsement": [str(error)]}
            raise
        return uploads.store(
            data=data, content_type=kind, original_name=upload.name or "", now=now, person=self.submission.author.ref
        )

    def grouped(self) -> list[dict[str, Any]]:
        """The groups of the form with their bound fields, for the template."""
        return [{"title": title, "fields": [self[name] for name in names]} for title, names in self.groups]

    def about_people(self) -> list[dict[str, Any]]:
        """What is folded away for each person: the author first, then every co-presenter's place."""
        own = {"place": 0, "fields": [self[name] for name in self.author_names]}
        rows = [{"place": row["place"], "fields": [self[name] for name in row["more"]]} for row in self.presenters]
        return [own, *rows]

    @property
    def opens_people(self) -> bool:
        """Whether that part is shown open: something stands there, or is wrong there."""
        names = [*self.author_names, *(name for row in self.presenters for name in row["more"])]
        return any(self[name].errors or self[name].value() for name in names)

    @property
    def why_asked(self) -> str:
        return why_asked()

    def translations(self) -> list[forms.BoundField]:
        return [self[name] for name in self.translation_names]

    def renew_version(self, version: int) -> None:
        """After a warning, saving once more overwrites knowingly."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


def file_url(submission: Submission, key: str) -> str:
    """Where the author fetches a file of their own answers."""
    call = submission.call
    return reverse("congress-submission-file", args=[call.congress.slug, call.code, submission.code, key])


def format_label(row: Any) -> str:
    """Workshop (10 minutes); a format without a time of its own by its name alone."""
    if not row.minutes:
        return marked(row.name)
    return put(_("%(format)s (%(minutes)s minutes)"), format=marked(row.name), minutes=row.minutes)


def language_field(call: Call, initial: str | None = None) -> forms.ChoiceField:
    """The languages in which one may write to a call."""
    choices = [(code, formats.language_name(code)) for code in call.languages]
    return forms.ChoiceField(
        label=_("Language in which you write"), choices=choices, initial=initial, required=initial is None
    )


def _text(label: str, initial: str | None, help_text: str, attrs: dict[str, Any]) -> forms.CharField:
    widget = forms.Textarea(attrs=attrs) if "rows" in attrs else forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, initial=initial or "", help_text=help_text, required=False, widget=widget)


def _radio(label: str, choices: list[tuple[str, str]], initial: str | None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False, widget=forms.RadioSelect)
