"""Journeys: the running service, walked through in Debian's Chromium.

A journey asks for `new_page` (or `page`, `phone`), for `sign_in`, and calls `assert_accessible(page)` on what it
visits. It waits for what it expects to see, never for a time.
"""

import inspect
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.installation import Installation
from tests.journeys import camera
from tests.journeys.pages import VIEWPORTS, Watch
from tests.journeys.service import Service

LOCALES = {"en": "en-GB", "es": "es-ES", "fr": "fr-FR", "pt": "pt-PT"}
PATIENCE = 15_000  # milliseconds until what is expected counts as missing
MOST_MEMORY = 150  # MB of one worker after all journeys

NewPage = Callable[..., Page]
SignIn = Callable[..., Page]
MEMORY = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if MEMORY in config.stash:
        terminalreporter.write_line(f"journeys: a worker has {config.stash[MEMORY]} MB at the end")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Iterator[None]:
    """After a crash the doctor finds nothing in the services that the journey had for itself."""
    result = yield
    if item.get_closest_marker("crash") is not None:
        own = [item.funcargs[name] for name in inspect.signature(item.function).parameters]
        services = [value for value in own if isinstance(value, Service)]
        assert services, "a crash needs a service of its own"
        for crashed in services:
            crashed.assert_sound()
    return result


@pytest.fixture(scope="session")
def service(demo: Installation, request: pytest.FixtureRequest) -> Iterator[Service]:
    """The service that all journeys share: each brings people of its own."""
    running = Service(demo)
    try:
        yield running.start()
        memory = running.worker_memory()
        request.config.stash[MEMORY] = memory
        assert memory < MOST_MEMORY, f"a worker grew to {memory} MB"
    finally:
        running.stop()


@pytest.fixture
def own_service(demo: Installation) -> Iterator[Service]:
    """A service for one journey alone, which may move its clock or stop its processes."""
    running = Service(demo)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def launch(playwright: Playwright, *arguments: str) -> Browser:
    path = shutil.which("chromium")
    return playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", *arguments]
    )


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launch(playwright)
    yield started
    started.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test at its end for whatever went wrong unseen; `watch.allow("409")` expects something."""
    seen = Watch()
    yield seen
    seen.verify()


@pytest.fixture
def open_context(service: Service, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(browser, language=…, viewport=…, **options)`: a fresh visitor; closed at the end."""
    contexts: list[BrowserContext] = []

    def opened(on: Browser, *, language: str = "en", viewport: str = "desktop", **options: Any) -> BrowserContext:
        settings: dict[str, Any] = {
            "base_url": service.url, "locale": LOCALES[language], "viewport": VIEWPORTS[viewport],
            "timezone_id": "Europe/Madrid", "accept_downloads": True, "reduced_motion": "reduce",
        }  # fmt: skip
        context = on.new_context(**{**settings, **options})
        context.set_default_timeout(PATIENCE)
        context.on("page", watch.listen)
        contexts.append(context)
        return context

    expect.set_options(timeout=PATIENCE)
    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(browser: Browser, open_context: Callable[..., BrowserContext]) -> NewPage:
    """`new_page(language="pt", viewport="phone", java_script_enabled=False)`: a page of a fresh visitor."""

    def opened(*, language: str = "en", viewport: str = "desktop", **options: Any) -> Page:
        return open_context(browser, language=language, viewport=viewport, **options).new_page()

    return opened


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(viewport="phone", has_touch=True, is_mobile=True)


@pytest.fixture(params=sorted(LOCALES))
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["desktop", "phone"])
def viewport(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def sign_in() -> SignIn:
    """`sign_in(page, "chair")`: as one of the demo's personas."""

    def signed_in(page: Page, persona: str) -> Page:
        answer = page.goto(f"/demo/sign-in/{persona}/")
        assert answer is not None
        assert answer.ok, f"{persona}: {answer.status}"
        return page

    return signed_in


@pytest.fixture
def camera_page(
    playwright: Playwright, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> Iterator[Callable[..., Page]]:
    """`camera_page(picture, language="fr", viewport="phone")`: a page whose camera sees the picture."""
    browsers: list[Browser] = []

    def opened(picture: Image.Image, **options: Any) -> Page:
        film = camera.film(picture, tmp_path / f"film{len(browsers)}.y4m")
        browsers.append(launch(playwright, *camera.arguments(film)))
        return open_context(browsers[-1], permissions=["camera"], **options).new_page()

    yield opened
    for started in browsers:
        started.close()


@pytest.fixture
def reload_until() -> Callable[..., None]:
    """`reload_until(page, page.get_by_text("…"))`: for what a worker is still doing behind the page."""

    def reloaded(page: Page, wanted: Any, *, times: int = 40) -> None:
        for _ in range(times):
            if wanted.count():
                return
            page.reload(wait_until="networkidle")
        expect(wanted.first).to_be_visible()

    return reloaded
