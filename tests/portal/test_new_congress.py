"""A new congress in five short steps: who may, what is proposed, what is refused, and that nothing typed is lost."""

import re
from datetime import date

import pytest

from congress.models import Congress, TeamMember
from network.models import Organisation
from payments.models import Book, Issuer
from tests.factories import accounts as make
from tests.factories import congress as events
from tests.factories import network as cities

pytestmark = pytest.mark.django_db
NEW = "/en/network/congresses/new/"
BASICS = {"name": "Meeting of the north", "starts_on": "2027-05-20"}
PLACE = {"new_city": "Évora", "new_country": "PT"}


@pytest.fixture
def owner(client):
    user = make.secretariat(email="ines@example.org")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def step(name, lang="en"):
    start = NEW.replace("/en/", f"/{lang}/")
    return start if name == "template" else f"{start}{name}/"


def walk(client, lang="en", upto="entity", **said):
    """Sends the steps one after the other; the last answer."""
    steps = {
        "template": {"template": "meeting"},
        "basics": BASICS,
        "place": PLACE,
        "words": {"languages": [lang]},
        "entity": {},
    }
    answer = None
    for name, data in steps.items():
        answer = client.post(step(name, lang), {**data, **said.get(name, {})})
        if answer.status_code != 302 or name == upto:
            return answer
    return answer


# --- who may ------------------------------------------------------------------------------------
def test_the_creator_owns_it_and_sees_its_home(client, owner):
    answer = walk(client)

    made = Congress.objects.get()
    assert answer.headers["Location"] == "/en/meeting-of-the-north/"
    assert list(TeamMember.objects.values_list("user", "role")) == [(owner.pk, "owner")]
    assert (made.state, made.kind, made.name) == ("draft", "meeting", {"en": "Meeting of the north"})
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/en/meeting-of-the-north/manage/").status_code == 200


def test_nobody_else_sees_it(client, owner, client_for):
    walk(client)

    assert client_for(None).get("/en/meeting-of-the-north/").status_code == 404
    assert client_for(make.user()).get("/en/meeting-of-the-north/").status_code == 404
    assert client_for(None).get("/api/v1/congresses/").json()["results"] == []


@pytest.mark.parametrize("who", ["plain", "owner"])
def test_others_are_told_that_there_is_no_such_page(client_for, who):
    user = events.team_member().user if who == "owner" else make.user()

    assert client_for(user).get(NEW).status_code == 404
    assert client_for(user).post(NEW, {"template": "meeting"}).status_code == 404


def test_a_coordinator_makes_meetings_of_their_network_only(client_for):
    territory = cities.territorial_network(code="north")
    cities.organisation(slug="porto", name={"en": "Porto"}, territorial_network=territory)
    cities.organisation(slug="lyon", name={"en": "Lyon"}, country="FR")
    client = client_for(make.coordinator(territory))

    assert b"Online caf" not in client.get(NEW).content
    assert client.post(NEW, {"template": "full"}).status_code == 422
    place = {"host": "lyon", "new_city": "", "new_country": ""}
    assert walk(client, basics={"territorial_network": "north"}, place=place).status_code == 422
    walk(client, basics={"territorial_network": "north"}, place={"host": "porto", "new_city": "", "new_country": ""})

    made = Congress.objects.get()
    assert (made.territorial_network, made.kind, made.host.slug) == (territory, "meeting", "porto")


def test_a_coordinator_cannot_name_another_network(client_for):
    own, other = cities.territorial_network(code="north"), cities.territorial_network(code="south")
    client = client_for(make.coordinator(own))

    assert walk(client, upto="basics", basics={"territorial_network": other.code}).status_code == 422


def test_a_coordinator_begins_with_a_city_where_their_network_has_none(client_for):
    territory = cities.territorial_network(code="north")
    client = client_for(make.coordinator(territory))

    walk(client, basics={"territorial_network": "north"})

    assert Organisation.objects.get().territorial_network == territory


# --- what is proposed ---------------------------------------------------------------------------
def test_zone_currency_and_legal_entity_follow_the_city(client, owner):
    walk(client, place={"new_city": "Changwon", "new_country": "KR"})

    made, book, issuer = Congress.objects.get(), Book.objects.get(), Issuer.objects.get()
    assert (made.timezone, book.currency, issuer.country, issuer.legal_name) == (
        "Asia/Seoul",
        "KRW",
        "KR",
        "Changwon",
    )
    assert (made.ends_on, made.languages, made.reply_to) == (date(2027, 5, 20), ["en"], "ines@example.org")
    assert list(made.hosts.values_list("legal_name", "contact_email", "is_controller")) == [
        ("Changwon", "ines@example.org", True)
    ]


def test_content_languages_may_be_any(client, owner):
    walk(client, words={"languages": ["en", "ca"], "other_language": "ko"}, place={"new_country": "ES"})

    assert Congress.objects.get().languages == ["en", "ca", "ko"]


def test_several_more_languages_may_be_given(client, owner):
    walk(client, words={"languages": ["es"], "other_language": ["ca", "", "ko", "eu"]}, place={"new_country": "ES"})

    assert Congress.objects.get().languages == ["es", "ca", "ko", "eu"]


def test_more_languages_that_were_typed_are_still_there(client, owner):
    walk(client, upto="words", words={"languages": ["es"], "other_language": ["ca", "ko", "eu"]})

    page = client.get(step("words")).content.decode()

    assert page.count('name="other_language"') == 4  # what was chosen and one more
    assert [f'<option value="{code}" selected>' in page for code in ("ca", "ko", "eu", "de")] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("country", "proposed"),
    [("ES", ["es"]), ("KR", ["ko"]), ("BE", ["fr", "nl", "de"]), ("CH", ["fr", "de", "it"]), ("US", ["en"])],
)
def test_the_languages_of_the_country_are_proposed(client, owner, country, proposed):
    walk(client, "pt", upto="place", place={"new_city": "There", "new_country": country})

    page = client.get(step("words", "pt")).content.decode()

    assert re.findall(r'name="languages" value="(\w+)"[^>]* checked', page) == proposed


def test_a_citys_own_language_is_proposed_where_its_name_is_written_in_it(client, owner):
    cities.organisation(slug="vic", name={"en": "Vic", "ca": "Vic"}, country="ES")
    walk(client, upto="place", place={"host": "vic", "new_city": "", "new_country": ""})

    page = client.get(step("words")).content.decode()

    assert re.findall(r'name="languages" value="(\w+)"[^>]* checked', page) == ["es", "ca"]


def test_the_name_is_kept_in_a_language_of_the_congress(client, owner):
    walk(client, "pt", words={"languages": [], "other_language": ["ko"]}, place={"new_country": "KR"})

    made = Congress.objects.get()
    assert (made.languages, list(made.name)) == (["ko"], ["ko"])


def test_the_city_is_marked_as_needed_whichever_way_it_is_given(client, owner):
    cities.organisation(slug="porto", name={"en": "Porto"})
    walk(client, upto="basics")

    page = client.get(step("place")).content.decode()

    assert re.search(r'<label for="id_host">City that hosts it <span class="req"', page)


def test_a_known_city_and_a_known_legal_entity_can_be_chosen(client, owner):
    city = cities.organisation(slug="porto", name={"en": "Porto"})
    issuer = Issuer.objects.create(code="porto", legal_name="Município do Porto", country="PT")

    walk(client, place={"host": "porto", "new_city": "", "new_country": ""}, entity={"issuer": "porto"})

    assert (Congress.objects.get().host, Book.objects.get().issuer) == (city, issuer)
    assert Issuer.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Encontro das cidades, Évora & São Tomé", "encontro-das-cidades-evora-sao-tome"),
        ("세종 학습도시 2027", "meeting-2027"),
        ("لقاء المدن", "meeting-2027"),
        ("Łódź und Ærø", "lodz-und-aero"),
        ("Network", "network-2"),
        ("Words " * 15, "words-words-words-words-words-words-words-words-words-words"),
    ],
)
def test_the_word_in_the_address_is_made_from_the_name(client, owner, name, slug):
    walk(client, basics={"name": name})

    assert Congress.objects.get().slug == slug
    assert Congress.objects.get().name == {"en": name.strip()}


def test_names_of_any_script_stand_on_the_home_page(client, owner):
    home = walk(client, basics={"name": "<b>لقاء</b> 김서연"}).headers["Location"]

    assert "&lt;b&gt;لقاء&lt;/b&gt; 김서연" in client.get(home).content.decode()


@pytest.mark.parametrize("length", [90, 200])
def test_long_names_are_kept_whole(client, owner, length):
    walk(client, basics={"name": "x" * length})

    assert len(Congress.objects.get().name["en"]) == length
    assert len(Congress.objects.get().slug) <= 60


# --- what is refused, with what was typed -------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"slug": "taken"}, "Another congress has this address. “taken-2” is free."),
        ({"slug": "Not Good"}, "Small letters a–z, figures and single hyphens between them"),
        ({"slug": "network"}, "This word is reserved: other pages of this site have it in their address."),
        ({"starts_on": "2026-05-20"}, "These days are over already."),
        ({"ends_on": "2027-05-19"}, "The last day lies before the first."),
        ({"ends_on": "2028-05-20"}, "That is more than a month."),
        ({"starts_on": "2027-02-29"}, "Enter a valid date."),
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_basics_are_refused_with_a_sentence(client, owner, said, sentence):
    events.congress(slug="taken")

    page = walk(client, upto="basics", basics=said)

    assert page.status_code == 422
    assert sentence in page.content.decode().replace("&#x27;", "'")
    assert Congress.objects.count() == 1


def test_what_was_typed_is_still_there(client, owner):
    walk(client, upto="basics", basics={"name": "A name worth keeping", "starts_on": "2027-02-29"})

    assert 'value="A name worth keeping"' in client.get(step("basics")).content.decode()


def test_days_that_are_over_are_taken_with_a_tick(client, owner):
    page = walk(client, upto="basics", basics={"starts_on": "2026-05-20"})
    assert 'name="is_past_meant"' in page.content.decode()
    assert "It has already taken place: I enter it afterwards" in page.content.decode()

    walk(client, basics={"starts_on": "2026-05-20", "is_past_meant": "on"})

    assert Congress.objects.get().starts_on == date(2026, 5, 20)


def test_a_leap_day_is_a_day(client, owner):
    walk(client, basics={"starts_on": "2028-02-29"})

    assert Congress.objects.get().ends_on == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("place", {"new_city": "", "new_country": ""}, "This field is required."),
        ("place", {"new_country": "XX"}, "Select a valid choice."),
        ("words", {"timezone": "Mars/Phobos"}, "There is no such time zone."),
        ("words", {"languages": ["tlh-x"]}, "Select a valid choice."),
        ("entity", {"contact_email": "nobody"}, "Enter a valid email address."),
        ("entity", {"legal_name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_later_steps_are_refused_with_a_sentence(client, owner, name, said, sentence):
    page = walk(client, **{name: said})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Congress.objects.exists()


def test_a_city_from_the_list_or_a_new_one_but_not_both(client, owner):
    cities.organisation(slug="porto")

    page = walk(client, place={"host": "porto"})

    assert "not both" in page.content.decode()


def test_an_account_number_with_a_mistake_is_refused(client, owner):
    page = walk(client, template={"template": "full"}, entity={"iban": "ES9121000418450200051333"})

    assert page.status_code == 422
    assert "holds a mistake" in page.content.decode()


def test_a_step_that_lacks_one_before_it_leads_back(client, owner):
    assert client.get(step("words")).headers["Location"] == NEW
    client.post(NEW, {"template": "cafe"})
    assert client.get(step("entity")).headers["Location"] == step("basics")


def test_an_unknown_step_is_no_page(client, owner):
    assert client.get(f"{NEW}payment/").status_code == 404


def test_a_slug_taken_while_the_steps_were_filled_in_is_said_and_nothing_is_made(client, owner):
    walk(client, upto="words", basics={"slug": "evora"})
    events.congress(slug="evora")

    answer = client.post(step("entity"), {})

    assert answer.headers["Location"] == step("basics")
    assert "“evora-2” is free" in client.post(step("basics"), {**BASICS, "slug": "evora"}).content.decode()
    assert (Congress.objects.count(), Organisation.objects.count()) == (1, 0)


def test_what_was_typed_is_forgotten_once_the_congress_is_made(client, owner):
    walk(client)

    assert client.get(step("basics")).headers["Location"] == NEW


@pytest.mark.parametrize("lang", ["es", "fr", "pt"])
def test_it_is_set_up_in_the_language_of_its_organiser(client, owner, lang):
    walk(client, lang)

    made = Congress.objects.get()
    assert (list(made.name), made.languages, list(made.description)) == ([lang], [lang], [lang])
