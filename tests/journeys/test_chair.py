"""Chair and members: a sharing-out that is impossible at first, the reading, the selection, letters, the reserve."""

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from portal.rules.demo.personas import cast
from tests.journeys.pages import Watch, assert_accessible, visit
from tests.journeys.words import words

NewPage = Callable[..., Page]
SignIn = Callable[..., Page]
Until = Callable[..., None]
CALL = "/fr/demo/manage/call/experiences"
CAST = cast(1, date(2026, 11, 21))
t = words("fr")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=t(name), exact=True).click()


def most_each(page: Page, most: str) -> None:
    """How many experiences each member takes at most; "": as many as the others."""
    visit(page, f"{CALL}/committee/")
    for field in page.locator("input[name^='load-']").all():
        field.fill(most)
    press(page, "Save")


def propose(page: Page, reload_until: Until) -> None:
    """Asks for a proposal and waits for the worker to have searched."""
    visit(page, f"{CALL}/assign/")
    button = page.get_by_role("button", name=re.compile(f"^({t('Propose who reads what')}|{t('Propose anew')})$"))
    button.click()
    over = page.get_by_text(t("A proposal waits for you")).or_(page.get_by_text(t("Not everything can be shared out")))
    reload_until(page, over)


def share_out(page: Page, reload_until: Until) -> None:
    """What makes it impossible is said; then it is found, changed by hand and given out."""
    most_each(page, "1")
    propose(page, reload_until)
    expect(page.get_by_text(t("Not everything can be shared out"))).to_be_visible()
    assert_accessible(page)

    most_each(page, "")
    propose(page, reload_until)
    page.get_by_role("link", name=t("Look at it")).click()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile(f"^{t('Change')}")).first.click()
    assert_accessible(page)
    chosen = page.locator("select[name=member] option").nth(1).get_attribute("value")
    page.locator("select[name=member]").select_option(chosen)
    page.locator("select[name=instead]").select_option(index=1)
    press(page, "Choose this member")
    expect(page.get_by_text(t("Chosen by hand")).first).to_be_visible()
    page.get_by_role("link", name=t("Back to the proposal")).click()
    press(page, "Publish and tell the members")
    expect(page.locator(".messages, [role=status]").first).to_be_visible()


def read(page: Page) -> None:
    """A member reads on the phone, scores one and goes on to the next, and gives one back."""
    visit(page, "/fr/demo/committee/")
    page.get_by_role("link", name=t("Read the next one")).click()
    assert_accessible(page)
    page.get_by_label(t("Comment for the authors")).fill("Un dispositif que d’autres villes peuvent reprendre.")
    for name in sorted({radio.get_attribute("name") or "" for radio in page.locator("main input[type=radio]").all()}):
        page.locator(f"main input[name='{name}']").nth(2).check()
    press(page, "Hand in and go on")
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    page.goto("/fr/demo/committee/")
    page.get_by_role("link", name=t("Read the next one")).click()
    one = page.url
    page.locator("main a[href$='/recuse/']").first.click()
    assert_accessible(page)
    page.locator("main textarea").fill("J’ai conseillé cette ville l’an dernier.")
    press(page, "Step back")
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    visit(page, one, status=404)


def select(page: Page) -> None:
    """The engine proposes within the places; what it leaves is decided by hand; nobody hears of it."""
    visit(page, f"{CALL}/selection/")
    page.get_by_role("link", name=t("Propose a selection")).click()
    assert_accessible(page)
    page.locator("input[name=reserve]").fill("3")
    press(page, "Show what comes of it")
    press(page, "Keep this proposal as pending decisions")
    page.wait_for_url("**/selection/**")
    for box in page.locator("input[name=chosen]").all():
        if not box.locator("xpath=ancestor::tr").locator(".chip").count():
            box.check()
    if page.locator("input[name=chosen]:checked").count():
        page.locator("input[name=outcome][value=rejected]").check()
        page.locator("#shared-reason").fill("Les places ne suffisaient pas.")
        press(page, "Keep these decisions")
    assert_accessible(page)


def release(page: Page) -> None:
    """A letter is read before it leaves; then all to those who were selected leave together."""
    visit(page, f"{CALL}/release/")
    page.get_by_role("link", name=re.compile(f"^{t('Read')}")).first.click()
    expect(page.locator("#letter")).to_be_visible()
    assert_accessible(page)
    page.locator("a[href*='group=accepted']").first.click()
    page.locator("button[name=scope][value=all]").click()
    assert_accessible(page)
    page.locator("button[name=sure]").click()
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    visit(page, f"{CALL}/release/?group=accepted")
    expect(page.locator("button[name=scope][value=all]")).to_have_count(0)


def drop_out(page: Page) -> None:
    """An author declines the place of an experience; the page says that this is for good."""
    page.goto("/es/me/")
    accepted = page.locator("main li").filter(has_text=words("es")("Selected"))
    accepted.locator("a[href*='/submissions/']").first.click()
    page.locator("a[href$='/place/']").first.click()
    assert_accessible(page)
    page.locator("button[name=answer][value=decline]").click()
    expect(page.get_by_text(words("es")("The place was declined. Thank you for telling us."))).to_be_visible()


def offer(page: Page) -> None:
    """The free place goes to the first of the reserve list, who gets the letter at once."""
    visit(page, f"{CALL}/places/")
    first = page.locator("section[aria-labelledby=reserve] tbody tr")
    waiting = first.count()
    assert waiting
    page.locator("button[name=do][value=offer]").first.click()
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    assert_accessible(page)
    expect(first).to_have_count(waiting - 1)


def test_chair_shares_out_members_read_and_the_selection_is_told(
    new_page: NewPage, sign_in: SignIn, reload_until: Until, watch: Watch
) -> None:
    watch.allow("404 (Not Found)")
    chair = sign_in(new_page(language="fr"), "chair")
    share_out(chair, reload_until)
    read(sign_in(new_page(language="fr", viewport="phone", has_touch=True, is_mobile=True), "reviewer"))
    propose(chair, reload_until)
    chair.get_by_role("link", name=t("Look at it")).click()
    press(chair, "Publish and tell the members")
    expect(chair.locator(".messages, [role=status]").first).to_be_visible()
    select(chair)
    author = sign_in(new_page(language="es"), "author")
    drop_out(author)
    release(chair)
    offer(chair)
