"""The HTTP face of the stand-in, on the standard library's threading server."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from payments.providers.sandbox import api, checkout, control, pages
from payments.providers.sandbox.forms import decode
from payments.providers.sandbox.hooks import Courier
from payments.providers.sandbox.store import Account, Object, Store

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})  # a page elsewhere cannot reach us under its own name
LARGEST_BODY = 1_000_000
HTML = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """One request; the store hangs on the server."""

    server: "Sandbox"
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def answer(self, method: str) -> None:
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in LOOPBACK:
            self.close_connection = True
            return self.send(421, b"loopback only")
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            return self.send(413, b"too large")
        body = self.rfile.read(length).decode("utf-8", "replace")
        if parts.path.startswith("/v1/"):
            return self.api(method, parts.path, decode(body if method == "POST" else parts.query))
        if parts.path.startswith("/c/pay/"):
            return self.checkout(method, parts.path.removeprefix("/c/pay/"), decode(body))
        if parts.path == "/_control":
            return self.control(method, body)
        if parts.path == "/_assets/sandbox.css":
            return self.send(200, pages.STYLE.encode(), "text/css; charset=utf-8")
        if parts.path == "/favicon.ico":
            return self.send(204, b"")
        if parts.path == "/healthz":
            return self.send(200, b"ok")
        return self.send(404, pages.over(None).encode(), HTML, {"Content-Security-Policy": pages.policy(None)})

    def api(self, method: str, path: str, params: Object) -> None:
        store = self.server.store
        time.sleep(store.knobs.latency)
        scheme, _, key = self.headers.get("Authorization", "").partition(" ")
        account = store.account(key.strip()) if scheme.lower() == "bearer" else None
        try:
            if account is None:
                raise api.Refusal("Invalid API Key provided.", status=401, code="api_key_invalid")
            request = {
                "method": method,
                "path": path,
                "params": params,
                "key": self.headers.get("Idempotency-Key", ""),
                "base": f"http://{self.headers.get('Host') or self.server.url.removeprefix('http://')}",
            }
            status, answer = api.call(store, account, request)
        except api.Refusal as refusal:
            status, answer = refusal.status, refusal.body
        if store.knobs.fail > 0:
            store.knobs.fail -= 1
            status, answer = 500, {"error": {"type": "api_error", "message": "An error on our side (on demand)."}}
        self.send_json(status, answer)

    def checkout(self, method: str, ident: str, form: Object) -> None:
        store = self.server.store
        with store.lock:
            store.expire_due()
            session = store["sessions"].get(ident)
        if session is None or (method == "GET" and session["status"] != "open"):
            status = 404 if session is None else 410
            return self.send_page(status, pages.over(session), session)
        if method == "GET":
            return self.send_page(200, pages.checkout(session), session)
        if form.get("do") == "cancel":
            return self.redirect(session["cancel_url"] or session["success_url"])
        number = "4000000000000002" if form.get("do") == "decline" else str(form.get("card", ""))
        target = checkout.pay(store, session, number)
        if target is None:
            return self.send_page(402, pages.checkout(session, is_declined=True), session)
        return self.redirect(target)

    def control(self, method: str, body: str) -> None:
        try:
            orders = json.loads(body) if method == "POST" else {}
            answer = control.turn(self.server.store, orders) if orders else control.state(self.server.store)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return self.send_json(400, {"error": str(error)})
        return self.send_json(200, answer)

    def redirect(self, target: str) -> None:
        self.send(303, b"", HTML, {"Location": target})

    def send_page(self, status: int, text: str, session: Object | None) -> None:
        self.send(status, text.encode(), HTML, {"Content-Security-Policy": pages.policy(session)})

    def send_json(self, status: int, answer: Any) -> None:
        self.send(status, json.dumps(answer).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str = "text/plain", more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Request-Id": f"req_{time.time_ns():x}",
            **(more or {}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses of sessions are as good as the order itself."""


class Sandbox(ThreadingHTTPServer):
    """A stand-in bound to the loopback address; `start` returns at once, `stop` waits for its threads."""

    daemon_threads = True

    def __init__(self, *, port: int = 0, webhook: str = "", accounts: dict[str, Account] | None = None,
                 path: Path | None = None) -> None:  # fmt: skip
        self.store = Store(path=path, accounts=accounts or {})
        self.store.knobs.webhook = webhook
        self.courier = Courier(self.store)
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> "Sandbox":
        self.courier.start()
        Thread(target=self.serve_forever, args=(0.05,), daemon=True, name="stripe-sandbox").start()
        return self

    def stop(self) -> None:
        self.courier.ending.set()
        self.courier.join()
        self.shutdown()
        self.server_close()


@contextmanager
def running(**options: Any) -> Iterator[Sandbox]:
    """A stand-in for the length of a block, on a free port."""
    sandbox = Sandbox(**options).start()
    try:
        yield sandbox
    finally:
        sandbox.stop()
