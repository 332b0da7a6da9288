"""The organiser's own pages, as visitors read them."""

from html.parser import HTMLParser

import pytest

from congress.models import Page
from tests.factories import congress as make
from tests.factories import words

pytestmark = pytest.mark.django_db
BODY = {"en": [{"h": "How to get here"}, {"p": "<b>Walk</b>"}, {"ul": ["Bus", "Tram"]}]}
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftszentraleamt"


def read(client, row, lang="en", query=""):
    return client.get(f"/{lang}/{row.congress.slug}/{row.slug}/{query}").content.decode()


def main_of(html):
    """The page's own blocks."""
    start = html.index('class="own-page')
    return html[start : html.index("</main>", start)]


def test_a_page_shows_its_blocks_escaped(client):
    page = read(client, make.page(body=BODY))
    assert all(text in page for text in ("<h2>How to get here</h2>", "&lt;b&gt;Walk&lt;/b&gt;", "<li>Tram</li>"))


def test_a_page_falls_back_visibly_to_a_language_that_it_has(client):
    page = read(client, make.page(body=BODY), "pt")

    assert '<div class="own-page prose" lang="en" dir="ltr">' in page
    assert "How to get here" in page
    assert 'hreflang="en"' in page


def test_a_fallback_is_said_in_words(client):
    page = read(client, make.page(body={"es": [{"p": "A pie"}]}))

    assert "This page is not written in English yet. You read it in Spanish." in page
    assert "This page is not written" not in read(client, make.page(body=BODY))


def test_an_unpublished_page_is_for_those_who_prepare_it(client, client_for, settings):
    settings.DEMO = True  # an owner needs no second factor here
    row = make.page(is_published=False)
    owner = make.team_member(congress=row.congress).user
    path = f"/en/{row.congress.slug}/{row.slug}/"
    assert (client.get(path).status_code, client_for(owner).get(path).status_code) == (404, 200)


def test_an_unknown_page_is_not_found(client):
    assert client.get(f"/en/{make.congress().slug}/nothing/").status_code == 404


# --- what could harm ----------------------------------------------------------------------------
HARM = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "[x](javascript:alert(1))",
    "[x](https://x.org/\"onclick=\"alert(1))",
    "**<i>a</i>**",
    "&lt;script&gt;",
]  # fmt: skip


class Tags(HTMLParser):
    """Every tag with its attributes, as a browser would read them."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def everything(text, picture, paper):
    return [
        {"h": text}, {"p": text}, {"ul": [text]}, {"ol": [text]},
        {"image": picture, "alt": text, "caption": text}, {"table": [[text], [text]], "caption": text, "head": True},
        {"file": paper, "label": text}, {"map": text, "address": text, "link": text},
        {"notice": text, "title": text, "tone": text}, {"news": text, "title": text, "text": text},
        {"sponsor": text, "tier": text, "logo": text, "link": text},
    ]  # fmt: skip


@pytest.mark.parametrize("text", HARM)
def test_nothing_typed_becomes_markup(client, text, files_dir):
    event = make.congress()
    picture = make.picture(congress=event, alt={"en": text})
    paper = make.picture(congress=event, width=None, height=None)
    row = make.page(congress=event, title=words(text), body={"en": everything(text, picture.name, paper.name)})

    found = Tags()
    found.feed(main_of(read(client, row)))

    assert not {"script", "i"} & {name for name, _attributes in found.tags}
    names = {name for _tag, attributes in found.tags for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    targets = [attributes[key] for _tag, attributes in found.tags for key in ("href", "src") if key in attributes]
    assert [target for target in targets if not target.startswith(("https://", "mailto:", "/pictures/", "/en/"))] == []


def test_odd_bodies_do_not_break_a_page(client):
    odd = [
        {"p": 5},
        "text",
        None,
        {"table": "x"},
        {"ul": [1, None]},
        {"image": "gone"},
        {"file": "gone"},
        {"news": "soon"},
    ]

    assert "own-page" in read(client, make.page(body={"en": [*odd, {"p": "Walk"}]}))


# --- languages and letters ----------------------------------------------------------------------
def test_a_page_in_arabic_reads_from_right_to_left(client):
    event = make.congress(languages=["en", "ar"])
    row = make.page(congress=event, body={"en": [{"p": "Walk"}], "ar": [{"p": "سيرًا **على** الأقدام"}]})

    assert '<a href="?text=ar" hreflang="ar" lang="ar">العربية</a>' in read(client, row)
    page = read(client, row, query="?text=ar")
    assert 'lang="ar" dir="rtl">' in page
    assert "سيرًا <strong>على</strong> الأقدام" in page


def test_a_word_of_ninety_letters_may_be_broken(client):
    assert len(LONG) >= 90
    page = read(client, make.page(body={"en": [{"p": LONG}, {"table": [["a", LONG]]}]}))

    assert (page.count(LONG), "css/pages.css" in page) == (2, True)


# --- single blocks ------------------------------------------------------------------------------
def blocks(client, *rows, **kw):
    return main_of(read(client, make.page(body={"en": list(rows)}, **kw)))


def test_subheading_without_a_heading_is_one(client):
    html = blocks(client, {"h": "A", "level": 3}, {"h": "B"}, {"h": "C", "level": 3})

    assert [text in html for text in ("<h2>A</h2>", "<h2>B</h2>", "<h3>C</h3>")] == [True] * 3


def test_paragraphs_are_parted_by_blank_lines(client):
    assert "<p>one<br>two</p><p>three</p>" in blocks(client, {"p": "one\ntwo\n\nthree"})


def test_table_names_its_rows_and_columns(client):
    html = blocks(
        client, {"table": [["Hotel", "Price"], ["Riu", "34"]], "head": True, "side": True, "caption": "Prices"}
    )

    assert '<th scope="col">Hotel</th>' in html
    assert '<th scope="row">Riu</th><td>34</td>' in html
    assert '<caption class="sr">Prices</caption>' in html
    assert 'role="region" tabindex="0" aria-label="Prices"' in html


def test_picture_has_its_words_or_is_decoration(client, files_dir):
    event = make.congress()
    row = make.picture(congress=event, alt={"en": "A door", "es": "Puerta"})
    image = {"image": row.name}

    html = blocks(client, image, {**image, "alt": "My door"}, {**image, "decorative": True}, congress=event)

    assert [html.count(f'alt="{text}"') for text in ("A door", "My door", "")] == [1, 1, 1]
    assert f'src="/pictures/{event.slug}/page/{row.name}"' in html


def test_file_says_its_kind_and_size(client, files_dir):
    row = make.picture(width=None, height=None)
    row.file.content_type, row.file.size = "application/pdf", 2_000_000
    row.file.save()

    html = blocks(client, {"file": row.name, "label": "Plan"}, congress=row.congress)

    assert '>Plan</a> <span class="muted">(PDF, 1.9\xa0MB)</span>' in html


def test_place_leads_to_a_map(client):
    html = blocks(client, {"map": "Can", "address": "Street 1", "link": "41.6, 2.28"})

    assert 'href="https://www.openstreetmap.org/?mlat=41.6&amp;mlon=2.28#map=17/41.6/2.28" rel="noreferrer"' in html


def test_news_stand_newest_first(client):
    html = blocks(client, {"news": "2026-01-02", "title": "Old"}, {"news": "2026-11-20", "title": "New"},
                  {"news": "2026-11-20", "title": "Twin"})  # fmt: skip

    assert html.index("New") < html.index("Twin") < html.index("Old")
    assert html.count('id="news-2026-11-20"') == 1
    assert '<time datetime="2026-11-20" lang="en">20 November 2026</time>' in html


def test_sponsors_stand_by_level(client):
    html = blocks(client, {"sponsor": "A", "tier": "Main"}, {"sponsor": "B", "tier": "Kind", "link": "https://b.example/"},
                  {"sponsor": "C", "tier": "Main"})  # fmt: skip

    assert html.index("<h2>Main</h2>") < html.index("A") < html.index("C</span>") < html.index("<h2>Kind</h2>")
    assert '<a href="https://b.example/"><span>B</span></a>' in html


# --- the privacy notice -------------------------------------------------------------------------
NOTICE = {"en": [{"p": "{controllers}"}, {"p": "{contacts}"}, {"p": "Write to {reply_to}. Ask {contacts}, {other}."}]}


def test_notice_names_who_answers(client):
    event = make.congress(reply_to="congress@example.org")
    make.host(congress=event, legal_name="City of *Vall*", address="Square 1\n08000", duties={"es": "Paga."},
              contact="Office", contact_email="a@example.org")  # fmt: skip
    make.host(congress=event, legal_name="Network", contact_email="b@example.org", position=1)
    make.host(congress=event, legal_name="Partner", is_controller=False, position=2)

    html = blocks(client, *NOTICE["en"], congress=event, slug="privacy-notice")

    assert '<strong>City of *Vall*</strong><span>Square 1<br>08000</span><span lang="es">Paga.</span>' in html
    assert '<span>Office</span><a href="mailto:a@example.org">a@example.org</a>' in html
    assert 'Write to <a href="mailto:congress@example.org">congress@example.org</a>. Ask City of *Vall* (' in html
    assert "{other}" in html, "only the known words are filled in"
    assert "Partner" not in html


def test_without_a_notice_the_link_leads_to_what_holds_for_all(client):
    event = make.congress()
    make.page(congress=event, slug="privacy-notice", is_published=False)

    assert client.get(f"/fr/{event.slug}/privacy-notice/")["Location"] == "/fr/privacy/"


def test_footer_of_a_congress_leads_to_its_own_notice(client):
    row = make.page()

    assert f'<a href="/en/{row.congress.slug}/privacy-notice/">Privacy</a>' in read(client, row)


# --- menu and queries ---------------------------------------------------------------------------
def test_menu_names_the_pages_and_the_language_of_what_is_not_in_the_readers(client):
    row = make.page(title={"en": "Venue", "fr": "Lieu"}, body={"en": [{"p": "x"}]})
    make.page(congress=row.congress, slug="hotels", title={"es": "Hoteles"}, body={"es": [{"p": "x"}]}, position=1)
    make.page(congress=row.congress, slug="hidden", title=words("Hidden"), in_menu=False, position=2)
    make.page(congress=row.congress, slug="draft", title=words("Draft"), is_published=False, position=3)

    html = read(client, row, "fr")
    menu = html[html.index('class="side-nav"') : html.index("</nav>", html.index('class="side-nav"'))]

    assert menu.count("<li>") == 2
    assert "<span>Lieu</span>" in menu
    assert '<span lang="es">Hoteles</span>' in menu
    assert 'aria-current="page"' in menu


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_the_same_queries(client, assert_queries, files_dir, rows):
    event = make.congress()
    pictures = [make.picture(congress=event).name for _ in range(rows)]
    for name in pictures:
        make.page(congress=event, body={"en": [{"image": name} for name in pictures] + [{"p": "{contacts}"}]})
    row = Page.objects.first()
    with assert_queries(6):
        html = read(client, row)
    assert html.count("<figure") == rows


def test_notice_speaks_of_one_who_answers_or_of_several(client):
    event = make.congress()
    make.host(congress=event, legal_name="City", contact_email="a@example.org")
    make.page(congress=event, slug="privacy-notice", body={"en": [{"p": "{responsibility}"}]})
    address = f"/en/{event.slug}/privacy-notice/"
    alone = client.get(address).content.decode()

    make.host(congress=event, legal_name="Network", contact_email="b@example.org", position=1)
    together = client.get(address).content.decode()

    assert "This body decides why" in alone
    assert "agreement" not in main_of(alone)
    assert "These bodies decide together" in together
    assert "This body" not in together
