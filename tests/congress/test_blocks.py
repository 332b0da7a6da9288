"""The blocks of a page: their shapes, tables as typed, two versions side by side, places on a map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congress.rules.blocks import compared, filled, latest_news, names_in, new, said, table_rows, table_text, tidied
from congress.rules.page_faults import PLACEHOLDERS, Around, unpublishable, unstorable
from congress.rules.page_kinds import TITLES, begun, titles_of
from congress.rules.places import given_link, map_link
from congress.rules.slugs import is_free

OLD = [{"h": "Way"}, {"p": "Walk"}, {"ul": ["Bus", "Tram"]}]


def test_old_bodies_stay_as_they_are():
    assert tidied(OLD) == OLD


@pytest.mark.parametrize("odd", [None, "text", {"en": []}, [1, "a", None, {}, {"script": "x"}], [[{"p": "x"}]]])
def test_what_is_no_block_is_left_out(odd):
    assert tidied(odd) == []


def test_blocks_are_tidied():
    typed = [
        {"h": " Way\x00\n here ", "level": 3, "style": "color:red"},
        {"p": "one\r\n\r\ntwo  "},
        {"image": "abc", "alt": " A  door ", "decorative": False, "size": "full"},
        {"table": [["a", ""], ["", ""], ["b"]], "head": True, "caption": ""},
        {"notice": "x", "tone": "info"},
        {"ol": ["", " one "]},
        {"map": 5},
    ]

    assert tidied(typed) == [
        {"h": "Way here", "level": 3},
        {"p": "one\n\ntwo"},
        {"image": "abc", "alt": "A door"},
        {"table": [["a"], ["b"]], "head": True},
        {"notice": "x"},
        {"ol": ["one"]},
        {"map": ""},
    ]


def test_tidying_twice_changes_nothing():
    once = tidied(
        [new(kind) for kind in ("h", "p", "ul", "ol", "image", "table", "file", "map", "notice", "news", "sponsor")]
    )

    assert tidied(once) == once
    assert (len(once), filled(once)) == (11, [])


def test_table_is_typed_with_semicolons_or_tabs():
    assert table_rows("Hotel; Price\n\nRiu ; 34 €;\n") == [["Hotel", "Price"], ["Riu", "34 €"]]
    assert table_rows("a; b\tc\r\n\td") == [["a; b", "c"], ["", "d"]]
    assert table_rows("") == []


CELL = st.text(alphabet="ab;é 1", max_size=5).map(lambda text: " ".join(text.split()))


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=4).map(lambda rows: tidied([{"table": rows}])[0]["table"])
)
def test_table_comes_back_as_it_was_written(rows):
    if any(";" in cell for row in rows for cell in row) and rows and len(rows[0]) < 2:
        return  # a single column with a semicolon cannot be told from two columns
    assert table_rows(table_text(rows)) == rows


def test_two_versions_stand_side_by_side():
    mine = [{"h": "Way"}, {"p": "Run"}, {"ul": ["Bus", "Tram"]}, {"p": "New"}]

    assert compared(OLD, mine) == [
        ({"h": "Way"}, {"h": "Way"}),
        ({"p": "Walk"}, {"p": "Run"}),
        ({"ul": ["Bus", "Tram"]}, {"ul": ["Bus", "Tram"]}),
        (None, {"p": "New"}),
    ]


def test_words_of_a_block_are_said_without_markup():
    assert said({"p": "a **b** [c](https://x.org)"}) == ["a b c"]
    assert said({"table": [["a", "b"]], "caption": "T"}) == ["T", "a; b"]
    assert said({"image": "abc", "alt": "A door"}) == ["A door"]


def test_names_and_news_are_found():
    blocks = [{"image": "a"}, {"sponsor": "S", "logo": "b"}, {"file": "c"}, {"image": ""},
              {"news": "2026-01-02", "title": "Old"}, {"news": "2026-11-02", "title": "New"},
              {"news": "2026-12-01"}]  # fmt: skip

    assert names_in(blocks) == {"a", "b", "c"}
    assert [one["title"] for one in latest_news(blocks, 3)] == ["New", "Old"]


# --- what is asked for --------------------------------------------------------------------------
AROUND = Around(pictures={"seen", "told"}, described={"told"}, files={"plan"}, answered=())


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        ({"p": "fine"}, []),
        ({"image": "gone"}, ["picture_missing"]),
        ({"image": "seen"}, ["alt_missing"]),
        ({"image": "seen", "alt": "A door"}, []),
        ({"image": "seen", "decorative": True}, []),
        ({"image": "told"}, []),
        ({"file": "told"}, ["file_missing", "label_missing"]),
        ({"file": "plan", "label": "Plan"}, []),
        ({"map": "", "link": "https://evil.org"}, ["place_missing", "map_link"]),
        ({"map": "Station", "link": "41.6, 2.28"}, []),
        ({"news": "soon", "title": ""}, ["day_missing", "news_title_missing"]),
        ({"sponsor": "", "link": "javascript:x"}, ["sponsor_missing", "bad_link"]),
        ({"p": "[x](javascript:alert(1))"}, ["bad_link"]),
        ({"table": [["[x](data:a)"]]}, ["bad_link"]),
        ({"p": "Ask {controllers}"}, ["placeholder_empty"]),
    ],
)
def test_faults_before_publishing(block, codes):
    assert [found.fault.code for found in unpublishable("Title", [block], AROUND)] == codes


def test_page_needs_a_title():
    assert [found.fault.code for found in unpublishable("", [], AROUND)] == ["title_missing"]


@pytest.mark.parametrize(
    ("title", "blocks", "code"),
    [
        ("x" * 121, [], "title_too_long"),
        ("x", [{"p": "x"}] * 81, "too_many_blocks"),
        ("x", [{"p": "x" * 6001}], "block_too_long"),
        ("x", [{"ul": ["x"] * 101}], "list_too_long"),
        ("x", [{"table": [["x"] * 13]}], "table_too_large"),
    ],
)
def test_too_much_is_not_kept(title, blocks, code):
    assert [found.fault.code for found in unstorable(title, blocks)] == [code]


# --- places and well-known pages ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("41.6079, 2.2876", "https://www.openstreetmap.org/?mlat=41.6079&mlon=2.2876#map=17/41.6079/2.2876"),
        ("-34.5;-58.4", "https://www.openstreetmap.org/?mlat=-34.5&mlon=-58.4#map=17/-34.5/-58.4"),
        ("https://www.openstreetmap.org/way/1#map=17/1/2", "https://www.openstreetmap.org/way/1#map=17/1/2"),
        ("https://osm.org/go/xx", "https://osm.org/go/xx"),
        ("91, 2", ""), ("1, 181", ""), ("http://osm.org/go/x", ""), ("https://osm.org.evil.org/", ""),
        ("https://osm.org@evil.org/", ""), ("javascript:alert(1)", ""), ("https://[", ""), ("", ""),
    ],
)  # fmt: skip
def test_position_is_read(text, link):
    assert given_link(text) == link


def test_place_without_a_position_is_searched():
    assert (
        map_link("Can & Co", "Street 1", "")
        == "https://www.openstreetmap.org/search?query=Can%20%26%20Co%2C%20Street%201"
    )
    assert map_link("Can", "", "javascript:alert(1)") == "https://www.openstreetmap.org/search?query=Can"


@pytest.mark.parametrize("kind", TITLES)
def test_well_known_pages_speak_four_languages(kind):
    assert is_free(kind, of_page=True)
    assert list(titles_of(kind, ["en", "es", "fr", "pt", "ca"])) == ["en", "es", "fr", "pt"]
    for lang in ("en", "es", "fr", "pt", "ko"):
        assert tidied(begun(kind, lang)) == begun(kind, lang)


def test_notice_begins_with_who_answers():
    for lang in ("en", "es", "fr", "pt"):
        texts = [block["p"] for block in begun("privacy-notice", lang) if "p" in block]
        assert [sign for sign in PLACEHOLDERS if any(sign in text for text in texts)] == list(PLACEHOLDERS)
