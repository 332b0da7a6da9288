"""After a new first key: everything sealed opens under it alone, and links that have left go on working."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from common.actions import audit, mail
from common.models import AuditEntry, QueuedMail
from common.tokens import digest, seal, unseal
from payments.models import Order
from payments.queries.links import pay_url
from registration.actions.again import send_links
from registration.actions.badge_keys import ensure_key
from registration.actions.delegations import open_delegation
from registration.models import Registration
from registration.queries.access import access_token, by_secret, delegation_by_secret, delegation_secret, link_secret
from registration.queries.badges import signer
from tests.factories import accounts, network
from tests.portal.house import BY, house

pytestmark = pytest.mark.django_db
OLD, NEW = "old-key-" * 5, "new-key-" * 5


@pytest.fixture
def place(now, settings):
    """A house whose secrets were made under the old key, and a new one put before it since."""
    settings.DATA_KEYS = [OLD]
    made = house(now)
    made.register(made.paid)
    ensure_key(congress=made.congress, now=now)
    Authenticator.objects.create(user=accounts.user(), type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP")})
    settings.DATA_KEYS = [NEW, OLD]
    return made


def rotate(**options) -> dict:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=StringIO(), **options)
    return json.loads(out.getvalue())


def test_everything_opens_under_the_new_key_alone(place, settings):
    pay, private = pay_url(Order.objects.get()), signer(place.congress.badge_keys.get()).private
    rotate()
    settings.DATA_KEYS = [NEW]

    assert pay_url(Order.objects.get()) == pay
    assert signer(place.congress.badge_keys.get()).private == private
    assert audit.private_of(AuditEntry.objects.get(verb="registered"))["email"] == "ana@example.org"
    assert unseal(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert "http" in mail.message(QueuedMail.objects.exclude(sealed_secrets="").first()).body


def test_repeat_seals_nothing_again(place):
    first = rotate()["sealed"]
    again = rotate()["sealed"]

    assert (first["person_keys"], first["letters"], first["badge_keys"], first["orders"]) == (1, 1, 1, 1)
    assert {**again, "second_factors": 0} == dict.fromkeys(again, 0)


@pytest.mark.crash
def test_interrupted_run_goes_on(place, monkeypatch):
    from portal.actions import rotation

    with monkeypatch.context() as cut:
        cut.setattr(rotation, "SEALED", rotation.SEALED[:1])
        rotate()
    done = rotate()["sealed"]

    assert (done["person_keys"], done["orders"]) == (0, 1)


def test_small_batches_reach_every_row(place, monkeypatch):
    from portal.actions import rotation

    monkeypatch.setattr(rotation, "BATCH", 1)
    place.register(given_name="Eva")
    place.register(given_name="Rui")

    assert rotate()["older_links"] == 1


def test_rotation_is_audited_without_keys(place):
    rotate()
    entry = AuditEntry.objects.get(verb="data_keys_rotated")

    assert entry.after["orders"] == 1
    assert "key-" not in json.dumps(entry.after)


def test_links_that_have_left_work_and_letters_repeat_them(place, settings, now):
    row = Registration.objects.get()
    settings.DATA_KEYS = [OLD]
    sent = link_secret(row.code, 1)
    settings.DATA_KEYS = [NEW, OLD]
    rotate()

    assert by_secret(sent) == (row, True)
    assert link_secret(row.code, 1, row.link_hash) == sent
    assert digest(access_token(row.code, 1, row.token_hash)) == row.token_hash
    QueuedMail.objects.all().delete()
    send_links(email="ana@example.org", now=now)
    assert sent in mail.message(QueuedMail.objects.get()).body


def test_link_of_an_older_key_is_followed(place, settings):
    settings.DATA_KEYS = [OLD]
    sent = link_secret(Registration.objects.get().code, 1)
    settings.DATA_KEYS = [NEW, OLD]
    answer = Client().get(f"/r/{sent}/")

    assert answer.status_code == 302


def test_new_rows_take_the_new_key(place):
    row = place.register(given_name="Eva")

    assert row.link_hash == digest(link_secret(row.code, 1))
    assert rotate()["older_links"] == 1


def test_reissue_moves_links_to_the_new_key(place, settings, now):
    city = network.organisation()
    settings.DATA_KEYS = [OLD]
    head = {"given_name": "Rui", "family_name": "Luz", "email": "rui@example.org", "language": "pt", "position": ""}
    delegation = open_delegation(congress=place.congress, organisation=city, head=head, most=5, by=BY, now=now)
    settings.DATA_KEYS = [NEW, OLD]
    done = rotate(reissue=True)
    settings.DATA_KEYS = [NEW]
    row = Registration.objects.get()

    assert (done["older_links"], done["reissued"]) == (2, 2)
    assert by_secret(link_secret(row.code, 1)) == (row, True)
    assert delegation_by_secret(delegation_secret(delegation.code)) == delegation


def test_reissue_revives_no_ended_token(place):
    Registration.objects.update(token_hash="")
    rotate(reissue=True)

    assert Registration.objects.get().token_hash == ""


def test_missing_key_is_said_and_nothing_is_lost(place, settings):
    before = Order.objects.get().secret_sealed
    settings.DATA_KEYS = [NEW]
    with pytest.raises(CommandError, match="no longer names"):
        rotate()

    assert Order.objects.get().secret_sealed == before
