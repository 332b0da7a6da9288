"""Fixed words of addresses cannot be slugs of congresses or pages."""

import pytest
from django.urls import get_resolver

from congress.rules.slugs import CONGRESSES, PAGES, is_free


def addresses(patterns, prefix=""):
    for pattern in patterns:
        text = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, text)
        else:
            yield text


def test_every_first_word_of_an_address_is_reserved():
    words = {text.removeprefix("en/").split("/")[0] for text in addresses(get_resolver().url_patterns)}
    fixed = {word for word in words if word and "<" not in word}
    # "demo" is a door of its own and the demo's congress besides: the one has no language, the other has.
    assert fixed - {"demo"} <= CONGRESSES


def test_every_second_word_of_a_congress_is_reserved():
    start = "en/<slug:congress>/"
    rest = [text.removeprefix(start) for text in addresses(get_resolver().url_patterns) if text.startswith(start)]
    words = {text.split("/")[0] for text in rest}
    assert {word for word in words if word and "<" not in word} <= PAGES


@pytest.mark.parametrize(
    ("slug", "free"), [("andong-2028", True), ("me", False), ("Bad", False), ("a--b", False), ("", False)]
)
def test_slugs(slug, free):
    assert is_free(slug) is free
