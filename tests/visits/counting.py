"""Counting what a page asks the database."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def asked(client: Client, address: str) -> tuple[int, int]:
    """(statements about visits, all statements) of a page; the second holds the frame's as well."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.get(address)
    assert answer.status_code == 200
    return sum("visits_" in query["sql"] for query in queries), len(queries)
