"""Inviting people, accepting, leaving; and looking at a congress as a role."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from common.actors import Actor
from common.errors import Invalid
from common.mailing import fill
from common.models import AuditEntry, QueuedMail
from congress.actions import team
from congress.enums import ROLE_SENTENCES, Role
from congress.models import CommitteeMember, Invitation, TeamMember
from congress.queries.team import by_secret, invitation_secret
from portal.web.manage import rooms
from tests.factories import accounts, registration
from tests.factories import congress as make
from tests.payments import factories as money

BY = Actor("user", "1", "user 1")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True  # owners need no second factor here


def invite(now, **kw):
    values = {"email": "Ana@Porto.pt", "role": "programme", "by": BY, "now": now, "language": "pt", **kw}
    values.setdefault("congress", None)
    values["congress"] = values["congress"] or make.congress(slug="demo")
    return team.invite(**values)


# --- inviting -------------------------------------------------------------------------------------
def test_every_role_has_its_sentence():
    assert set(ROLE_SENTENCES) == set(Role)


def test_an_invitation_says_role_sentence_end_and_link_in_its_language(now):
    row = invite(now, ends_on=date(2027, 6, 1), message="Bem-vinda [a](b)")
    letter = QueuedMail.objects.get()
    assert (letter.to, letter.language, row.email) == ("ana@porto.pt", "pt", "ana@porto.pt")
    assert invitation_secret(row) not in letter.body
    assert "Bem-vinda [a] (b)" in letter.body
    assert by_secret(invitation_secret(Invitation.objects.get())) == row
    assert AuditEntry.objects.get().after == {"role": "programme", "ends_on": "2027-06-01"}


def test_invite_twice_is_refused_and_again_after_its_end(clock):
    row = invite(clock.now)
    with pytest.raises(team.AlreadyInvited):
        invite(clock.now, congress=row.congress)
    clock.move(days=22)
    assert invite(clock.now, congress=row.congress).pk != row.pk
    row.refresh_from_db()
    assert row.state == "expired"


def test_invite_refuses_whoever_holds_the_role_and_an_end_behind(now):
    held = make.team_member(role="programme")
    with pytest.raises(team.AlreadyInTeam):
        invite(now, congress=held.congress, email=held.user.email.upper())
    with pytest.raises(Invalid):
        invite(now, congress=held.congress, ends_on=now.date())
    assert not QueuedMail.objects.exists()


def test_a_reminder_repeats_the_link_and_lets_it_live_on(clock):
    row = invite(clock.now)
    before = invitation_secret(row)
    clock.move(days=20)
    row = team.remind_invitation(invitation=row, by=BY, now=clock.now)
    clock.move(days=20)
    assert (invitation_secret(row), row.expires_at > clock.now, QueuedMail.objects.count()) == (before, True, 2)


def test_an_invitation_is_valid_no_longer_than_its_role(clock):
    last_day = clock.now.date() + timedelta(days=2)
    row = invite(clock.now, ends_on=last_day + timedelta(days=1))
    end = datetime.combine(last_day + timedelta(days=1), time(), row.congress.zone)
    assert row.expires_at == end
    clock.move(days=1)
    assert team.remind_invitation(invitation=row, by=BY, now=clock.now).expires_at == end
    with pytest.raises(team.InvitationOver):
        team.accept_invitation(invitation=row, user=accounts.user(email="ana@porto.pt"), now=end)


def test_a_second_reminder_waits_for_an_hour(clock):
    row = team.remind_invitation(invitation=invite(clock.now), by=BY, now=clock.now)
    clock.move(minutes=59)
    with pytest.raises(team.RemindedJustNow):
        team.remind_invitation(invitation=row, by=BY, now=clock.now)
    assert QueuedMail.objects.count() == 2
    clock.move(minutes=1)
    team.remind_invitation(invitation=row, by=BY, now=clock.now)
    assert QueuedMail.objects.count() == 3


def test_the_sweep_reminds_once_after_a_week_and_ends_after_three(clock):
    row = invite(clock.now)
    clock.move(days=6)
    assert team.sweep_invitations(now=clock.now) == 0
    clock.move(days=1)
    assert (team.sweep_invitations(now=clock.now), team.sweep_invitations(now=clock.now)) == (1, 0)
    clock.move(days=14)
    assert team.sweep_invitations(now=clock.now) == 1
    row.refresh_from_db()
    assert (row.state, QueuedMail.objects.count()) == ("expired", 2)


# --- accepting ------------------------------------------------------------------------------------
def test_accept_gives_the_role_until_its_end_once(now):
    row = invite(now, ends_on=date(2027, 6, 1))
    ana = accounts.user(email="ana@porto.pt")
    first, again = (team.accept_invitation(invitation=row, user=ana, now=now) for _ in range(2))
    assert (first.pk, first.role, first.ends_on) == (again.pk, "programme", date(2027, 6, 1))
    assert AuditEntry.objects.filter(verb="team_joined").count() == 1


def test_accept_seats_committee_members_too(now):
    row = invite(now, role="committee")
    ana = accounts.user(email="ana@porto.pt")
    team.accept_invitation(invitation=row, user=ana, now=now)
    assert CommitteeMember.objects.get().user == ana


def test_accept_refuses_another_person_a_withdrawn_and_an_old_one(clock):
    row = invite(clock.now)
    ana, other = accounts.user(email="ana@porto.pt"), accounts.user()
    with pytest.raises(team.InvitationOfAnother):
        team.accept_invitation(invitation=row, user=other, now=clock.now)
    with pytest.raises(team.InvitationOver):
        team.accept_invitation(invitation=row, user=ana, now=clock.now + timedelta(days=22))
    team.withdraw_invitation(invitation=row, by=BY, now=clock.now)
    with pytest.raises(team.InvitationOver):
        team.accept_invitation(invitation=row, user=ana, now=clock.now)
    assert not TeamMember.objects.exists()


# --- leaving --------------------------------------------------------------------------------------
def test_the_last_owner_cannot_leave_nor_be_given_an_end(now):
    last = make.team_member()
    make.team_member(congress=last.congress, ends_on=now.date() + timedelta(days=30))
    with pytest.raises(team.LastOwner):
        team.leave(member=last, by=BY, now=now)
    with pytest.raises(team.LastOwner):
        team.set_end(member=last, ends_on=date(2027, 1, 1), by=BY, now=now)
    make.team_member(congress=last.congress)
    team.leave(member=last, by=BY, now=now)
    assert not TeamMember.objects.filter(pk=last.pk).exists()


@pytest.mark.parametrize(("last_day", "is_taken"), [("2020-12-31", False), ("2026-11-20", False), ("2026-11-21", True)])
def test_a_role_ends_at_once_by_its_own_button_only(client_for, last_day, is_taken):
    owner = make.team_member()
    held = make.team_member(congress=owner.congress, role="programme")
    address = reverse("congress-team-member", args=[owner.congress.slug, held.pk])

    page = client_for(owner.user).post(address, {"ends_on": last_day}, follow=True).content.decode()

    held.refresh_from_db()
    expected = (date(2026, 11, 22), False) if is_taken else (None, True)
    assert (held.ends_on, "The end must lie ahead." in page) == expected


def test_an_owner_who_ends_their_own_role_is_led_home(client_for):
    owner = make.team_member()
    make.team_member(congress=owner.congress)

    answer = client_for(owner.user).post(
        reverse("congress-team-member", args=[owner.congress.slug, owner.pk]), {"verb": "leave"}
    )

    assert answer.headers["Location"] == "/en/me/"


# --- pages ----------------------------------------------------------------------------------------
def test_from_the_letter_to_the_role(clock, client):
    row = invite(clock.now)
    letter = QueuedMail.objects.get()
    path = reverse("congress-invitation-link", args=[invitation_secret(row)])
    assert path not in fill(letter.body, {})
    answer = client.get(path)
    page = answer.headers["Location"]
    assert "pli_" not in page
    assert "Sign in and accept" in client.get(page).content.decode()
    client.force_login(accounts.user(email="ana@porto.pt"), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["invitations"] = [row.pk]
    session.save()
    assert client.post(page).headers["Location"] == "/en/demo/manage/"
    assert TeamMember.objects.get().role == "programme"


def test_an_invitation_opened_by_somebody_else_says_so_and_gives_nothing(now, client_for):
    row = invite(now)
    other = client_for(accounts.user())
    other.get(reverse("congress-invitation-link", args=[invitation_secret(row)]))
    answer = other.post(reverse("congress-invitation", args=[row.pk]))
    assert (answer.status_code, TeamMember.objects.count()) == (403, 0)
    text = answer.content.decode()
    assert ("sent to another address" in text, "ana@porto.pt" in text) == (True, False)
    assert Client().get(reverse("congress-invitation", args=[row.pk])).status_code == 302  # to the sign-in


def test_the_invitation_stands_before_the_list_of_the_team(client_for):
    owner = make.team_member(congress=make.congress(slug="demo"))

    page = client_for(owner.user).get(reverse("congress-team", args=["demo"])).content.decode()

    assert page.index("<h1") < page.index('id="invite"') < page.index('name="email"') < page.index('id="members"')


def test_the_page_invites_reminds_and_withdraws(client_for):
    owner = make.team_member(congress=make.congress(slug="demo"))
    browser, url = client_for(owner.user), reverse("congress-team", args=["demo"])
    browser.post(url, {"email": "bo@seoul.kr", "role": "door", "language": "en"})
    row = Invitation.objects.get()
    act = reverse("congress-team-invitation", args=["demo", row.pk])
    assert "bo@seoul.kr" in browser.get(url).content.decode()
    browser.post(act, {"verb": "remind"})
    assert "less than an hour ago" in browser.post(act, {"verb": "remind"}, follow=True).content.decode()
    browser.post(act, {"verb": "withdraw"})
    row.refresh_from_db()
    assert (row.state, QueuedMail.objects.count()) == ("withdrawn", 2)
    assert "A congress needs an owner" in browser.post(
        reverse("congress-team-member", args=["demo", owner.pk]), {"verb": "leave"}, follow=True
    ).content.decode()  # fmt: skip


# --- looking as a role ----------------------------------------------------------------------------
@pytest.fixture
def owner(client_for):
    return client_for(make.team_member(congress=make.congress(slug="demo")).user)


def test_an_owner_sees_what_a_role_sees_and_changes_nothing_meanwhile(owner):
    look = reverse("portal-look", args=["demo"])
    assert owner.get(look).status_code == 200
    owner.post(reverse("congress-team-preview", args=["demo"]), {"role": "door"})
    page = owner.get(reverse("portal-manage", args=["demo"])).content.decode()
    assert ("You see what this role sees: Door" in page, look in page) == (True, False)
    assert owner.get(look).status_code == 404
    assert owner.post(reverse("registration-door-devices", args=["demo"]), {}).status_code == 409
    owner.post(reverse("congress-preview-end"))
    assert owner.get(look).status_code == 200


def test_the_preview_says_where_it_does_not_hold(client_for):
    user = accounts.secretariat()
    make.team_member(congress=make.congress(slug="demo"), user=user)
    make.congress(slug="other", state="open")
    owner = client_for(user)
    owner.post(reverse("congress-team-preview", args=["demo"]), {"role": "auditor"})
    held, not_held = "You see what this role sees: Auditor", "The preview does not hold on this page"

    for url in (reverse("portal-manage", args=["demo"]), reverse("congress-team", args=["demo"]),
                reverse("portal-look", args=["demo"])):  # fmt: skip
        page = owner.get(url).content.decode()
        assert (held in page, not_held in page) == (True, False), url
    for url in (reverse("portal-network"), reverse("portal-congress", args=["other"]), "/en/me/"):
        page = owner.get(url).content.decode()
        assert (held in page, not_held in page, "End the preview" in page) == (False, True, True), url


READS = ["congress-plan", "congress-manage-call", "registration-manage-list", "visits-manage", "programme-manage",
         "congress-manage-pages", "portal-outbox", "portal-letter-texts", "congress-team", "portal-audit",
         "portal-openings", "programme-certificates"]  # fmt: skip
CLOSED = ["portal-settings", "portal-look", "portal-translations", "registration-door", "portal-publish",
          "portal-export"]  # fmt: skip


def test_the_auditors_sentence_is_what_the_pages_keep_to(client_for):
    auditor = client_for(make.team_member(congress=make.congress(slug="demo"), role="auditor").user)

    answers = {name: auditor.get(reverse(name, args=["demo"])).status_code for name in READS + CLOSED}

    assert answers == dict.fromkeys(READS, 200) | dict.fromkeys(CLOSED, 404)
    assert "everything" not in str(ROLE_SENTENCES[Role.AUDITOR])


SAYS = {
    "Registrations": ("registrations", "people at the desk"), "Payments": ("payments", "accounts"),
    "Refund rule": ("refund rule",), "Team": ("team",), "Work plan": ("work plan",),
    "Call and committee": ("calls", "experiences"), "Presenters": ("presenters", "registrations"),
    "Programme": ("programme",), "Study visits": ("study visits",), "Door and scanners": ("scan", "door"),
    "Certificates": ("certificates",), "Letters": ("letters",), "Words of the letters": ("letters",),
    "Translations": ("translates",), "Pages": ("pages",), "Audit trail": ("audit trail",), "Openings": ("openings",),
}  # fmt: skip


# The owner's sentence says "everything", and the deputy does what the chair does.
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OWNER, Role.DEPUTY}))
def test_the_sentence_of_a_role_names_every_room_that_it_opens(db, role):
    event = registration.terms(congress=make.congress(slug="demo"), book=money.book(code="demo", scope="demo")).congress
    sentence = str(ROLE_SENTENCES[role]).lower()

    opened = [room["label"] for room in rooms(event, frozenset({role}))]

    assert [room for room in opened if not any(word in sentence for word in SAYS[room])] == []


@pytest.mark.parametrize("url", ["portal-outbox", "programme-certificates"])
def test_the_desk_reads_neither_letters_nor_certificates(client_for, url):
    event = make.congress(slug="demo")
    roles = [make.team_member(congress=event, role=role).user for role in ("registration", "desk")]

    assert [client_for(user).get(reverse(url, args=["demo"])).status_code for user in roles] == [200, 404]


def test_a_role_that_is_not_owner_cannot_look_as_another(client_for):
    member = make.team_member(congress=make.congress(slug="demo"), role="programme")
    browser = client_for(member.user)
    assert browser.post(reverse("congress-team-preview", args=["demo"]), {"role": "owner"}).status_code == 404


# --- parts and last days --------------------------------------------------------------------------
def test_roles_of_parts_left_out_are_not_offered_but_stay_where_they_are_held(client_for):
    owner = make.team_member()
    edition = owner.congress
    edition.parts = ["programme"]
    edition.save()
    make.team_member(congress=edition, role="treasurer")

    page = client_for(owner.user).get(reverse("congress-team", args=[edition.slug]))

    offered = {code for code, _label in page.context["form"].fields["role"].choices}
    assert offered == {
        "owner",
        "registration",
        "programme",
        "protocol",
        "safety",
        "interpreters",
        "translator",
        "auditor",
    }
    assert {row["code"] for row in page.context["sentences"]} == offered | {"treasurer"}


def test_the_last_day_is_typed_written_and_listed(client_for, now):
    owner = make.team_member()
    address = reverse("congress-team", args=[owner.congress.slug])
    client = client_for(owner.user)

    client.post(address, {"email": "a@example.org", "role": "programme", "language": "en", "ends_on": "2027-12-31"})

    assert Invitation.objects.get().ends_on == date(2028, 1, 1)
    assert "The last day of the role is 31 December 2027." in QueuedMail.objects.get().body
    assert "31 December 2027" in client.get(address).content.decode()


def test_the_end_of_a_role_is_set_by_its_last_day(client_for):
    owner = make.team_member()
    held = make.team_member(congress=owner.congress, role="programme")
    address = reverse("congress-team-member", args=[owner.congress.slug, held.pk])

    client_for(owner.user).post(address, {"ends_on": "2027-12-31"})

    held.refresh_from_db()
    assert held.ends_on == date(2028, 1, 1)
    page = client_for(owner.user).get(reverse("congress-team", args=[owner.congress.slug])).content.decode()
    assert 'value="2027-12-31"' in page
