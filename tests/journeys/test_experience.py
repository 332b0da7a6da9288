"""Steps 3 and 4: an experience from the draft to the published programme, through the committee."""

from collections.abc import Callable
from datetime import date
from urllib.request import urlopen

import icalendar
from playwright.sync_api import Page, expect

from portal.rules.demo.personas import cast
from tests.journeys.letters import read_letter
from tests.journeys.pages import Watch, assert_accessible, visit
from tests.journeys.service import Service
from tests.journeys.words import counted, words

SignIn = Callable[..., Page]
TITLE = "La biblioteca que cruza el río"
AFTER_THE_CALL = "2026-12-28T09:00:00+00:00"
CAST = cast(1, date(2026, 11, 21))


def write(page: Page) -> str:
    """A Spanish author writes a draft for the award, saves it, and hands it in; answers its code."""
    t = words("es")
    visit(page, "/es/demo/call/")
    page.get_by_role("link", name="Premio Ciudad Educadora").first.click()
    assert_accessible(page)
    page.locator("a[href$='/award/new/']").first.click()
    assert_accessible(page)
    page.get_by_label(t("Title of the experience")).fill(TITLE)
    page.get_by_role("button", name=t("Begin the draft")).click()
    page.wait_for_url("**/edit/")
    assert_accessible(page)
    page.get_by_label(t("Summary"), exact=False).first.fill("Un libro viaja en barca de un barrio al otro.")
    page.get_by_role("button", name=t("Save draft")).click()
    expect(page.get_by_text(t("The draft was saved."))).to_be_visible()

    page.reload()
    expect(page.get_by_label(t("Summary"), exact=False).first).to_have_value(
        "Un libro viaja en barca de un barrio al otro."
    )
    complete(page)
    page.get_by_role("button", name=t("Submit"), exact=True).click()
    expect(page.get_by_text(t("Receipt"), exact=True)).to_be_visible()
    assert_accessible(page)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def complete(page: Page) -> None:
    """The first answer of every choice and a sentence in every text that is still empty."""
    for name in ("axis", "format"):
        choice = page.locator(f"input[name={name}]").first
        if choice.count():
            choice.check()
    for field in page.locator("fieldset.group textarea").all():
        if not field.input_value():
            field.fill("Lo hicimos entre todos los barrios, con la escuela y con la gente mayor.")
    page.locator("input[name=may_publish]").check()


def assign(page: Page, code: str, member: str) -> None:
    """The chair gives the experience to a member."""
    t = words("es")
    visit(page, f"/es/demo/manage/call/award/submissions/{code}/")
    page.get_by_label(t("Committee member")).select_option(label=option(page, "member", member))
    page.get_by_role("button", name=t("Give it to this member")).click()
    expect(page.locator("article.panel", has_text=member)).to_be_visible()


def option(page: Page, name: str, text: str) -> str:
    """The whole label of the one choice that holds the text."""
    labels = page.locator(f"select[name={name}] option").all_text_contents()
    found = [label for label in labels if text in label]
    assert len(found) == 1, f"{page.url}: {labels}"
    return found[0]


def review(page: Page, code: str) -> None:
    """A French-speaking member reads what was given to her, and nothing else, and scores it."""
    t, own_city = words("fr"), CAST["reviewer"].city
    page.goto("/fr/demo/committee/")
    expect(page.get_by_role("heading", level=1)).to_have_text(t("Your reading for the committee"))
    assert_accessible(page)
    cities = page.locator(f'tbody td[data-label="{t("City or organisation")}"]').all_inner_texts()
    assert cities
    assert own_city not in {city.lower() for city in cities}
    page.get_by_role("link", name=TITLE).click()
    assert_accessible(page)
    groups = {radio.get_attribute("name") for radio in page.locator("input[type=radio]").all()}
    for name in sorted(filter(None, groups)):
        page.locator(f"input[name='{name}'][value='4']").check()
    page.get_by_label(t("Comment for the authors")).fill("Une expérience claire et transférable.")
    page.get_by_role("button", name=t("Hand in and go on")).click()
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    page.goto("/fr/demo/committee/")
    expect(page.locator("tr", has_text=TITLE)).to_contain_text(t("Reviewed"))


def accept(page: Page, code: str) -> None:
    """The chair reads the review, decides, looks at the letter and lets it go."""
    t = words("es")
    page.goto(f"/es/demo/manage/call/award/submissions/{code}/")
    expect(page.get_by_text("Une expérience claire et transférable.")).to_be_visible()
    page.locator("input[name=outcome][value=accepted]").check()
    page.get_by_role("button", name=t("Keep this decision")).click()
    expect(page.get_by_text(t("The decision was kept. The author will know when it is released."))).to_be_visible()
    visit(page, "/es/demo/manage/call/award/release/")
    page.locator("button[name=scope][value=all]").click()
    page.locator("button[name=sure]").click()
    expect(
        page.get_by_text(counted("es", "%(number)s letter is on its way.", "%(number)s letters are on their way.", 1))
    ).to_be_visible()


def test_experience_from_draft_to_programme(
    own_service: Service, new_page: Callable[..., Page], sign_in: SignIn, watch: Watch
) -> None:
    service = own_service.start()
    here = {"base_url": service.url}
    author, mailbox = new_page(language="es", **here), new_page(**here)
    address = CAST["author"].person.email
    t = words("es")
    sign_in(author, "author")
    code = write(author)
    received = read_letter(mailbox, address, t("We have received “%(title)s”", title=TITLE))
    assert code in received.text

    service.move_to(AFTER_THE_CALL)
    chair = sign_in(new_page(language="es", **here), "chair")
    assert_accessible(chair)
    assign(chair, code, CAST["reviewer"].person.family_name)
    reviewer = sign_in(new_page(language="fr", **here), "reviewer")
    review(reviewer, code)
    watch.allow("404 (Not Found)")
    visit(reviewer, f"/fr/demo/manage/call/award/submissions/{code}/", status=404)
    accept(chair, code)

    told = read_letter(mailbox, address, t("“%(title)s” was selected", title=TITLE))
    assert told.language == "es"
    assert CAST["reviewer"].person.family_name not in told.text
    author.goto(f"/es/demo/submissions/{code}/")
    expect(author.get_by_role("heading", name=t("Decision"))).to_be_visible()
    assert_accessible(author)
    programme(service, new_page, sign_in)


def programme(service: Service, new_page: Callable[..., Page], sign_in: SignIn) -> None:
    """The accepted experience is pulled into a session; the page and the feed show it once published."""
    t, here = words("fr"), {"base_url": service.url}
    planner = sign_in(new_page(language="fr", **here), "programme")
    assert_accessible(planner)
    planner.get_by_role("link", name=t("New session")).click()
    assert_accessible(planner)
    planner.locator("[name=code]").fill("prix")
    planner.locator("[name=title]").fill("Remise du prix")
    planner.locator("[name=starts]").fill("07:30")
    planner.locator("[name=ends]").fill("08:15")
    planner.get_by_role("button", name=t("Add the session")).click()
    planner.locator("[name=experience]").select_option(label=option(planner, "experience", TITLE))
    planner.get_by_role("button", name=t("Pull into this session")).click()
    expect(planner.locator("ol li", has_text=TITLE)).to_be_visible()
    planner.locator("[name=is_ready]").check()
    planner.get_by_role("button", name=t("Save"), exact=True).click()
    assert_accessible(planner)
    visitor = new_page(language="pt", **here)
    visitor.goto("/pt/demo/programme/")
    assert "Remise du prix" not in visitor.locator("main").inner_text()

    planner.goto("/fr/demo/manage/programme/")
    planner.get_by_role("button", name=t("Publish what is ready")).click()
    visitor.reload()
    visitor.get_by_role("link", name="Remise du prix").click()
    expect(visitor.locator("main")).to_contain_text(TITLE)
    assert_accessible(visitor)
    with urlopen(f"{service.url}/feeds/demo/programme.ics?lang=es", timeout=20) as answer:
        feed = icalendar.Calendar.from_ical(answer.read())
    (event,) = [one for one in feed.walk("VEVENT") if str(one["SUMMARY"]) == "Remise du prix"]
    assert TITLE in str(event["DESCRIPTION"])
