"""Texts are translated, refusals are listed."""

import pytest

from scripts import list_errors, messages

LANGUAGES = messages.LANGUAGES


@pytest.fixture(scope="module")
def wanted():
    return messages.texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language, wanted):
    assert list(messages.problems(language, wanted)) == []


def test_texts_are_read_from_templates():
    plural = "{% blocktranslate trimmed count n=n %}\n a {{ n }}{% plural %}b {{ n }}{% endblocktranslate %}"
    source = '{% load i18n %}{% translate "One (day)" %}' + plural

    assert list(messages.in_template(source, "planted")) == [
        messages.Text("", "One (day)", ""),
        messages.Text("", "a %(n)s", "b %(n)s"),
    ]


def test_texts_are_read_from_python():
    source = "_('a' 'b'); ngettext('one', 'many', n); pgettext('month', 'May'); other('no')"

    assert list(messages.in_python(source)) == [
        messages.Text("", "ab", ""),
        messages.Text("", "one", "many"),
        messages.Text("month", "May", ""),
    ]


def test_every_refusal_is_listed():
    list_errors.load()

    assert (list_errors.ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == list_errors.text()


def test_refusals_of_one_code_have_one_status():
    list_errors.load()
    from common.errors import DomainError

    seen: dict[str, set[int]] = {}
    for error in list_errors.classes(DomainError):
        if error.__module__.startswith(list_errors.APPS):
            seen.setdefault(error.code, set()).add(error.status)

    assert {code: statuses for code, statuses in seen.items() if len(statuses) > 1} == {}
