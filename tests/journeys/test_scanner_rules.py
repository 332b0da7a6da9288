"""The scanner's own rules, run in the browser, against the server's: a door without a network says the same."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, Route

from registration.enums import State
from registration.rules import badge_token, base45
from registration.rules.door import Window, envelope, judge
from registration.rules.settle import Fact, settle

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
ORIGIN = "http://localhost"  # WebCrypto wants a secure context; nothing listens there, the files are handed in
TYPES = {".js": "text/javascript", ".wasm": "application/wasm"}
SEED = 20261121
PRIVATE = b"k" * 32
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw().hex()
MADRID = ZoneInfo("Europe/Madrid")


def _hand_in(route: Route) -> None:
    name = route.request.url.removeprefix(ORIGIN)
    if name == "/":
        route.fulfill(content_type="text/html", body="<!doctype html><html lang=en data-api=/api/v1/><title>t</title>")
    else:
        path = STATIC / name.removeprefix("/static/")
        route.fulfill(content_type=TYPES[path.suffix], body=path.read_bytes())


@pytest.fixture
def modules(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route(f"{ORIGIN}/**", _hand_in)
    page.goto(f"{ORIGIN}/")
    yield page
    page.close()


def token(number: int = 12, *, serial: int = 1, congress: int = 7, private: bytes = PRIVATE) -> str:
    return badge_token.sign(private=private, key_id=1, congress=congress, number=number, serial=serial)


READ = """async texts => {
  const { readBadge } = await import("/static/scanner/badge.js");
  return texts.map(text => {
    const { problem, keyId, congress, number, serial } = readBadge(text);
    return problem ?? [keyId, congress, number, serial];
  });
}"""
VERIFY = """async ([texts, keys, broken]) => {
  if (broken) crypto.subtle.importKey = async () => { throw new DOMException("no", "NotSupportedError"); };
  const { readBadge, isGenuine } = await import("/static/scanner/badge.js");
  return Promise.all(texts.map(text => isGenuine(readBadge(text), keys)));
}"""
JUDGE = """async ([runs, zone]) => {
  const { judge, presenceAfter } = await import("/static/scanner/verdict.js");
  return runs.map(({ listed, repeat, scans }) => {
    let presence;
    return scans.map(({ serial, direction, at }) => {
      const ruled = judge({
        badge: { number: 12, serial }, listed: listed ?? undefined, presence, direction, zone, knownTo: 100,
        point: { code: "p", rules: { repeat } }, at: Date.parse(at),
      });
      const scan = { scanned_at: at, point: "p" };
      presence = presenceAfter({ ...ruled, scan, device: "d", presence }) ?? presence;
      return [ruled.outcome, ruled.first?.at ?? null];
    });
  });
}"""
TYPED = """async keys => {
  const { letterAt } = await import("/static/scanner/wedge.js");
  return keys.map(([code, shift]) => letterAt(code, shift, false)).join("");
}"""


def _damage(text: str, luck: random.Random) -> str:
    at = luck.randrange(len(text))
    return luck.choice([
        text, text[:at], text + text, text[:at] + luck.choice(base45.ALPHABET) + text[at + 1 :], text.strip() + " ",
        text.replace(" ", ""), text[:at] + "\x00" + text[at + 1 :], "PL1" + ":" * 113, text.lower(), "A" * 5000, "",
    ])  # fmt: skip


def test_scanner_reads_badges_as_the_server_does(modules: Page) -> None:
    luck = random.Random(SEED)
    texts = [
        _damage(token(luck.randrange(2**32), serial=luck.randrange(2**16), congress=luck.randrange(2**32)), luck)
        for _ in range(400)
    ]

    def expected(text: str) -> Any:
        found = badge_token.parse(text)
        if isinstance(found, badge_token.Problem):
            return str(found)
        return [found.key_id, found.congress, found.number, found.serial]

    assert modules.evaluate(READ, texts) == [expected(text) for text in texts]


@pytest.mark.parametrize("without_webcrypto", [False, True])
def test_scanner_knows_a_forged_badge(modules: Page, without_webcrypto: bool) -> None:
    texts = [token(), token(private=b"w" * 32), token(serial=2)[:60] + token()[60:]]
    keys = [{"id": 1, "public": PUBLIC}]

    assert modules.evaluate(VERIFY, [texts, keys, without_webcrypto]) == [True, False, False]
    assert modules.evaluate(VERIFY, [texts, [{"id": 2, "public": PUBLIC}], without_webcrypto]) == [False] * 3


def _run(luck: random.Random) -> dict[str, Any]:
    start = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    window = Window(
        luck.choice([None, start, start + timedelta(hours=3)]),
        luck.choice([None, start + timedelta(hours=2), start + timedelta(hours=20)]),
    )
    steps = sorted(luck.sample(range(0, 24 * 60, 20), luck.randrange(1, 7)))
    return {
        "state": luck.choice([State.CONFIRMED] * 6 + list(State)),
        "serial": luck.choice([1, 2]),
        "is_listed": luck.random() > 0.05,
        "passes": luck.choice([[], [window], [window], [Window()]]),
        "once": luck.choice(["ever", "day", "no"]),
        "scans": [
            {
                "serial": luck.choice([1, 2, 2, 2, 3]),
                "direction": luck.choice(["in", "in", "in", "out"]),
                "at": start + timedelta(minutes=step),
            }
            for step in steps
        ],
    }


def _server(run: dict[str, Any]) -> list[list[str | None]]:
    listed = (run["state"], run["serial"]) if run["is_listed"] else None
    judged = [judge(listed=listed, passes=run["passes"], **scan) for scan in run["scans"]]
    facts = [
        Fact(key=i, at=scan["at"], scan_id=f"{i:03}", device=1, who=12, judged=judged[i])
        for i, scan in enumerate(run["scans"])
    ]
    settled = settle(facts, once=run["once"], zone=MADRID)
    firsts = [settled[i].first for i in range(len(facts))]
    return [
        [str(settled[i].outcome), None if first is None else _text(run["scans"][first]["at"])]
        for i, first in enumerate(firsts)
    ]


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _for_browser(run: dict[str, Any]) -> dict[str, Any]:
    window = envelope(run["passes"])
    may = {} if window is None else {"p": [value and _text(value) for value in window]}
    listed = {"number": 12, "serial": run["serial"], "state": str(run["state"]), "may": may}
    return {
        "listed": listed if run["is_listed"] else None,
        "repeat": {"ever": "once", "day": "once_a_day", "no": "unlimited"}[run["once"]],
        "scans": [{**scan, "at": _text(scan["at"])} for scan in run["scans"]],
    }


def test_scanner_judges_offline_as_the_server_will(modules: Page) -> None:
    luck = random.Random(SEED)
    runs = [_run(luck) for _ in range(600)]

    found = modules.evaluate(JUDGE, [[_for_browser(run) for run in runs], "Europe/Madrid"])

    different = [(run, here, _server(run)) for run, here in zip(runs, found, strict=True) if here != _server(run)]
    assert json.dumps(different[:2], default=str) == "[]"


def test_reader_is_read_by_the_place_of_its_keys(modules: Page) -> None:
    shifted = {"$": "Digit4", "%": "Digit5", "*": "Digit8", "+": "Equal", ":": "Semicolon"}
    plain = {" ": "Space", "-": "Minus", ".": "Period", "/": "Slash"}
    keys = [
        [f"Digit{letter}", False] if letter.isdigit()
        else [f"Key{letter}", True] if letter.isalpha()
        else [shifted.get(letter) or plain[letter], letter in shifted]
        for letter in base45.ALPHABET
    ]  # fmt: skip

    assert modules.evaluate(TYPED, keys) == base45.ALPHABET
