"""An empty installation gets its first owner by the code that the server prints; nobody else does."""

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command, get_commands
from django.test import Client

from accounts.actions import first_owner
from accounts.actions.first_owner import FirstOwnerCodeOver, FirstOwnerCodeWrong, Newcomer, OwnerKnown, claim, make_code
from accounts.models import FirstOwnerCode, NetworkRole, User
from accounts.permissions import is_secretariat
from common.models import AuditEntry
from tests.congress.test_races import at_once, together
from tests.factories import accounts as make

START = "/en/start/"
MIDDLEWARE = "portal.web.start.StartFirst"
WHO = {"given_name": "Inês", "family_name": "Carvalho", "email": "Ines@Example.org"}
NEWCOMER = Newcomer("Inês", "Carvalho", "ines@example.org", "pt")


@pytest.fixture
def mounted(settings):
    before = "accounts.web.middleware.SignInFirst"
    at = settings.MIDDLEWARE.index(before)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:at], MIDDLEWARE, *settings.MIDDLEWARE[at:]]


def printed(**settings):
    out = StringIO()
    call_command("first_owner", stdout=out)
    return out.getvalue()


# --- the code -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_command_prints_a_code_of_which_only_a_digest_is_kept():
    text = printed()

    code = next(word for word in text.split() if word.count("-") == 2)
    assert len(code) == 14
    kept = FirstOwnerCode.objects.get()
    assert code.replace("-", "") not in kept.code_hash
    assert code not in kept.code_hash


@pytest.mark.django_db
def test_every_start_ends_the_code_of_the_one_before(now):
    first, second = make_code(now=now), make_code(now=now)

    with pytest.raises(FirstOwnerCodeWrong):
        claim(code=first, newcomer=NEWCOMER, now=now)
    assert claim(code=second, newcomer=NEWCOMER, now=now).email == "ines@example.org"


@pytest.mark.django_db
def test_nothing_is_printed_once_somebody_can_sign_in():
    make.user()

    assert printed() == ""
    assert not FirstOwnerCode.objects.exists()


@pytest.mark.django_db
def test_nothing_is_printed_in_the_demo(settings):
    settings.DEMO = True

    assert printed() == ""
    assert not FirstOwnerCode.objects.exists()


def test_the_development_server_prints_it_as_well():
    assert get_commands()["runserver"] == "portal"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [str, str.lower, lambda code: f" {code.replace('-', ' ')} ", lambda c: c.replace("-", "")]
)
def test_case_blanks_and_hyphens_do_not_matter(typed, now):
    code = make_code(now=now)

    assert is_secretariat(claim(code=typed(code), newcomer=NEWCOMER, now=now), now.date())


@pytest.mark.django_db
def test_after_ten_tries_the_right_code_is_over_as_well(now):
    code = make_code(now=now)
    refusals = []
    for _try in range(11):
        with pytest.raises((FirstOwnerCodeWrong, FirstOwnerCodeOver)) as refused:
            claim(code="AAAA-AAAA-AAAA", newcomer=NEWCOMER, now=now)
        refusals.append(type(refused.value))

    assert refusals == [FirstOwnerCodeWrong] * 9 + [FirstOwnerCodeOver] * 2
    with pytest.raises(FirstOwnerCodeOver):
        claim(code=code, newcomer=NEWCOMER, now=now)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_code_works_once_and_for_nobody_after(now):
    code = make_code(now=now)
    claim(code=code, newcomer=NEWCOMER, now=now)

    with pytest.raises(OwnerKnown):
        claim(code=code, newcomer=Newcomer("Eve", "", "eve@example.org", "en"), now=now + timedelta(days=1))
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_without_a_code_there_is_nothing_to_claim(now):
    with pytest.raises(FirstOwnerCodeOver):
        claim(code="", newcomer=NEWCOMER, now=now)


@pytest.mark.django_db
def test_the_trail_names_the_owner_by_key_only(now):
    claim(code=make_code(now=now), newcomer=NEWCOMER, now=now)

    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "user_created",
        "network_role_granted",
    ]
    assert "ines" not in str(list(AuditEntry.objects.values_list("before", "after", "private"))).lower()


# --- the page -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_whoever_enters_the_code_is_signed_in_and_sets_up_a_congress(client, now):
    answer = client.post(START, {"code": make_code(now=now), **WHO})

    user = User.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/network/congresses/new/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.email, user.person.full_name, user.person.language) == ("ines@example.org", "Inês Carvalho", "en")
    assert not user.has_usable_password()
    assert list(NetworkRole.objects.values_list("user", "role")) == [(user.pk, "secretariat")]
    assert client.get("/en/network/congresses/new/").status_code == 200


@pytest.mark.django_db
def test_a_password_is_kept_where_one_is_chosen_and_a_weak_one_refused(client, now):
    code = make_code(now=now)
    weak = client.post(START, {"code": code, **WHO, "password": "12345"})
    assert (weak.status_code, User.objects.exists()) == (422, False)

    client.post(START, {"code": code, **WHO, "password": "orange river lantern"})

    assert User.objects.get().check_password("orange river lantern")


@pytest.mark.django_db
def test_a_wrong_code_says_so_and_keeps_what_was_typed(client, now):
    make_code(now=now)

    page = client.post(START, {"code": "AAAA-AAAA-AAAA", **WHO})

    text = page.content.decode()
    assert page.status_code == 400
    assert "This is not the code that the server printed." in text
    assert 'value="Inês"' in text
    assert 'value="Ines@Example.org"' in text


@pytest.mark.django_db
def test_tries_are_limited_for_a_client(client, now, rate_limits):
    rate_limits.LIMITS = {**rate_limits.LIMITS, "code": (1, 600)}
    make_code(now=now)
    client.post(START, {"code": "AAAA", **WHO})

    assert client.post(START, {"code": "AAAA", **WHO}).status_code == 429


@pytest.mark.django_db
def test_there_is_no_such_page_once_somebody_can_sign_in(client):
    make.user()

    assert client.get(START).status_code == 404
    assert client.post(START, {"code": "AAAA", **WHO}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("mounted")
@pytest.mark.parametrize(
    ("path", "lang"),
    [("/", "en"), ("/fr/", "fr"), ("/pt/me/", "pt"), ("/es/demo/manage/", "es"), ("/en/sign-in/", "en")],
)
def test_every_page_of_an_empty_installation_leads_to_it(client, path, lang):
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}/start/")


@pytest.mark.django_db
@pytest.mark.usefixtures("mounted")
@pytest.mark.parametrize("path", ["/healthz", "/api/v1/congresses/", START])
def test_machines_and_the_page_itself_are_left_alone(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("mounted")
def test_pages_are_themselves_once_somebody_can_sign_in_and_nothing_more_is_asked(client, assert_queries):
    make.user()
    browser = Client()
    browser.get("/en/accessibility/")

    with assert_queries(0):
        assert browser.get("/en/accessibility/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("mounted")
def test_a_demo_that_is_still_empty_is_left_alone(client, settings):
    settings.DEMO = True

    assert client.get("/en/accessibility/").status_code == 200
    assert client.get(START).status_code == 404


@pytest.mark.django_db
def test_a_second_factor_is_asked_for_anywhere_but_on_ones_own_machine(client, now, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "accounts.web.middleware.SecondFactor"]
    client.post(START, {"code": make_code(now=now), **WHO})

    assert client.get("/en/network/congresses/new/").status_code == 200
    settings.LOOPBACK = False
    assert client.get("/en/network/congresses/new/").headers["Location"].startswith("/en/me/security/needed/")


# --- two at once --------------------------------------------------------------------------------
def two(code, now):
    people = [Newcomer("Ana", "", "ana@example.org", "en"), Newcomer("Blanca", "", "blanca@example.org", "en")]
    return [partial(claim, code=code, newcomer=who, now=now) for who in people]


@pytest.mark.postgres
def test_of_two_at_once_one_becomes_the_owner(now, monkeypatch):
    code = make_code(now=now)
    waiting = together(first_owner.derivations)
    monkeypatch.setattr(first_owner, "derivations", waiting)

    [refused] = at_once(*two(code, now))

    assert refused in (OwnerKnown, FirstOwnerCodeOver)
    assert User.objects.count() == 1


@pytest.mark.postgres
def test_control_without_the_lock_both_become_the_owner(now, monkeypatch):
    code = make_code(now=now)
    monkeypatch.setattr(type(FirstOwnerCode.objects.all()), "select_for_update", lambda rows, **_kw: rows)
    monkeypatch.setattr(first_owner.FirstOwnerCode, "save", lambda row, **_kw: None)
    monkeypatch.setattr(first_owner, "create_person", together(first_owner.create_person))

    assert at_once(*two(code, now)) == []
    assert User.objects.count() == 2
