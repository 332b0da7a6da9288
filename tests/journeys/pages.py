"""What every page must keep to, whoever opens it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import ConsoleMessage, Page, Response

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What axe judges by, but for the words: every element with its class, role and labelling, and the language.
SHAPE = """() => [
  document.documentElement.lang,
  document.documentElement.className,
  [...document.body.querySelectorAll("*")].map((one) => [
    one.tagName, one.className, one.hidden, one.getAttribute("role"),
    ...[...one.attributes].map((a) => a.name).filter((name) => name.startsWith("aria-")),
  ].join(" ")).join("|"),
]"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWPORTS = {
    "desktop": {"width": 1280, "height": 900},
    "tablet": {"width": 820, "height": 1180},
    "phone": {"width": 390, "height": 844},
}


@dataclass
class Watch:
    """What went wrong behind a page: console errors (a breach of the content policy is one), exceptions, 5xx."""

    found: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, *texts: str) -> None:
        """Errors with one of these texts are expected, such as "409 (Conflict)"."""
        self.allowed += texts

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"exception on {page.url}: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"{response.status} from {response.url}")

    def verify(self) -> None:
        left = [text for text in self.found if not any(allowed in text for allowed in self.allowed)]
        assert left == [], "\n".join(left)


_looked_at: set[tuple[object, ...]] = set()


def assert_accessible(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """axe finds nothing, there is one h1, the language is named, and nothing scrolls sideways.

    A page that another journey has shown to axe with the same elements, in the same width, is not shown to it again.
    """
    page.wait_for_load_state()
    if (seen := (*page.evaluate(SHAPE), *(page.viewport_size or {}).values(), *but)) in _looked_at:
        return
    _looked_at.add(seen)
    page.evaluate(AXE)
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    results = page.evaluate("options => axe.run(document, options)", options)
    violations = [
        f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:4]]}"
        for violation in results["violations"]
        if violation["id"] not in but
    ]
    assert violations == [], f"{page.url}\n" + "\n".join(violations)
    assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} h1"
    assert page.locator("html").get_attribute("lang"), f"{page.url} names no language"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"


def visit(page: Page, address: str, *, status: int = 200) -> None:
    """Opens an address, which must answer so, and looks at the page."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, f"{address}: {answer.status}"
    assert_accessible(page)
