"""What of an earlier experience fits into another call. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from congress.rules.content import Content, Presenter, Terms


def copied(content: Content, terms: Terms, questions: Mapping[str, str], others: Mapping[str, str]) -> Content | None:
    """The content of a new draft in a call that asks for `terms`; None where no title is in a language of that call.

    `questions` and `others` are the kinds by code of the questions there and here: an answer goes along where both
    are the same, a file never. Consent to publish is asked anew; presenters come without their answers.
    """
    originals = _permitted(content.title, terms.languages)
    if not originals:
        return None
    languages = terms.languages | terms.translations
    return replace(
        content,
        language=content.language if content.language in originals else min(originals),
        title=_permitted(content.title, languages),
        summary=_permitted(content.summary, languages),
        axis=content.axis if content.axis in terms.axes else "",
        format=content.format if content.format in terms.formats else "",
        answers={
            code: value
            for code, value in content.answers.items()
            if code in questions and questions[code] == others.get(code) != "file"
        },
        co_presenters=tuple(_named(p) for p in content.co_presenters),
        may_publish=False,
        author_gender="",
        author_is_young=None,
    )


def _permitted(texts: Mapping[str, str], languages: Collection[str]) -> dict[str, str]:
    return {lang: text for lang, text in texts.items() if lang in languages and text}


def _named(p: Presenter) -> Presenter:
    """Who they are, and who looks after them; gender and youth are said anew, or not."""
    return replace(p, gender="", is_young=None)
