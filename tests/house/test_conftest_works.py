import pytest
from common import clock as c
from django.db import connection
def test_a(clock):
    clock.move(hours=2)
    assert c.now().hour == 11
def test_b(db):
    with connection.cursor() as k:
        k.execute("select 1")
@pytest.mark.postgres
def test_p():
    assert connection.vendor == "postgresql"
