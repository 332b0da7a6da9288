"""`manage.py stripe_sandbox` as its own process."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import stripe

ROOT = Path(__file__).parents[2]


def test_the_command_serves_the_configured_accounts_until_it_is_told_to_stop(tmp_path):
    state = tmp_path / "state" / "stripe.json"
    command = [sys.executable, "manage.py", "stripe_sandbox", "--port", "0", "--webhook", "", "--state", str(state)]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
        with urlopen(f"{url}/healthz", timeout=10) as answer:
            assert answer.read() == b"ok"
        client = stripe.StripeClient("sk_test_plenaria_vallclara", base_addresses={"api": url}, max_network_retries=0)
        item = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 1, "product_data": {"name": "Fee"}}}
        made = client.v1.checkout.sessions.create(
            {"mode": "payment", "line_items": [item], "success_url": "http://127.0.0.1/"}
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    assert made.id in state.read_text("utf-8")
