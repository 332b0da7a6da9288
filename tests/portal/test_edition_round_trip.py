"""What is exported here and imported there, and exported there again, is the same."""

import io
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Liaison, Person, User
from common import erasure
from common.models import StoredFile
from common.tokens import new_code, unseal
from common.transfer import archive
from common.transfer.sealing import Lock, new_lock
from congress.actions.settings import CongressSlugTaken
from congress.models import Congress, Decision, SubmissionVersion, TeamMember
from network.models import Organisation
from payments.actions.books import rehearsal_of
from payments.models import Book, Entry, Order
from payments.queries.links import order_by_secret
from portal.actions.editions import Imported, OrderTaken, RegistrationTaken, export_edition, import_edition, look
from portal.queries import edition
from portal.queries.doctor import examine
from registration.models import BadgeKey, Device, Registration
from registration.queries.access import by_secret, link_secret
from tests.factories import accounts
from tests.factories import registration as people
from tests.payments import factories as money
from tests.portal.edition_people import bookings_of, peopled
from tests.portal.editions import BY, full, owner_of
from visits.models import Departure

pytestmark = pytest.mark.django_db
PASSPHRASE = "four words of ours"
TOLD = {"congress.teammember"}  # not taken in: whoever imports invites anew


@pytest.fixture(scope="module")
def seal() -> tuple[Lock, bytes]:
    return new_lock(PASSPHRASE)


@pytest.fixture(autouse=True)
def house(settings, tmp_path, files_dir):
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"


def exported(event: Congress, now: Any, seal: Any = (None, None)) -> io.BytesIO:
    target = io.BytesIO()
    export_edition(congress=event, target=target, lock=seal[0], key=seal[1], now=now)
    return target


def imported(source: io.BytesIO, now: Any, seal: Any = (None, None), **kw: Any) -> Imported:
    return import_edition(source=source, **{"slug": "first", "key": seal[1], "by": BY, "now": now, **kw})


def tables(source: io.BytesIO, seal: Any = (None, None)) -> dict[str, list[dict[str, Any]]]:
    """The canonical content: symbols in place of numbers, no instant of the export."""
    with TemporaryFile() as scratch:
        content = archive.content_of(source, manifest=look(source), scratch=scratch, key=seal[1])
        return {label: list(content.rows(label)) for label in look(source).counts if label not in TOLD}


def content(source: io.BytesIO, seal: Any) -> bytes:
    """Everything that the sealed part holds, unpacked."""
    with TemporaryFile() as scratch:
        inner = archive.content_of(source, manifest=look(source), scratch=scratch, key=seal[1])
        return b"".join(inner.archive.read(name) for name in sorted(inner.names))


def elsewhere() -> None:
    """Another installation: nothing of the first in its database, and other numbers."""
    call_command("flush", interactive=False, verbosity=0)
    for _ in range(5):
        accounts.user()


@pytest.mark.django_db(transaction=True)
@pytest.mark.sound
@pytest.mark.parametrize("with_people", [False, True])
def test_export_of_what_was_imported_is_equal(with_people, now, seal):
    event = full(now)
    if with_people:
        peopled(event, now)
        Book.objects.update(closed_at=now)  # takes no orders any more, and none less for that where it arrives
    assert [one.name for one in examine(event) if not one.is_sound] == []
    chosen = seal if with_people else (None, None)
    first = exported(event, now, chosen)
    state = event.state
    elsewhere()

    done = imported(first, now + timedelta(days=9), chosen)
    again = exported(done.congress, now + timedelta(days=9), chosen)

    before, after = tables(first, chosen), tables(again, chosen)
    for label in before:
        assert after[label] == before[label], label
    assert (done.findings, done.left_out) == ([], [])
    assert done.congress.state == (state if with_people else "draft")


@pytest.mark.django_db(transaction=True)
@pytest.mark.sound
def test_rehearsal_moves_as_a_rehearsal(now, seal):
    event = full(now)
    Congress.objects.filter(pk=event.pk).update(state="draft")
    event.refresh_from_db()
    terms = event.terms
    terms.rehearsal_book = rehearsal_of(book=terms.book, scope=event.scope, by=BY, now=now)
    terms.save()
    order = money.order(now, shelf=terms.rehearsal_book, hours=4000, is_rehearsal=True)
    people.registration(congress=event, category=event.categories.get(), order=order)
    first = exported(event, now, seal)
    elsewhere()

    done = imported(first, now, seal, slug="second")

    there = done.congress.terms.rehearsal_book
    assert (there.is_rehearsal, there.scope) == (True, "second/rehearsal")
    assert there.orders.get().is_rehearsal
    assert done.findings == []
    assert look(exported(done.congress, now)).counts["payments.book"] == 1


def test_every_table_has_a_row_in_the_proof(now, seal):
    """Else the round trip would prove nothing of it."""
    event = full(now)
    peopled(event, now)

    counts = look(exported(event, now, seal)).counts

    assert [label for label, number in counts.items() if number == 0] == []
    assert set(counts) == {table.label for table in edition.whole(people=True).tables}


def test_file_without_people_names_nobody(now):
    event = full(now)
    row = peopled(event, now)

    held = content(exported(event, now), (None, None))

    assert row.person.email.encode() not in held
    assert row.code.encode() not in held
    assert b'"owner"' not in held
    assert {table.label for table in edition.PEOPLE} & set(look(exported(event, now)).counts) == set()


def test_file_holds_no_secret(now, seal):
    event = full(now)
    row = peopled(event, now)
    order, device = Order.objects.get(), Device.objects.get()
    user = User.objects.first()
    user.set_password("something long")
    user.save()
    key = BadgeKey.objects.filter(congress=event).first()
    secrets = [row.token_hash, row.link_hash, device.token_hash, order.secret_digest, order.secret_sealed,
               unseal(order.secret_sealed), user.password, row.delegation.link_hash]  # fmt: skip
    secrets += [key.sealed_private] if key else []

    held = content(exported(event, now, seal), seal)

    assert [secret for secret in secrets if secret.encode() in held] == []


def test_sealed_file_shows_nothing_of_people(now, seal):
    event = full(now)
    row = peopled(event, now)

    data = exported(event, now, seal).getvalue()

    assert row.person.email.encode() not in data
    assert b"registrations" not in data


@pytest.mark.parametrize("registrations", [3, 300])
def test_export_asks_the_same_few_questions_however_many_people(registrations, now, seal):
    event = full(now)
    category = event.categories.get()
    category.places = None
    category.save()
    event.terms.places = None
    event.terms.save()
    for number in range(registrations):
        people.registration(congress=event, category=category, code=f"Q{number:05d}")

    with CaptureQueriesContext(connection) as seen:
        exported(event, now, seal)

    tables_of = edition.whole(people=True).tables
    links = sum(len(table.many) for table in tables_of)
    to_itself = 2  # milestones wait for milestones, experiences are copies of others: they are numbered first
    savepoint = 2
    assert len(seen) == len(tables_of) + links + to_itself + savepoint


# --- what arrives -------------------------------------------------------------------------------
@pytest.fixture
def moved(now, seal):
    """(the file, facts of the place it came from), in an installation that knows nothing of it."""
    event = full(now)
    row = peopled(event, now)
    order = Order.objects.get()
    facts = {
        "registration": row.code,
        "order": order.code,
        "secret": unseal(order.secret_sealed),
        "files": StoredFile.objects.exclude(size=0).count(),
        "entries": Entry.objects.count(),
        "email": row.person.email,
        "ref": str(row.person.ref),
        "bookings": bookings_of(event),
    }
    file = exported(event, now, seal)
    call_command("flush", interactive=False, verbosity=0)
    return file, facts


@pytest.mark.django_db(transaction=True)
def test_codes_stay_and_secrets_are_new(moved, now, seal):
    file, facts = moved

    imported(file, now, seal)

    row, order = Registration.objects.get(), Order.objects.get()
    assert (row.code, order.code, Entry.objects.count()) == (facts["registration"], facts["order"], facts["entries"])
    assert order_by_secret(facts["secret"]) is None
    assert order_by_secret(unseal(order.secret_sealed)) == order
    assert by_secret(link_secret(row.code, row.access_version)) == (row, True)
    assert row.token_hash == ""


@pytest.mark.django_db(transaction=True)
def test_badges_get_a_key_of_their_own(moved, now, seal):
    event = imported(moved[0], now, seal).congress

    assert BadgeKey.objects.filter(congress=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_values_that_name_rows_name_the_new_ones(moved, now, seal):
    imported(moved[0], now, seal)

    assert bookings_of(Congress.objects.get()) == moved[1]["bookings"] != []
    decision, version = Decision.objects.get(), SubmissionVersion.objects.get()
    reader = User.objects.get(committee_seats__isnull=False)
    assert decision.decided_by == f"user {reader.pk}"
    # The team stays behind, and so does the name of who acted; nobody here is taken for them.
    assert version.saved_by.endswith(" elsewhere")
    assert decision.released_by == "user 999999 elsewhere"


@pytest.mark.django_db(transaction=True)
def test_files_come_along(moved, now, seal):
    imported(moved[0], now, seal)

    rows = StoredFile.objects.exclude(size=0)
    assert rows.count() == moved[1]["files"]
    assert all(default_storage.exists(row.name) for row in rows)
    assert StoredFile.objects.filter(person=moved[1]["ref"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_a_right(moved, now, seal):
    user = accounts.secretariat()

    done = imported(moved[0], now, seal, by=user.as_actor())

    assert list(TeamMember.objects.values_list("user", "role")) == [(user.pk, "owner")]
    assert sorted(role for _address, role in done.team) == ["committee", "owner"]
    came = User.objects.exclude(pk=user.pk)
    assert [one.has_usable_password() or one.is_superuser for one in came] == [False] * came.count()
    assert Liaison.objects.get().confirmed_at is None


@pytest.mark.django_db(transaction=True)
def test_whoever_signs_in_with_the_address_is_the_same_person(moved, now, seal):
    file, facts = moved
    reader = next(row for row in tables(file, seal)["accounts.user"])
    known = accounts.user(email=reader["email"])

    imported(file, now, seal)

    assert User.objects.filter(email=reader["email"]).get() == known
    assert not Person.objects.filter(ref=reader["person"]).exists()
    assert Registration.objects.get().person.email == facts["email"]


@pytest.mark.django_db(transaction=True)
def test_city_that_is_known_stays_as_it_is(moved, now, seal):
    Organisation.objects.create(slug="first-city", name={"en": "Ours"}, country="PT")

    imported(moved[0], now, seal)

    assert Organisation.objects.get(slug="first-city").name == {"en": "Ours"}
    assert Congress.objects.get().host.slug == "first-city"


@pytest.mark.django_db(transaction=True)
def test_whoever_was_erased_here_does_not_come_back(moved, now, seal):
    file, facts = moved
    erasure.remember(person=facts["ref"], now=now)

    done = imported(file, now, seal)

    assert done.erased == 1
    assert not Person.objects.filter(email=facts["email"]).exists()
    assert done.findings == []


# --- what is refused ----------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["order", "registration"])
def test_code_that_is_taken_is_refused_by_name(kind, moved, now, seal, files_dir):
    file, facts = moved
    if kind == "order":
        Order.objects.filter(pk=money.order(now).pk).update(code=facts["order"])
    else:
        people.registration(code=facts["registration"])
    before = Person.objects.count(), sorted(files_dir.rglob("*"))

    with pytest.raises(OrderTaken if kind == "order" else RegistrationTaken) as refusal:
        imported(file, now, seal)

    assert f"There is {'an' if kind == 'order' else 'a'} {kind} {facts[kind]} here already" in str(refusal.value)
    left = [path for path in files_dir.rglob("*") if path.is_file() and path not in before[1]]
    assert (Person.objects.count(), StoredFile.objects.count(), left) == (before[0], 0, [])


def test_slug_that_is_taken_is_refused_and_another_goes(now):
    event = full(now)
    file = exported(event, now)

    with pytest.raises(CongressSlugTaken):
        imported(file, now)
    done = imported(file, now, slug="second")

    assert done.findings == []
    assert Departure.objects.get(visit__congress=done.congress).code == "first-bus-2"
    assert done.congress.terms.book.code == "second"


def test_imported_without_people_has_an_owner_and_is_in_rehearsal(now):
    file = exported(full(now), now)
    user = owner_of(Congress.objects.get())

    done = imported(file, now, slug=f"copy-{new_code(4).lower()}", by=user.as_actor())

    assert done.congress.is_rehearsing
    assert TeamMember.objects.get(congress=done.congress).user == user
