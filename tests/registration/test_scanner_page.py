"""The scanner's page and the files under its address."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from registration.web import scanner
from registration.web.scanner_words import WORDS, all_words

SCRIPTS = Path(str(finders.find("scanner")))


@pytest.fixture
def kept(client: Client) -> dict[str, Any]:
    """What the service worker is told to keep."""
    body = client.get("/scan/worker.js").content.decode()
    found = re.match(r"const KEPT = (\{.*\});\n", body)
    assert found is not None
    return json.loads(found[1])


def test_page_is_the_same_for_everybody_and_needs_no_database(client: Client) -> None:
    response = client.get("/scan/")

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-cache"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()


def test_page_alone_may_run_wasm_and_use_the_camera(client: Client) -> None:
    response = client.get("/scan/")

    script = next(part for part in response["Content-Security-Policy"].split("; ") if part.startswith("script-src"))
    assert script.split() == ["script-src", "'self'", "'wasm-unsafe-eval'"]
    assert response["Permissions-Policy"].startswith("camera=(self)")
    assert "wasm" not in client.get("/scan/worker.js")["Content-Security-Policy"]


def test_page_has_no_inline_script_or_style(client: Client) -> None:
    html = client.get("/scan/").content.decode()

    assert re.findall(r"<script(?![^>]* src=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_page_opens_in_the_visitors_language(client: Client, language: str) -> None:
    response = client.get("/scan/", headers={"accept-language": language})

    html = response.content.decode()
    assert f'<html lang="{language}"' in html
    assert all_words()[language]["setup_intro"] in html


def test_service_worker_keeps_every_file_it_names_and_no_other_page(client: Client, kept: dict[str, Any]) -> None:
    pages = [name for name in kept["files"] if not name.startswith(settings.STATIC_URL)]
    files = [name.removeprefix(settings.STATIC_URL) for name in kept["files"] if name.startswith(settings.STATIC_URL)]

    assert pages == ["/scan/", "/scan/decoder.js", "/scan/words.json", "/scan/manifest.webmanifest"]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    assert [name for name in files if finders.find(name) is None] == []


def test_service_worker_keeps_every_module_that_a_kept_module_imports(kept: dict[str, Any]) -> None:
    missing = []
    for script in SCRIPTS.glob("*.js"):
        for name in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', script.read_text(encoding="utf-8")):
            target = (script.parent / name).resolve().relative_to(SCRIPTS.parent.resolve()).as_posix()
            if settings.STATIC_URL + target not in kept["files"]:
                missing.append((script.name, name))

    assert missing == []


def test_service_worker_is_governed_by_its_own_address_and_never_stale(client: Client) -> None:
    response = client.get("/scan/worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/scan/"
    assert response["Cache-Control"] == "no-cache"


def test_version_changes_with_any_kept_file(
    kept: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.css"
    changed.write_text("body { color: red }", encoding="utf-8")
    source = scanner._source
    monkeypatch.setattr(scanner, "_source", lambda name: changed if name == "scanner/scanner.css" else source(name))
    scanner._version.cache_clear()
    try:
        assert scanner._version() != kept["version"]
    finally:
        scanner._version.cache_clear()


def test_decoder_imports_from_the_static_files(client: Client) -> None:
    response = client.get("/scan/decoder.js")

    names = re.findall(r'"(/[^"]+|\.\.[^"]+)"', response.content.decode())
    assert names == [
        "/static/vendor/zxing-wasm/reader/index.js",
        "/static/vendor/zxing-wasm/reader/zxing_reader.wasm",
    ]
    assert "'wasm-unsafe-eval'" in response["Content-Security-Policy"]


def test_words_come_in_every_language_at_once(client: Client) -> None:
    found = client.get("/scan/words.json").json()

    assert sorted(found) == ["en", "es", "fr", "pt"]
    assert {code: sorted(set(WORDS) - set(texts)) for code, texts in found.items()} == {code: [] for code in found}


def test_words_keep_their_placeholders_in_every_language() -> None:
    english = all_words()["en"]
    wrong = [
        (code, key)
        for code, texts in all_words().items()
        for key, text in texts.items()
        if key in english
        and key != "name"
        and set(re.findall(r"\{\w+\}", text)) != set(re.findall(r"\{\w+\}", english[key]))
    ]

    assert wrong == []


def test_scripts_and_templates_name_no_word_that_does_not_exist(client: Client) -> None:
    sources = [path.read_text(encoding="utf-8") for path in SCRIPTS.glob("*.js")]
    sources.append(client.get("/scan/").content.decode())
    named = {name for text in sources for name in re.findall(r'(?:\bsay\(|data-(?:word|label)=)"(\w+)"', text)}

    assert named
    assert named - set(WORDS) == set()


def test_home_screen_manifest_stays_within_the_scanner(client: Client) -> None:
    response = client.get("/scan/manifest.webmanifest")

    found = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (found["start_url"], found["scope"], found["display"]) == ("/scan/", "/scan/", "standalone")
    icons = [icon["src"].removeprefix(settings.STATIC_URL) for icon in found["icons"]]
    assert [name for name in icons if finders.find(name) is None] == []


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/scan/").status_code == 405


def test_vendored_files_are_the_ones_that_were_fetched() -> None:
    import hashlib

    vendor = SCRIPTS.parent / "vendor"
    lines = (vendor / "CHECKSUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    found = {name: hashlib.sha256((vendor / name).read_bytes()).hexdigest() for name in listed}

    assert found == listed
