"""Whether answers fit their questions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.enums import AnswerFault, QuestionKind
from questions.rules import answers, text
from questions.rules.answers import Fault, check_all, fault_of
from questions.rules.conditions import QuestionSpec

COLOURS = frozenset({"red", "blue"})


def ask(kind, **kw):
    return QuestionSpec("q", kind, **kw)


@pytest.mark.parametrize(
    ("spec", "value", "kept"),
    [
        (ask("short_text"), "  Café\u0301 ", "Caf\u00e9\u0301"),
        (ask("long_text"), "one\r\ntwo\x00", "one\ntwo"),
        (ask("single", options=COLOURS), "red", "red"),
        (ask("multiple", options=COLOURS), ["red", "blue", "red"], ["blue", "red"]),
        (ask("number"), "3,50", 3.5),
        (ask("number"), "1e3", 1000),
        (ask("number"), 7, 7),
        (ask("date"), "2024-02-29", "2024-02-29"),
        (ask("date"), date(2024, 2, 29), "2024-02-29"),
        (ask("country", options=frozenset({"PT"})), "PT", "PT"),
        (ask("address", options=frozenset({"PT"})), {"street": " Rua  Nova 1 ", "locality": "Lisboa", "country": "PT"},
         {"street": "Rua Nova 1", "locality": "Lisboa", "country": "PT"}),
        (ask("file", options=frozenset({"k1"})), "k1", "k1"),
        (ask("boolean"), False, False),
        (ask("boolean", is_required=True), True, True),
    ],
)  # fmt: skip
def test_a_good_answer_is_kept_clean(spec, value, kept):
    assert check_all([spec], {"q": value}, complete=True) == ({"q": kept}, {})


@pytest.mark.parametrize(
    ("spec", "value", "code"),
    [
        (ask("short_text", is_required=True), " ", "missing"),
        (ask("multiple", is_required=True, options=COLOURS), [], "missing"),
        (ask("boolean", is_required=True), False, "unticked"),
        (ask("boolean", is_required=True), None, "unticked"),
        (ask("short_text"), 7, "not_text"),
        (ask("short_text"), "a\nb", "one_line"),
        (ask("short_text", max_length=3), "abcd", "too_many_characters"),
        (ask("long_text", max_length=2, unit="words"), "one two three", "too_many_words"),
        (ask("long_text"), "x" * 20_001, "too_many_characters"),
        (ask("single", options=COLOURS), "green", "not_an_option"),
        (ask("single", options=COLOURS), ["red"], "not_an_option"),
        (ask("multiple", options=COLOURS), ["red", "green"], "not_an_option"),
        (ask("multiple", options=COLOURS), "red", "not_an_option"),
        (ask("multiple", options=COLOURS), [{}], "not_an_option"),
        (ask("number"), "seven", "not_a_number"),
        (ask("number"), True, "not_a_number"),
        (ask("number"), "nan", "not_a_number"),
        (ask("number"), "1e999999", "not_a_number"),
        (ask("number", minimum=1), "0", "too_small"),
        (ask("number", maximum=5), "5.5", "too_large"),
        (ask("date"), "2023-02-29", "not_a_date"),
        (ask("date"), "20230228", "not_a_date"),
        (ask("date"), 20230228, "not_a_date"),
        (ask("country", options=frozenset({"PT"})), "XX", "not_an_option"),
        (ask("boolean"), "yes", "not_yes_or_no"),
        (ask("address"), "Rua Nova 1", "not_an_address"),
        (ask("address"), {"street": "Rua Nova 1", "planet": "x"}, "not_an_address"),
        (ask("address"), {"street": "Rua Nova 1", "country": "XX"}, "not_an_address"),
        (ask("address"), {"street": "Rua Nova 1"}, "address_incomplete"),
        (ask("address"), {"street": "x" * 201}, "too_many_characters"),
        (ask("address", is_required=True), {"street": " "}, "missing"),
        (ask("file", options=frozenset({"k1"})), "k2", "not_a_file"),
    ],
)
def test_a_bad_answer_is_named(spec, value, code):
    fault = fault_of(spec, value)
    assert fault is not None
    assert fault.code == code


def test_an_answer_without_a_question_is_named():
    assert check_all([], {"x": 1}, complete=False) == ({}, {"x": Fault("unknown_question")})


def test_a_draft_may_be_open_and_too_long():
    specs = [ask("short_text", is_required=True, max_length=3)]
    assert check_all(specs, {}, complete=False) == ({}, {})
    assert check_all(specs, {"q": "abcd"}, complete=False) == ({"q": "abcd"}, {})


def test_a_retired_option_stays_where_it_stood():
    single, multiple = ask("single", retired=COLOURS), ask("multiple", retired=COLOURS)
    assert check_all([single], {"q": "red"}, complete=True, before={"q": "red"}) == ({"q": "red"}, {})
    assert fault_of(single, "red") == Fault("not_an_option")
    kept = check_all([multiple], {"q": ["red"]}, complete=True, before={"q": ["red", "blue"]})
    assert kept == ({"q": ["red"]}, {})


@pytest.mark.parametrize(
    ("words", "number"), [("", 0), ("one", 1), (" one \n two\tthree ", 3), ("l'école, c'est", 2), ("안동 학습 도시", 3)]
)
def test_words_are_parted_by_white_space(words, number):
    assert text.length(words, "words") == number


def test_characters_are_code_points():
    assert text.length(text.tidy("e\u0301😀")) == 2


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@given(st.sampled_from(QuestionKind.values), json, st.booleans(), st.booleans())
def test_whatever_is_sent_is_kept_clean_or_named(kind, value, required, complete):
    spec = ask(kind, is_required=required, options=COLOURS, max_length=10)
    clean, faults = check_all([spec], {"q": value}, complete=complete)
    assert not (clean and faults)
    assert all(fault.code in AnswerFault.values for fault in faults.values())
    assert check_all([spec], clean, complete=False, before=clean) == (clean, {})


def test_every_kind_has_its_rule():
    assert set(answers._CHECKS) == set(QuestionKind.values)
