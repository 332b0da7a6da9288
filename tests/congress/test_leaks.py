"""Who must not learn what, by role and channel: nothing of it may stand in any answer, header, file or letter.

A channel is a function of the scene and the role's browser that gives back all that it says. Add channels to a role
with `@channel(role)`; what the role must never read is in `SECRETS`. The control shows that the channels of readers
would tell: in a single-blind round they do.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from common import tables
from common.actors import Actor
from common.models import QueuedMail
from congress.actions.conflict_finder import find_conflicts
from congress.actions.release import defer
from congress.actions.review_reminders import remind_by_rule
from congress.models import CommitteeMember, CoPresenter, DiscussionNote, Submission
from registration.queries.presenters import presenter_url
from tests.factories import accounts, network
from tests.factories import congress as make
from tests.factories import questions as ask

pytestmark = pytest.mark.django_db
# What the author's side is known by. The texts of the experience name all of it.
AUTHORS = (
    "vallfosca", "quintanilla", "ramona", "zubizarreta", "brightwater", "rq@vallfosca.example", "+34 600 100 200",
    "plaza del reloj", "letter-of-vallfosca", "plan-vallfosca",
)  # fmt: skip
READERS = ("okonkwo", "lindqvist", "between ourselves", "the jury is split", "rather weak")
STATES = ("open", "confirmed", "dismissed")
PENDING = ("not selected", "your place in the sun", "reserve list")
OVERSEERS = ("owner", "auditor", "secretariat")  # read every page of the call, and learn no pending decision
UNRELEASED = ("pending: ", "pending decision", "your place in the sun", "does not know it yet")


@dataclass
class Scene:
    """An experience that names its city at every turn, its readers, its author, and the chair of the author's city."""

    work: Submission
    users: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)

    def path(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.work.call.congress.slug, *args])


Channel = Callable[[Scene, Client], str]
CHANNELS: dict[str, dict[str, Channel]] = {}
SECRETS = {
    "blind reader": AUTHORS,
    "blind reader who is done": AUTHORS,
    "reader who is not done": ("lindqvist", "between ourselves", "the jury is split", "rather weak"),
    "author": READERS + PENDING,
    "chair of the city": (*READERS, "a clock"),
    "somebody": AUTHORS + READERS + PENDING,
    **dict.fromkeys(OVERSEERS, UNRELEASED),
}


def channel(*roles: str) -> Callable[[Channel], Channel]:
    def kept(function: Channel) -> Channel:
        for role in roles:
            CHANNELS.setdefault(role, {})[function.__name__] = function
        return function

    return kept


def told(answer: Any) -> str:
    """All that an answer says, its headers and what is in its files; of a refusal that it is one."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind == "application/pdf" and len(body) > 100:
        pages = PdfReader(io.BytesIO(body))
        text = " ".join([*(page.extract_text() for page in pages.pages), str(pages.metadata)])
    elif "spreadsheet" in kind:
        text = str([row.cells for row in tables.read(body)])
    else:
        text = body.decode(errors="replace")
    return f"{answer.status_code} {dict(answer.headers)} {text}"


def scene(blindness: str = "double") -> Scene:
    call = make.closed_call(code="leaks", form=ask.form(), asks_bids=True)
    make.criterion(call=call, code="coherence")
    end = make.NOW + timedelta(days=2)
    make.round(call=call, blindness=blindness, closes_at=end, remind_days=[3])
    city = network.organisation(slug="vallfosca", name={"en": "City of Vallfosca", "ca": "Ajuntament de Vallfosca"})
    author = make.author(
        organisation=city, given_name="Ramona", family_name="Quintanilla", email="rq@vallfosca.example"
    )
    naming = "In VALLFOSCA, Ramona Quintanilla and A. Zubizarreta (rq@vallfosca.example, +34 600 100 200) made it"
    ask.question(form=call.form, code="goal", kind="long_text", audience="committee")
    ask.question(form=call.form, code="where", kind="address", audience="committee")
    paper = ask.question(form=call.form, code="plan", kind="file", file_kinds=["pdf"], audience="committee")
    answers = ask.file_answer(paper, "planfile", stored("plan-vallfosca.pdf"))
    place = {"street": "Plaza del Reloj 1", "locality": "Vallfosca", "country": "ES"}
    answers.answers |= {"goal": f"{naming}; see www.vallfosca.example", "where": place}
    answers.save()
    work = make.submission(
        call=call, author=author.person, answer_set=answers, endorsement=stored("letter-of-vallfosca.pdf"),
        title={"en": "A clock for Vallfosca"}, summary={"en": f"{naming}. #VallfoscaReads"}, language="en",
    )  # fmt: skip
    CoPresenter.objects.create(submission=work, name="Aitor Zubizarreta", role="Brightwater School")
    users = {"author": author, "somebody": make.author()}
    names = {"blind reader": "Okonkwo", "blind reader who is done": "Lindqvist", "reader who is not done": "Abara"}
    for role, name in names.items():
        member = make.member(congress=call.congress, user=make.author(family_name=name))
        state = "done" if role == "blind reader who is done" else "assigned"
        row = make.assignment(submission=work, member=member, state=state)
        users[role] = member.user
        if state == "done":
            make.review(assignment=row, scores={"coherence": 2}, comment_committee="Rather weak")
            DiscussionNote.objects.create(
                submission=work, member=member, text="Between ourselves: the jury is split", written_at=make.NOW
            )
    users["chair of the city"] = make.member(congress=call.congress, organisation=city, role="chair").user
    for role in OVERSEERS[:2]:
        users[role] = make.team_member(congress=call.congress, role=role).user
    users["secretariat"] = accounts.secretariat()
    users["chair"] = make.member(congress=call.congress, role="chair").user
    make.decision(submission=work, outcome="rejected", reason="Your place in the sun")
    return Scene(work, users)


def stored(name: str) -> Any:
    from common.uploads import store

    return store(data=b"%PDF-1.4", content_type="application/pdf", original_name=name, now=make.NOW)


# --- channels -----------------------------------------------------------------------------------
READING = ("blind reader", "blind reader who is done", "reader who is not done")


@channel(*READING)
def queue(here: Scene, browser: Client) -> str:
    return told(browser.get(here.path("congress-committee"), {"sort": "city", "q": "vallfosc"}))


@channel(*READING, "author", "chair of the city", "somebody")
def bids(here: Scene, browser: Client) -> str:
    path = here.path("congress-bids", "leaks")
    browser.post(path, {f"bid:{here.work.code}": "1"})
    return told(browser.get(path, {"q": "vallfosc"}))


@channel(*READING, "author", "chair of the city", "somebody")
def review(here: Scene, browser: Client) -> str:
    return told(browser.get(here.path("congress-review", here.work.code)))


@channel(*READING, "author", "somebody")
def recusal(here: Scene, browser: Client) -> str:
    return told(browser.post(here.path("congress-recuse", here.work.code), {"reason": ""}))


@channel(*READING, "author", "somebody")
def refused_review(here: Scene, browser: Client) -> str:
    return told(browser.post(here.path("congress-review", here.work.code), {"action": "submit"}))


@channel(*READING, "author", "chair of the city", "somebody")
def profile(here: Scene, browser: Client) -> str:
    """The member's own page says nothing of what was found about them."""
    path = here.path("congress-committee-profile")
    said = told(browser.get(path))
    said += told(browser.post(path, {"languages": ["xx"], "partner": "0"}))
    return said.lower().replace("city of vallfosca", "")  # it may be chosen, as any city may


@channel(*READING, "author", "chair of the city", "somebody")
def conflicts(here: Scene, browser: Client) -> str:
    """Declaring, and the cases: found ones are never told to whom they concern."""
    find_conflicts(congress=here.work.call.congress, now=make.NOW)
    found = [browser.get(here.path("congress-declare", here.work.code))]
    found.append(browser.post(here.path("congress-declare", here.work.code), {"detail": ""}))
    found += [browser.get(here.path("congress-manage-conflicts", "leaks"), {"state": state}) for state in STATES]
    return " ".join(map(told, found))


@channel(*READING, "author", "chair of the city", "somebody")
def autosave(here: Scene, browser: Client) -> str:
    return told(browser.post(here.path("congress-review-autosave", here.work.code), {"score_coherence": "9"}))


@channel(*READING, "author", "somebody")
def pdf(here: Scene, browser: Client) -> str:
    return told(browser.get(here.path("congress-reading-set")))


@channel(*READING, "author", "somebody")
def sheet(here: Scene, browser: Client) -> str:
    code = f"{here.work.code}:coherence"
    return told(browser.post(here.path("congress-score-sheet", "leaks"), {code: "9", "action": "save"}))


@channel(*READING, "author", "somebody")
def sheet_file(here: Scene, browser: Client) -> str:
    return told(browser.get(here.path("congress-score-sheet-file", "leaks")))


@channel(*READING, "author", "somebody")
def files(here: Scene, browser: Client) -> str:
    names = [("congress-review-endorsement", ()), ("congress-review-file", ("planfile",))]
    return " ".join(told(browser.get(here.path(name, here.work.code, *more))) for name, more in names)


@channel(*READING, "author", "chair of the city", "somebody")
def api(here: Scene, browser: Client) -> str:
    path = f"/api/v1/submissions/{here.work.code}/reviews/"
    bodies: list[dict[str, Any]] = [{"scores": {"coherence": 9}}, {"scores": {}, "submit": False}]
    return " ".join(told(browser.post(path, body, content_type="application/json")) for body in bodies)


@channel(*READING, "author", "chair of the city", "somebody")
def letters(here: Scene, browser: Client) -> str:
    user = next(user for user in here.users.values() if str(user.pk) == browser.session["_auth_user_id"])
    remind_by_rule(now=make.NOW)
    return " ".join(f"{mail.subject} {mail.body}" for mail in QueuedMail.objects.filter(to=user.email))


@channel("author", "somebody")
def own_page(here: Scene, browser: Client) -> str:
    names = ("congress-submission", "congress-submission-versions")
    return " ".join(told(browser.get(here.path(name, "leaks", here.work.code))) for name in names)


@channel("author", "somebody")
def own_api(here: Scene, browser: Client) -> str:
    return told(browser.get(f"/api/v1/congresses/{here.work.call.congress.slug}/submissions/"))


@channel("blind reader", "author", "chair of the city", "somebody")
def chairs_pages(here: Scene, browser: Client) -> str:
    ones = ("congress-manage-submission", "congress-manage-redaction", "congress-manage-endorsement")
    found = [browser.get(here.path(name, "leaks", here.work.code)) for name in ones]
    found += [
        browser.get(here.path(name, "leaks")) for name in ("congress-manage-readers", "congress-manage-redactions")
    ]
    return " ".join(map(told, found))


@channel("chair of the city")
def reminding(here: Scene, browser: Client) -> str:
    """The number of letters would tell who reads the city's experience."""
    everybody = list(CommitteeMember.objects.values_list("pk", flat=True))
    path = here.path("congress-manage-readers", "leaks")
    browser.post(path, {"round": "1", "member": everybody})
    return told(browser.get(path)) + f"letters: {QueuedMail.objects.count()}"


@channel("author", "chair of the city", "somebody")
def afterwards(here: Scene, browser: Client) -> str:
    """Letters before they leave, the reserve list, the sealed log, the presenters, and the place."""
    names = ("congress-manage-release", "congress-manage-places", "congress-manage-log")
    found = [browser.get(here.path(name, "leaks"), {"format": "jsonl"}) for name in names]
    found.append(browser.get(here.path("registration-presenters")))
    found.append(browser.post(here.path("congress-submission-place", "leaks", here.work.code), {"answer": "confirm"}))
    found.append(browser.post(here.path("congress-manage-places", "leaks"), {"code": here.work.code, "do": "offer"}))
    found.append(browser.get(presenter_url(here.work, "en").removeprefix(settings.PUBLIC_URL)))
    return " ".join(map(told, found))


def _address(here: Scene, browser: Client) -> str:
    return next(user.email for user in here.users.values() if str(user.pk) == browser.session["_auth_user_id"])


@channel("author", "somebody")
def deferral(here: Scene, browser: Client) -> str:
    """Who is told to wait reads nothing of what is decided."""
    call = here.work.call
    until = make.NOW.date() + timedelta(days=20)
    defer(call=call, submissions=Submission.objects.all(), until=until, by=Actor.system("test"), now=make.NOW)
    page = told(browser.get(here.path("congress-submission", "leaks", here.work.code)))
    return page + " ".join(
        f"{mail.subject} {mail.body}" for mail in QueuedMail.objects.filter(to=_address(here, browser))
    )


@channel(*OVERSEERS)
def overseen(here: Scene, browser: Client) -> str:
    """The list, the ranking and its file, the places, the experience: no word, no filter and no count tells."""
    names = ("congress-manage-call", "congress-manage-submissions", "congress-manage-ranking",
             "congress-manage-ranking-file", "congress-manage-places")  # fmt: skip
    asked: tuple[dict[str, str], ...] = ({}, {"decision": "rejected"}, {"format": "xlsx"})
    found = [browser.get(here.path(name, "leaks"), query) for name in names for query in asked]
    found.append(browser.get(here.path("congress-manage-submission", "leaks", here.work.code)))
    return " ".join(map(told, found))


# --- the matrix ---------------------------------------------------------------------------------
def leaks(here: Scene, role: str, client_for: Callable[[Any], Client]) -> dict[str, list[str]]:
    """channel → what of the role's secrets it told."""
    found = {}
    for name, says in CHANNELS[role].items():
        text = says(here, client_for(here.users[role])).lower()
        if told_ones := [secret for secret in SECRETS[role] if secret.lower() in text]:
            found[name] = told_ones
    return found


@pytest.mark.parametrize("role", sorted(SECRETS))
def test_no_channel_tells_a_role_what_it_must_not_know(role, client_for):
    assert leaks(scene(), role, client_for) == {}


def test_the_channels_of_readers_would_tell(client_for):
    """The control: where a round is single-blind, they do; and whoever has handed in reads what the others think."""
    here = scene("single")
    found = leaks(here, "blind reader", client_for)
    assert set(CHANNELS["blind reader"]) - set(found) == {"autosave", "api", "letters", "chairs_pages", "profile"}
    page = told(client_for(here.users["blind reader who is done"]).get(here.path("congress-review", here.work.code)))
    assert ("the jury is split" in page, "Plaza del Reloj" in page, "Aitor Zubizarreta" in page) == (True, True, True)


def test_the_chair_of_the_city_reminds_nobody_of_its_experience(client_for):
    here = scene()
    assert reminding(here, client_for(here.users["chair of the city"])).endswith("letters: 0")


def test_what_is_hidden_and_what_does_not_exist_are_refused_alike(client_for):
    here = scene()
    browser = client_for(here.users["blind reader"])
    hidden = browser.get(here.path("congress-review-endorsement", here.work.code))
    absent = browser.get(here.path("congress-review-endorsement", here.work.code[::-1]))
    assert (hidden.status_code, len(hidden.content)) == (404, len(absent.content))


def test_the_pages_of_who_oversees_would_tell_who_decides(client_for):
    """The control: the same pages tell the chair; and who oversees gets the same rows whatever they filter by."""
    here = scene()
    said = overseen(here, client_for(here.users["chair"])).lower()
    assert [secret in said for secret in (*UNRELEASED[:2], UNRELEASED[3])] == [True] * 3
    for role in OVERSEERS:
        browser = client_for(here.users[role])
        for name in ("congress-manage-submissions", "congress-manage-ranking"):
            path = here.path(name, "leaks")
            numbers = [browser.get(path, {"decision": way}).context["page_obj"].paginator.count
                       for way in ("", "none", "accepted", "rejected")]  # fmt: skip
            assert numbers == [1, 1, 1, 1], (role, name)


def test_a_pending_decision_takes_nobody_off_the_reserve_list_of_who_oversees(client_for):
    here = scene()
    Submission.objects.update(state="reserve")
    path = here.path("congress-manage-places", "leaks")
    seen = {role: len(client_for(here.users[role]).get(path).context["reserve"]) for role in (*OVERSEERS, "chair")}
    assert seen == {"owner": 1, "auditor": 1, "secretariat": 1, "chair": 0}
