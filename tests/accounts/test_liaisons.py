"""Who speaks for a city: half-open dates, themes, clusters; proposed, claimed, confirmed, declined, taken back."""

from datetime import date, timedelta

import pytest

from accounts.actions import liaisons as actions
from accounts.models import Liaison, User
from accounts.permissions import reads_clusters, speaks_for
from common.errors import Invalid
from common.models import AuditEntry, QueuedMail
from network.models import Cluster
from tests.factories import accounts as make
from tests.factories import network

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
PEOPLE = "/en/network/people/"
CLAIM = "/en/me/cities/claim/"


@pytest.fixture
def by():
    return make.user().as_actor()


@pytest.fixture
def city():
    return network.organisation(slug="porto", name={"en": "Oporto"})


@pytest.fixture
def cluster(city) -> Cluster:
    made = network.cluster(theme={"en": "Reading", "pt": "Leitura"}, code="reading")
    network.seat(cluster=made, organisation=city)
    return made


def named(by, city, now, **kw):
    return actions.name_liaison(
        **{"person": make.person(), "organisation": city, "starts_on": DAY, **kw}, by=by, now=now
    )


def test_liaison_speaks_for_two_years_where_nobody_says_until_when(by, city, now):
    assert named(by, city, now).ends_on == date(2028, 11, 21)
    assert named(by, city, now, ends_on=date(2027, 1, 1)).ends_on == date(2027, 1, 1)
    with pytest.raises(Invalid):
        named(by, city, now, ends_on=DAY)


def test_liaison_speaks_on_their_theme_or_on_all(by, city):
    reader = make.liaison(organisation=city, theme="Reading").person
    general = make.liaison(organisation=city).person

    assert [speaks_for(who, city, DAY, theme="READING") for who in (reader, general)] == [True, True]
    assert [speaks_for(who, city, DAY, theme="Walking") for who in (reader, general)] == [False, True]


def test_representative_speaks_in_the_cluster_and_nowhere_else(city, cluster):
    who = make.liaison(organisation=city, cluster=cluster, theme="Reading").person

    assert speaks_for(who, city, DAY, cluster=cluster)
    assert not speaks_for(who, city, DAY)
    assert not speaks_for(who, city, DAY, cluster=network.cluster())
    assert not speaks_for(make.liaison(organisation=city).person, city, DAY, cluster=cluster)


def test_representative_has_the_theme_of_the_cluster_in_any_language(by, city, cluster, now):
    assert named(by, city, now, cluster=cluster).theme == "Reading"
    assert named(by, city, now, cluster=cluster, theme="leitura").theme == "leitura"
    with pytest.raises(Invalid) as refused:
        named(by, city, now, cluster=cluster, theme="Walking")
    assert set(refused.value.fields) == {"theme"}


def test_representative_needs_a_seat_of_the_city(by, city, now):
    with pytest.raises(Invalid) as refused:
        named(by, city, now, cluster=network.cluster())
    assert set(refused.value.fields) == {"cluster"}


def test_nobody_stands_twice_on_a_theme(by, city, now):
    person = make.person()
    named(by, city, now, person=person, theme="Reading")
    with pytest.raises(actions.LiaisonStands):
        named(by, city, now, person=person, theme="reading")
    named(by, city, now, person=person, theme="Walking")
    Liaison.objects.update(ends_on=DAY + timedelta(days=1))
    named(by, city, now, person=person, theme="Reading", starts_on=DAY + timedelta(days=1))


def test_declined_may_be_proposed_again(by, city, now):
    row = named(by, city, now)
    actions.decline_liaison(liaison=row, reason="Please ask your mayor.", by=by, now=now)
    assert named(by, city, now, person=row.person).pk != row.pk


@pytest.mark.parametrize("first", ["confirm", "decline", "take back"])
def test_proposal_is_answered_once(by, city, now, first):
    row = named(by, city, now)
    verbs = {
        "confirm": lambda: actions.confirm_liaison(liaison=row, by=by, now=now),
        "decline": lambda: actions.decline_liaison(liaison=row, reason="No.", by=by, now=now),
        "take back": lambda: actions.take_back(liaison=row, by=by, now=now),
    }
    verbs[first]()
    for verb in set(verbs) - {first}:
        with pytest.raises(actions.LiaisonAnswered):
            verbs[verb]()


def test_answers_reach_the_person_in_their_language(by, city, now):
    row = named(by, city, now, person=make.person(language="fr", email="ana@example.org"))
    actions.confirm_liaison(liaison=row, by=by, now=now)
    actions.confirm_liaison(liaison=row, by=by, now=now)
    other = named(by, city, now)
    actions.decline_liaison(liaison=other, reason="Unknown [Pay](https://evil.example)", by=by, now=now)

    first, second = QueuedMail.objects.order_by("id")
    assert (first.template, first.language, first.to) == ("accounts_liaison_confirmed", "fr", "ana@example.org")
    assert second.template == "accounts_liaison_declined"
    assert "](https://evil" not in second.body


def test_lapsed_liaison_writes_for_the_city_no_more(city, now):
    from congress.queries.submission import organisations_of

    network.organisation()
    who = make.person(organisation=network.organisation(slug="own"))
    make.liaison(person=who, organisation=city, ends_on=DAY)

    assert [row.slug for row in organisations_of(who, DAY)] == ["own"]
    assert [row.slug for row in organisations_of(who, DAY - timedelta(days=1))] == ["own", "porto"]


# --- pages --------------------------------------------------------------------------------------
def test_claim_waits_for_the_secretariat_and_tells_it(client, city, now):
    keeper = make.secretariat()
    user = make.user()
    client.force_login(user)
    data = {"city": "PORTO", "claim": "Head of education"}
    assert client.post(CLAIM, data).url == CLAIM
    row = Liaison.objects.get()
    assert (row.person, row.claim, row.confirmed_at) == (user.person, "Head of education", None)
    assert [letter.to for letter in QueuedMail.objects.all()] == [keeper.email]
    assert client.post(CLAIM, data).status_code == 409
    assert "Waits to be confirmed" in client.get(CLAIM).content.decode()
    assert client.get("/en/me/cities/porto/").status_code == 404
    client.force_login(keeper)
    assert "Head of education" in client.get(PEOPLE).content.decode()


@pytest.mark.parametrize(("text", "slug"), [("Oporto", "porto"), ("opórto", "porto"), ("Vila", ""), ("Nowhere", "")])
def test_city_is_found_by_a_name_that_no_other_bears(client, city, text, slug):
    for number in (1, 2):
        network.organisation(slug=f"vila-{number}", name={"en": f"Vila {number}"})
    client.force_login(make.user())
    client.post(CLAIM, {"city": text, "claim": "Mayor"})
    assert [row.organisation.slug for row in Liaison.objects.all()] == ([slug] if slug else [])


@pytest.mark.parametrize("data", [{"city": "nowhere", "claim": "x"}, {"city": "porto", "claim": " "}])
def test_claim_needs_a_city_and_a_function(client, city, data):
    client.force_login(make.user())
    assert client.post(CLAIM, data).status_code == 400
    assert not Liaison.objects.exists()


def test_secretariat_declines_with_a_reason(client, city):
    client.force_login(make.secretariat())
    row = make.liaison(organisation=city, confirmed_at=None)
    assert client.post(f"{PEOPLE}liaisons/{row.pk}/decline/", {"reason": ""}).status_code == 400
    assert client.post(f"{PEOPLE}liaisons/{row.pk}/decline/", {"reason": "Ask your city."}).url == PEOPLE
    row.refresh_from_db()
    assert (row.declined_because, row.confirmed_at) == ("Ask your city.", None)
    assert "Ask your city." in QueuedMail.objects.get().body
    client.post(f"{PEOPLE}liaisons/{row.pk}/confirm/")
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_secretariat_names_a_representative(client, city, cluster):
    client.force_login(make.secretariat())
    data = {"email": "new@example.org", "city": "porto", "cluster": cluster.pk, "ends_on": "2027-05-01"}
    assert client.post(f"{PEOPLE}liaisons/", {**data, "theme": "Walking"}).status_code == 400
    assert not User.objects.filter(email="new@example.org").exists()
    assert client.post(f"{PEOPLE}liaisons/", data).url == PEOPLE
    row = Liaison.objects.get()
    assert (row.cluster, row.theme, row.ends_on) == (cluster, "Reading", date(2027, 5, 1))


def test_one_leaves_ones_own_and_nobody_elses(client, city):
    user = make.user()
    own = make.liaison(person=user.person, organisation=city)
    waiting = make.liaison(person=user.person, organisation=city, theme="Reading", confirmed_at=None)
    other = make.liaison(organisation=city)
    client.force_login(user)
    for row in (own, waiting):
        assert client.post(f"/en/me/cities/liaisons/{row.pk}/end/").url == CLAIM
    assert client.post(f"/en/me/cities/liaisons/{other.pk}/end/").status_code == 404
    assert not speaks_for(user.person, city, DAY)
    assert list(Liaison.objects.standing(DAY)) == [other]
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"liaison_ended", "liaison_taken_back"}


def test_nothing_ends_before_one_has_read_what_and_when(client, city, cluster):
    user = make.user()
    own, coming = (
        make.liaison(person=user.person, organisation=city, theme=theme, starts_on=starts_on, ends_on=None)
        for theme, starts_on in (("", date(2026, 9, 1)), ("Reading", DAY + timedelta(days=9)))
    )
    waiting = make.liaison(person=user.person, organisation=city, confirmed_at=None)
    seat = cluster.seats.get()
    client.force_login(make.secretariat())
    role = make.coordinator(network.territorial_network()).network_roles.get()
    said = {
        f"{PEOPLE}liaisons/{own.pk}/end/": "no longer speaks for the city",
        f"{PEOPLE}liaisons/{coming.pk}/end/": "as if it had never been",
        f"{PEOPLE}liaisons/{waiting.pk}/end/": "It is taken back at once.",
        f"{PEOPLE}roles/{role.pk}/end/": "What was done in this role stays.",
        f"/en/network/clusters/{cluster.code}/seats/{seat.pk}/end/": "Its representatives stay named.",
    }
    for url, text in said.items():
        page = client.get(url).content.decode()
        assert (text in page, "Ends on" in page, "Keep it" in page) == (True, text[:5] != "It is", True), url
    client.force_login(user)
    assert "No longer speak for this city?" in client.get(f"/en/me/cities/liaisons/{own.pk}/end/").content.decode()
    assert not AuditEntry.objects.filter(verb__contains="ended").exists()
    assert Liaison.objects.standing(DAY).count() == 3


def test_a_liaison_that_has_not_begun_is_taken_out(client, city):
    row = make.liaison(organisation=city, starts_on=DAY + timedelta(days=9), ends_on=None)
    client.force_login(make.secretariat())

    assert client.post(f"{PEOPLE}liaisons/{row.pk}/end/").url == PEOPLE
    assert not Liaison.objects.exists()


# --- clusters -----------------------------------------------------------------------------------
def test_clusters_are_read_by_liaisons_until_their_last_day(city):
    user = make.user()
    make.liaison(person=user.person, organisation=city, ends_on=DAY)

    assert [reads_clusters(user, DAY - timedelta(days=1)), reads_clusters(user, DAY)] == [True, False]


def test_cluster_page_shows_pilots_members_and_who_represents_them(client, city, cluster):
    make.liaison(organisation=city, cluster=cluster, person=make.person(given_name="Zulmira", family_name="Pinho"))
    make.liaison(organisation=city, person=make.person(given_name="Not", family_name="Shown"))
    network.seat(cluster=cluster, organisation=network.organisation(name={"en": "Lyon"}), kind="pilot")
    network.seat(cluster=cluster, organisation=network.organisation(name={"en": "Gone"}), ends_on=DAY)
    user = make.user()
    make.liaison(person=user.person, organisation=network.organisation())
    client.force_login(user)
    page = client.get("/en/network/clusters/reading/").content.decode()
    assert page.index("Lyon") < page.index("Zulmira Pinho")
    assert [word in page for word in ("Not Shown", "Gone", "Give a seat")] == [False] * 3


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("", 5), ("reading/", 7)])
def test_cluster_pages_take_the_same_queries(client, cluster, django_assert_num_queries, rows, page, queries):
    for number in range(rows):
        seat = network.seat(cluster=cluster, kind="pilot")
        make.liaison(organisation=seat.organisation, cluster=cluster)
        network.cluster(code=f"other-{number}")
    client.force_login(make.secretariat())
    with django_assert_num_queries(queries):
        client.get(f"/en/network/clusters/{page}")


def test_secretariat_keeps_clusters(client, city):
    client.force_login(make.secretariat())
    base = "/en/network/clusters/"
    data = {"code": "walking", "name_en": "Walking", "theme_en": "The way to school", "is_active": "on"}
    assert client.post(f"{base}new/", {"code": "walking"}).status_code == 400
    assert client.post(f"{base}new/", data).url == f"{base}walking/"
    assert client.post(f"{base}new/", data).status_code == 409
    seat = {"city": "porto", "kind": "pilot", "starts_on": "2026-11-01"}
    assert client.post(f"{base}walking/seats/", seat).url == f"{base}walking/"
    assert client.post(f"{base}walking/seats/", seat).status_code == 409
    row = Cluster.objects.get().seats.get()
    assert row.ends_on == date(2028, 11, 1)
    assert client.post(f"{base}walking/seats/{row.pk}/end/").url == f"{base}walking/"
    row.refresh_from_db()
    assert row.ends_on == DAY
    assert client.post(f"{base}walking/edit/", {"name_en": "Walk", "theme_en": "School"}).url == f"{base}walking/"
    assert Cluster.objects.get().is_active is False
