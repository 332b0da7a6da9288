"""The small markup of pages: what it makes of what is typed, and what it never makes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.rules.markup import escaped, parsed, plain, plain_of, safe_href, unsafe_links


def told(text):
    """Spans in a short notation: words, <em>, <strong>, {address|words}."""

    def tell(span):
        inner = span.text + "".join(map(tell, span.spans))
        signs = {"text": "{}", "emphasis": "<em>{}</em>", "strong": "<strong>{}</strong>"}
        return f"{{{span.href}|{inner}}}" if span.kind == "link" else signs[span.kind].format(inner)

    return "".join(map(tell, parsed(text)))


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("plain", "plain"),
        ("a *quiet* and a **loud** word", "a <em>quiet</em> and a <strong>loud</strong> word"),
        ("**loud and *quiet* at once**", "<strong>loud and <em>quiet</em> at once</strong>"),
        ("[the **way**](https://x.org/a_(b))", "{https://x.org/a_(b)|the <strong>way</strong>}"),
        ("[here](/en/demo/venue/), [us](mailto:a@b.org), [call](tel:+34-93)",
         "{/en/demo/venue/|here}, {mailto:a@b.org|us}, {tel:+34-93|call}"),
        ("see https://x.org/a. Then (https://y.org).", "see {https://x.org/a|https://x.org/a}. Then ({https://y.org|https://y.org})."),
        ("write to ana@example.org, please", "write to {mailto:ana@example.org|ana@example.org}, please"),
        ("2 * 3 * 4 and 2*3*4", "2 * 3 * 4 and 2*3*4"),
        ("snake_case and *unclosed", "snake_case and *unclosed"),
        ("** no **", "** no **"),
        (r"\*not\* \[this\](https://x.org)", "*not* [this]({https://x.org|https://x.org})"),
        ("مرحبا **بكم** في [الموقع](https://x.org)", "مرحبا <strong>بكم</strong> في {https://x.org|الموقع}"),
    ],
)  # fmt: skip
def test_markup_is_read(typed, made):
    assert told(typed) == made


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.org", "/\\evil.org",
     "\\\\evil.org", "java\tscript:alert(1)", "https:evil", "http://", "ftp://x.org", "x.org", "", " https://x.org",
     "mailto:a@b.org?cc=c@d.org", "https://x.org/" + "a" * 2000],
)  # fmt: skip
def test_link_leads_nowhere_else(address):
    assert safe_href(address) == ""
    assert not any(span.kind == "link" and span.href == address for span in parsed(f"[x]({address})"))


def test_refused_address_stays_as_typed_and_is_named():
    text = "[press](javascript:alert(1)) and [this](https://x.org)"

    assert told(text) == "[press](javascript:alert(1)) and {https://x.org|this}"
    assert unsafe_links(text) == ["javascript:alert(1)"]


@given(st.text(alphabet="ab *[]()\\/:.@\nhtps<>&\"'é", max_size=80))
def test_no_word_is_lost_or_made_up(text):
    rest = iter(text)

    assert all(any(sign == other for other in rest) for sign in plain(text)), "signs of the text, in its order"
    for span in parsed(text):
        assert span.kind != "link" or safe_href(span.href)
        assert plain_of(span)


@given(st.text(max_size=60).filter(lambda text: "@" not in text and "://" not in text))
def test_escaped_text_stands_as_it_is(text):
    assert plain(escaped(text)) == text


@pytest.mark.parametrize(
    "sign", ["**a ", "*a ", "[", "[a](", "[a]((", "a@", "a@b-", "http://", "**a*b", "\\", "**" + "*a", "(", "a.b@"]
)
def test_reading_takes_a_time_that_grows_with_the_text_only(sign):
    text = sign * (24_000 // len(sign))
    started = time.perf_counter()

    parsed(text)
    unsafe_links(text)

    assert time.perf_counter() - started < 1
