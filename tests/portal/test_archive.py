"""An archived congress is read as ever, and nothing of it is changed: a sentence says why."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congress.models import Congress
from payments.actions.books import BookUnsettled
from payments.actions.orders import cancel_order
from portal.actions.publishing import archive, finish
from registration.models import Terms
from tests.house import scene
from tests.house.matrix import LINES
from tests.house.test_permissions import UNSEEN, WRITES, address, named
from tests.portal.rehearsing import BY

pytestmark = pytest.mark.django_db
SENTENCE = "This congress is archived: everything can be read, and nothing can be changed any more."
# What ends the archive, and what is no change of the congress: looking through a role, a copy or an export of it, its
# book of experiences; and what an author may do at any time: take back the consent to be published.
ALLOWED = {
    "portal-publish", "portal-publish-step", "congress-team-preview", "portal-copy", "portal-export", "portal-book",
    "congress-submission-publication",
}  # fmt: skip
OF_THE_TEAM = [line for line in LINES if line.post and "congress" in line.args and line.name not in ALLOWED]


@pytest.fixture(scope="module")
def past(django_db_setup: None, django_db_blocker: Any) -> Iterator[scene.World]:
    """A world that is archived, and its owner."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = scene.world("here")
        made.rows["people"] = {who.name: who for who in [*scene.of_nowhere(made), *scene.of_world(made)]}
        Congress.objects.filter(pk=made.congress.pk).update(state="archived")
        yield made
        transaction.set_rollback(True)


def knock(world, line, name):
    """(status, text, what was written) of a post by somebody whom the table lets in."""
    who = world.rows["people"][name]
    data = {key: text.format(**world.facts) for key, text in line.post.data.items()}
    kind = {"content_type": "application/json"} if line.json else {}
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        answer = who.ready().post(address(line, world), data, **kind)
        transaction.set_rollback(True)
    queries = [query["sql"] for query in seen]
    written = [sql for sql in queries if sql.startswith(WRITES) and not any(table in sql for table in UNSEEN)]
    return answer.status_code, answer.content.decode(), written


@pytest.mark.parametrize("line", OF_THE_TEAM, ids=named)
def test_nothing_of_an_archived_congress_is_changed_by_its_team(line, past):
    names = [name for name in sorted(line.post.may) if name in past.rows["people"]] or ["owner"]

    for name in names:
        status, text, written = knock(past, line, name)
        assert (status, SENTENCE in text, written) == (409, True, []), (name, status)


BEGINS = [line for line in OF_THE_TEAM if line.name.endswith("-new")]


@pytest.mark.parametrize("line", BEGINS, ids=named)
def test_nothing_new_is_begun_in_an_archived_congress(line, past):
    name = next(name for name in sorted(line.may) if name in past.rows["people"])

    answer = past.rows["people"][name].ready().get(address(line, past))

    main = answer.content.decode().partition("<main")[2]
    assert (answer.status_code, SENTENCE in main, "<fieldset" in main) == (409, True, False)


# Under manage/, or the page of a call or of an experience: what leads on to what is refused there.
LEADS = re.compile(r'href="([^"]*/(?:new|edit|remove|unpublish|discard)/[^"]*)"')
NO_ROOMS = ("-new", "-file", "-certificate-one")  # refused anyway, or no page
ROOMS = [
    line for line in LINES
    if "congress" in line.args and line.reads and "owner" in line.may and not line.name.endswith(NO_ROOMS)
]  # fmt: skip


def leads(world, line):
    url = address(line, world)
    page = world.rows["people"]["owner"].ready().get(url).getvalue().decode(errors="ignore")
    return [link for link in LEADS.findall(page.partition("<main")[2].partition("</main>")[0]) if link != url]


def test_no_page_of_an_archived_congress_leads_to_what_begins_or_takes_away(past):
    found = {line.name: leads(past, line) for line in ROOMS}

    assert len(found) > 50
    assert {name: links for name, links in found.items() if links} == {}


BARE = ["congress-plan", "congress-plan-minutes", "programme-manage", "registration-door-points",
        "congress-manage-pages", "congress-settings-axes", "visits-settings", "registration-categories"]  # fmt: skip


@pytest.mark.parametrize("name", BARE)
def test_nor_does_an_empty_list(name, client_for):
    event = scene.make.congress(slug="bare", state="archived")
    owner = client_for(scene.make.team_member(congress=event).user)

    page = owner.get(reverse(name, args=["bare"]))

    assert (page.status_code, LEADS.findall(page.content.decode().partition("</main>")[0])) == (200, [])


HOLDERS = {
    "registration-mine": ("holder", {"position": "x", "badge_name": "", "language": "en"}),
    "registration-cancel": ("holder", {}),
    "visits-cancel": ("holder", {}),
    "programme-calendar": ("holder", {}),
}


@pytest.mark.parametrize("line", [line for line in LINES if line.name in HOLDERS], ids=named)
def test_participants_change_nothing_either(line, past):
    name, data = HOLDERS[line.name]
    who = past.rows["people"][name]

    answer = who.ready().post(address(line, past), data)

    assert (answer.status_code, SENTENCE in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("line", [line for line in LINES if line.name in HOLDERS], ids=named)
def test_participants_are_shown_no_form_that_would_be_refused(line, past):
    who = past.rows["people"][HOLDERS[line.name][0]]

    page = who.ready().get(address(line, past)).content.decode()

    forms = page.partition("<main")[2].count('method="post"')
    assert page.count('<fieldset class="closed" disabled>') == forms
    assert "Its pages stay, to be read." in page


@pytest.mark.parametrize("line", [line for line in LINES if line.json and "slug" in line.args and line.post], ids=named)
def test_the_api_refuses_as_well(line, past):
    body = {
        "category": past.congress.categories.first().code, "email": "new@example.org", "given_name": "New",
        "consents": ["privacy"],
    }  # fmt: skip
    answer = past.rows["people"]["owner"].ready().post(address(line, past), body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (409, "congress_archived")


READ = ["/en/here/", "/en/here/programme/", "/en/here/register/", "/en/here/visits/", "/en/here/experiences/",
        "/feeds/here/programme.ics", "/api/v1/congresses/here/", "/api/v1/congresses/here/sessions/"]  # fmt: skip


@pytest.mark.parametrize("path", READ)
def test_its_pages_and_feeds_stay(path, past, client):
    assert client.get(path).status_code == 200


def test_the_owner_archives_and_opens_again_on_one_page(now, client_for):
    world = scene.world("late")
    finish(congress=world.congress, by=BY, now=now, is_early_meant=True)
    book = Terms.objects.get(congress=world.congress).book
    book.exceptions.all().delete()
    for order in book.orders.all():
        order.refunds.all().delete()
        cancel_order(order=order, by=BY, now=now)
    owner = client_for(scene.make.team_member(congress=world.congress).user)
    url = "/en/late/manage/publish/"

    first = owner.post(f"{url}archive/", follow=True).content.decode()
    archived = Congress.objects.get(slug="late")
    back = owner.post(f"{url}unarchive/", follow=True).content.decode()

    assert "The congress is archived: everything can be read" in first
    assert "Take the congress out of the archive" in first
    assert "The congress is out of the archive" in back
    assert (archived.state, archived.archived_at) == ("archived", now)
    after = Congress.objects.get(slug="late")
    assert (after.state, after.archived_at) == ("finished", None)


def test_what_still_moves_keeps_a_congress_from_the_archive(now):
    world = scene.world("late")
    event = finish(congress=world.congress, by=BY, now=now, is_early_meant=True)

    with pytest.raises(BookUnsettled):
        archive(congress=event, by=BY, now=now)

    assert Congress.objects.get(slug="late").state == "finished"
