"""What a worker must not load before somebody pays."""

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys, django
django.setup()
import payments.urls, payments.tasks
print(sorted({"stripe", "segno"} & set(sys.modules)))
"""


def test_the_rooms_addresses_and_tasks_load_neither_stripe_nor_segno():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", CODE], cwd=root, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
