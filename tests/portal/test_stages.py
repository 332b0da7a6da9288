"""What a congress says of itself after its end, before its announcement, and before each step that changes that."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from congress.models import Congress
from registration.models import Terms
from tests.factories import accounts, network
from tests.factories import congress as make
from tests.factories import registration as people
from tests.portal.rehearsing import browser, stage
from tests.registration.scene import open_congress

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
OVER = "This congress is over."
READ_ONLY = "everything can be read, and nothing can be changed."


@pytest.fixture
def event(now):
    made = open_congress(state="open")
    make.call(congress=made)
    return made


@pytest.fixture
def owner(event):
    return make.team_member(congress=event).user


def text(client, path):
    return client.get(path).content.decode()


def turn(event, **kw):
    Congress.objects.filter(pk=event.pk).update(**kw)


def past(event, **kw):
    turn(event, starts_on=datetime(2026, 11, 1).date(), ends_on=datetime(2026, 11, 2).date(), **kw)  # noqa: DTZ001


# --- what is over -------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["open", "finished", "archived"])
@pytest.mark.parametrize("place", ["", "register/", "call/", "programme/", "visits/"])
def test_the_public_reads_on_every_page_that_a_congress_is_over(event, client, state, place):
    assert OVER not in text(client, f"/en/{event.slug}/{place}")

    past(event, state=state)

    assert OVER in text(client, f"/en/{event.slug}/{place}")


@pytest.mark.parametrize("state", ["finished", "archived"])
def test_registration_of_what_is_over_speaks_of_no_opening(event, client, state):
    Terms.objects.update(opens_at=LATER)
    past(event, state=state)

    page = text(client, f"/en/{event.slug}/register/")

    assert "Nobody can register any more." in page
    assert "not open yet" not in page
    assert "Opens on" not in page


def test_the_way_to_register_is_gone_with_the_congress(event, client):
    link = f'href="/en/{event.slug}/register/"'
    assert link in text(client, f"/en/{event.slug}/")

    past(event, state="finished")

    assert link not in text(client, f"/en/{event.slug}/")


@pytest.mark.parametrize(
    ("number", "words"), [(1, ("city taking part", "country")), (2, ("cities taking part", "countries"))]
)
def test_figures_of_what_is_over_stand_in_their_number(event, client, number, words):
    for country in ("PT", "FR")[:number]:
        city = network.organisation(country=country)
        people.registration(congress=event, organisation=city, state="confirmed")
    past(event, state="finished")

    figures = client.get(f"/en/{event.slug}/").context["figures"]

    assert [(row["value"], row["label"]) for row in figures] == [(str(number), word) for word in words]


# --- the archive --------------------------------------------------------------------------------
def test_the_team_reads_since_when_a_congress_is_archived(event, owner, client_for, now):
    turn(event, state="archived", archived_at=now)
    office = make.team_member(congress=event, role="registration").user

    mine = text(client_for(owner), f"/en/{event.slug}/manage/settings/")
    theirs = text(client_for(office), f"/en/{event.slug}/manage/registrations/")

    assert f"Archived since 21 November 2026, 10:00 (Europe/Madrid): {READ_ONLY}" in mine
    assert f'href="/en/{event.slug}/manage/publish/">State of the congress</a>' in mine
    assert READ_ONLY in theirs
    assert f'href="/en/{event.slug}/manage/publish/"' not in theirs


PAGES = ["settings/", "settings/hosts/new/", "settings/parts/", "settings/registration/", "settings/axes/new/", "look/",
         "openings/", "pages/new/", "plan/", "refunds/"]  # fmt: skip


def open_forms(page):
    """Forms that write, in the main part of a page, and are not shown read-only."""
    main = page.partition("<main")[2].partition("</main>")[0]
    forms = re.findall(r'<form\b[^>]*method="post"[^>]*>(?!<fieldset class="closed" disabled>)', main)
    return [form for form in forms if "data-reads" not in form]


@pytest.mark.parametrize("place", PAGES)
def test_forms_of_an_archived_congress_are_shown_read_only(event, owner, client_for, place):
    url = f"/en/{event.slug}/manage/{place}"
    client = client_for(owner)
    before = open_forms(text(client, url))

    turn(event, state="archived")

    assert (bool(before), open_forms(text(client, url))) == (True, [])


@pytest.mark.parametrize("place", ["publish/unarchive/", "copy/", "export/"])
def test_what_an_archived_congress_still_offers_is_open(event, owner, client_for, place):
    turn(event, state="archived")
    who = accounts.secretariat() if place == "copy/" else owner

    assert len(open_forms(text(client_for(who), f"/en/{event.slug}/manage/{place}"))) == 1


def test_forms_that_search_stay_open_and_the_others_close():
    page = Template(
        "{% load plenaria %}{% closed when %}"
        '<form method="get">a</form><form class="x" method="post">b</form><form method="post" data-reads>c</form>'
        "{% endclosed %}"
    )

    assert page.render(Context({"when": True})) == (
        '<form method="get">a</form><form class="x" method="post"><fieldset class="closed" disabled>b</fieldset></form>'
        '<form method="post" data-reads>c</form>'
    )
    assert "fieldset" not in page.render(Context({"when": False}))


# --- steps --------------------------------------------------------------------------------------
def step(event, word):
    return f"/en/{event.slug}/manage/publish/{word}/"


def test_each_step_says_first_what_it_does_and_then_what_it_did(event, owner, client_for):
    past(event)
    client = client_for(owner)
    told = []
    for word in ("finish", "archive", "unarchive", "reopen"):
        assert "What happens" in text(client, step(event, word))
        page = client.post(step(event, word), follow=True)
        told.append(str(next(iter(page.context["messages"]))).partition(":")[0])

    assert told == [
        "The congress is finished",
        "The congress is archived",
        "The congress is out of the archive",
        "The congress goes on",
    ]


def test_looking_at_a_step_takes_it_not(event, owner, client_for):
    client_for(owner).get(step(event, "finish"))

    assert Congress.objects.get().state == "open"


@pytest.mark.parametrize(
    ("days", "said"), [(0, "The congress lasts until"), (30, "The congress has not even begun (it lasts until")]
)
def test_finishing_early_has_to_be_ticked(event, owner, client_for, now, days, said):
    first = now.date() + timedelta(days=days)
    turn(event, starts_on=first, ends_on=first + timedelta(days=1))
    client = client_for(owner)

    refused = client.post(step(event, "finish"))
    before = Congress.objects.get().state
    client.post(step(event, "finish"), {"early": "on"})

    assert said in refused.content.decode()
    assert (refused.status_code, before, Congress.objects.get().state) == (422, "open", "finished")


@pytest.mark.parametrize(("state", "word"), [("open", "archive"), ("finished", "unarchive"), ("archived", "finish")])
def test_a_step_that_is_not_open_in_this_state_leads_back_with_a_sentence(event, owner, client_for, state, word):
    turn(event, state=state)

    page = client_for(owner).post(step(event, word), follow=True)

    assert page.request["PATH_INFO"] == f"/en/{event.slug}/manage/publish/"
    assert "This is not possible while the congress is in the state" in page.content.decode()
    assert Congress.objects.get().state == state


def test_an_unknown_step_does_not_exist(event, owner, client_for):
    assert client_for(owner).get(step(event, "delete")).status_code == 404


def test_every_step_names_itself_on_the_page_of_the_state(event, owner, client_for):
    client = client_for(owner)
    found = {}
    for state in ("open", "finished", "archived"):
        turn(event, state=state)
        page = text(client, f"/en/{event.slug}/manage/publish/")
        found[state] = re.findall(r'<a class="button [^>]*publish/(\w+)/"', page)

    assert found == {"open": ["finish"], "finished": ["archive", "reopen"], "archived": ["unarchive"]}


# --- what opens ---------------------------------------------------------------------------------
def opens(page):
    rows = page.context["openings"]
    return {row["title"]: (row["state"], row["detail"]) for row in rows}


def test_publishing_says_what_opens_at_once_and_what_when(now):
    here = stage()
    Terms.objects.update(opens_at=LATER, closes_at=LATER + timedelta(days=1))
    here.call.opens_at = here.call.closes_at = now - timedelta(days=1)
    here.call.opens_at -= timedelta(days=1)
    here.call.save()

    found = opens(browser(here.owner).get(f"/en/{here.congress.slug}/manage/publish/"))

    call = found.pop(here.call.title["en"])
    assert call == ("Stays closed", "Closed on 20 November 2026, 10:00 (Europe/Madrid).")
    assert found == {
        "Announcement": ("Opens on publishing", "Opens at once on publishing."),
        "Registration": (
            "Opens later",
            "Opens on 1 December 2026, 09:00 (Europe/Madrid). Closes on 2 December 2026, 09:00 (Europe/Madrid).",
        ),
        "Programme": (
            "Opens on publishing",
            "Opens at once on publishing. It is empty until you publish it anew: what was published in the rehearsal "
            "is dropped.",
        ),
    }


def test_what_is_open_waits_for_the_announcement():
    here = stage()
    Congress.objects.update(announced_at=LATER)

    found = opens(browser(here.owner).get(f"/en/{here.congress.slug}/manage/publish/"))

    assert found["Registration"] == (
        "Not open yet",
        "Opens with the announcement, on 1 December 2026, 09:00 (Europe/Madrid).",
    )


def test_the_openings_say_in_a_rehearsal_what_publishing_does():
    here = stage()
    url = f"/en/{here.congress.slug}/manage/openings/"

    before = text(browser(here.owner), url)
    turn(here.congress, state="announced")
    after = text(browser(here.owner), url)

    assert "Nothing is open to the public yet" in before
    assert '<span class="chip ok">Open</span>' not in before
    assert "Opens on publishing" in before
    assert '<span class="chip ok">Open</span>' in after
    assert "Nothing is open to the public yet" not in after


def test_an_error_of_the_openings_names_its_section(event, owner, client_for):
    seen = client_for(owner).get(f"/en/{event.slug}/manage/openings/").context["form"]["seen"].value()

    page = client_for(owner).post(
        f"/en/{event.slug}/manage/openings/", {"seen": seen, "registration_opens": "soon", "programme_closes": "soon"}
    )

    assert re.findall(r'<a href="#id_\w+">([^:]+):', page.content.decode()) == [
        "Registration, Opens",
        "Programme, Closes",
    ]


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ({"announced_at": LATER}, "Its announcement opens on 1 December 2026, 09:00 (Europe/Madrid)."),
        (
            {"announced_until": datetime(2026, 11, 20, 9, 0, tzinfo=UTC)},
            "Its announcement closed on 20 November 2026, 10:00 (Europe/Madrid).",
        ),
    ],
)
@pytest.mark.parametrize("place", ["", "manage/"])
def test_the_team_is_told_that_the_public_does_not_see_the_congress(event, owner, client_for, window, said, place):
    client = client_for(owner)
    assert "Only the team sees this congress" not in text(client, f"/en/{event.slug}/{place}")

    turn(event, **window)

    page = text(client, f"/en/{event.slug}/{place}")
    assert "Only the team sees this congress" in page
    assert said in page


def test_the_team_of_an_archived_congress_is_read_and_looked_through(event, owner, client_for):
    turn(event, state="archived")
    client = client_for(owner)

    page = text(client, f"/en/{event.slug}/manage/team/")
    answer = client.post(f"/en/{event.slug}/manage/team/preview/", {"role": "guide"})

    assert "Invite somebody" not in page
    assert "See it as this role" in page
    assert answer.status_code == 302
