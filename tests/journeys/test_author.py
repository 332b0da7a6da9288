"""An author: a draft lost and recovered, a co-presenter asked, one experience too many, a withdrawal."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.letters import read_letter
from tests.journeys.pages import Watch, assert_accessible, visit
from tests.journeys.words import words

NewPage = Callable[..., Page]
SignIn = Callable[..., Page]
CALL = "/pt/demo/call/award"
t = words("pt")
FIRST = "A biblioteca que atravessa o rio"
PRESENTER = "nuno.ventura@guests.example.org"
SUMMARY = "Um livro viaja de barco de um bairro para o outro."


def draft(page: Page, title: str) -> None:
    page.goto(f"{CALL}/new/")
    page.get_by_label(t("Title of the experience")).fill(title)
    page.get_by_role("button", name=t("Begin the draft")).click()
    page.wait_for_url("**/edit/")


def complete(page: Page) -> None:
    """The first answer of every choice, and a sentence in every text that must not be empty."""
    for name in ("axis", "format"):
        choice = page.locator(f"input[name={name}]").first
        if choice.count():
            choice.check()
    for field in page.locator("#submission-form textarea[required], fieldset.group textarea").all():
        if field.is_visible() and not field.input_value():
            field.fill("Fizemo-lo entre todos os bairros, com a escola e com as pessoas mais velhas.")


def submit(page: Page) -> None:
    page.get_by_role("button", name=t("Submit"), exact=True).click()


def lose_and_recover(page: Page) -> Page:
    """The connection goes while one writes, and the window is closed; another one offers what the browser has kept."""
    page.context.set_offline(True)
    summary = page.get_by_label(t("Summary"), exact=False).first
    summary.fill(SUMMARY)
    expect(page.locator("#autosave-status")).to_have_text(t("No connection: kept in this browser."))
    address = page.url
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.locator("[data-restore]").click()
    expect(page.get_by_label(t("Summary"), exact=False).first).to_have_value(SUMMARY)
    assert_accessible(page)
    return page


def hand_in(page: Page, title: str) -> None:
    draft(page, title)
    page.get_by_label(t("Summary"), exact=False).first.fill(SUMMARY)
    complete(page)
    submit(page)


def answer(page: Page) -> None:
    """The co-presenter follows the letter's link, without an account, and says yes."""
    letter = read_letter(page, PRESENTER, FIRST)
    page.goto(letter.link("/presenters/"))
    assert_accessible(page)
    page.locator("button[name=answer][value=yes]").click()
    expect(page.locator(".notice.success").first).to_be_visible()


def test_author_recovers_a_draft_is_refused_one_too_many_and_withdraws(
    new_page: NewPage, sign_in: SignIn, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED", "422 (", "409 (Conflict)")
    author, mailbox = sign_in(new_page(language="pt"), "author"), new_page()
    draft(author, FIRST)
    author = lose_and_recover(author)
    complete(author)
    author.locator("[name=presenter_1_name]").fill("Nuno Ventura Olival")
    author.locator("[name=presenter_1_email]").fill(PRESENTER)
    submit(author)
    expect(author.get_by_text(t("Receipt"), exact=True)).to_be_visible()
    first = author.url
    answer(mailbox)

    author.locator("main a[href$='/edit/']").first.click()
    author.get_by_label(t("Summary"), exact=False).first.fill(f"{SUMMARY} E volta.")
    author.get_by_role("button", name=t("Save the changes")).click()
    author.goto(first)
    expect(author.get_by_text(f"{SUMMARY} E volta.").first).to_be_visible()

    hand_in(author, "Uma orquestra em cada bairro")
    expect(author.get_by_text(t("Receipt"), exact=True)).to_be_visible()
    hand_in(author, "O museu que as crianças escolhem")
    expect(author.locator("main")).to_contain_text(FIRST)
    expect(author.get_by_label(t("Summary"), exact=False).first).to_have_value(SUMMARY)
    assert_accessible(author)
    author.get_by_role("button", name=t("Save draft")).click()
    expect(author.get_by_text(t("The draft was saved."))).to_be_visible()
    refused = author.url

    visit(author, f"{first}withdraw/")
    author.get_by_role("button", name=t("Withdraw"), exact=True).click()
    expect(author.locator(".messages, [role=status]").first).to_be_visible()
    author.goto(refused)
    submit(author)
    expect(author.get_by_text(t("Receipt"), exact=True)).to_be_visible()
