"""Letters in a congress's own words: the syntax, the default as it is edited, the pages."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.conf import settings

from common import letters, mailing, wording
from common.actions import mail
from common.actions.translations import move_words
from common.actors import Actor
from common.errors import Invalid
from common.letters import Text
from common.models import AuditEntry, LetterText, QueuedMail
from common.queries import edition as common_edition
from common.transfer.reading import RowDamaged
from portal.actions.letters import (
    LetterTextChanged,
    LetterUnknown,
    restore_letter_text,
    save_letter_text,
)
from portal.web.letter_catalogue import LETTERS, PARTS, PLACEHOLDERS
from tests.factories import accounts
from tests.factories import congress as make
from tests.factories import registration as people

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BY = Actor("user", "7", "")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FOLDER = settings.BASE_DIR / "templates" / "mail"


class Thing:
    code, legal_name, bic = "ORD-1", "Exemplo", "CAIX"


def context_of(code: str, there: dict[str, bool]) -> dict[str, Any]:
    """Something for every name of a letter; what is optional is there or not."""
    known = letters.known(code)
    values: dict[str, Any] = {name: f"«{name}»" for name in known.names}
    values |= {"order": Thing(), "issuer": Thing(), "comments": ["One.", "Two."], "most": 12, "number": 3}
    for name, is_there in there.items():
        if name == "issuer_bic":
            values["issuer"] = type("Issuer", (), {"legal_name": "Exemplo", "bic": "CAIX" if is_there else ""})()
        elif name.endswith(letters.ONE):
            values["number"] = 1 if is_there else 3
        elif not is_there:
            values[name] = [] if name == "comments" else ""
        elif name not in values:
            values[name] = True
    values |= {"order_code": None, "issuer_legal_name": None, "issuer_bic": None}
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", LETTERS)
def test_the_default_as_it_is_edited_is_the_letter_as_it_is_built_in(code, language):
    known = letters.known(code)
    names = sorted(known.conditions)
    for holds in product([True, False], repeat=len(names)):
        context = context_of(code, dict(zip(names, holds, strict=True)))
        secrets = dict.fromkeys(known.needed, "https://example.org/")

        built_in = mailing.word(code, language, context, secrets)

        assert mailing.word(code, language, context, secrets, letters.default(code, language)) == built_in


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", LETTERS)
def test_the_default_can_be_saved(code, language):
    text = letters.default(code, language)

    assert wording.faults(text.subject, text.body, letters.known(code)) == []
    assert text.body == "\n".join(line.rstrip() for line in text.body.split("\n")).strip()


def test_every_letter_and_every_placeholder_has_its_words():
    codes = {path.stem for path in FOLDER.glob("*.txt") if not path.stem.startswith("accounts_")}
    named = set().union(*(letters.known(code).names | letters.known(code).conditions for code in LETTERS))

    assert set(LETTERS) == codes - PARTS
    assert set(PLACEHOLDERS) == named


KNOWN = wording.Known(frozenset({"name", "total", "url"}), frozenset({"total"}), frozenset({"url"}))
BODY = "Dear {name},\n\n[Open]({url})"


@pytest.mark.parametrize(
    ("subject", "body", "found"),
    [
        ("Hello", BODY, []),
        ("", BODY, ["subject_missing"]),
        ("x" * 201, BODY, ["subject_long"]),
        ("Hello", "", ["body_missing"]),
        ("Hello {other}", BODY, ["unknown"]),
        ("Hello", BODY + "\n{other}", ["unknown"]),
        ("Hello", BODY + "\n{?name}x{/name}", ["unknown_condition"]),
        ("Hello", BODY + "\n{?total}x", ["unbalanced"]),
        ("Hello", BODY + "\nx{/total}", ["unbalanced"]),
        ("Hello", BODY + "\n{?total}{!total}x{/total}", ["nested"]),
        ("Hello", BODY + "\n{% load x %}", ["stray"]),
        ("Hello", BODY + "\n{{ name }}", ["stray"]),
        ("Hello", BODY + "\n⟦url⟧", ["stray"]),
        ("Hello", "Dear {name}", ["needed_missing"]),
        ("Hello", "Dear {name}\n\n{?total}\n[Open]({url})\n{/total}", ["needed_missing"]),
        ("Hello", BODY + "\n\n[More](https://example.org/a)", []),
        ("Hello", BODY + "\n\n[More](javascript:alert(1))", ["link_unsafe"]),
        ("Hello", BODY + "\n\n{?total}[More](javascript:x){/total}", ["link_unsafe"]),
        ("Hello", BODY + "\n\n[More]({name})", ["link_unsafe"]),
    ],
)
def test_what_is_wrong_with_a_text_is_found(subject, body, found):
    assert [fault.code for fault in wording.faults(subject, body, KNOWN)] == found


def test_what_is_filled_in_is_never_read_again():
    text = Text("For {name}", "{name}\n\n[Open]({url})")

    subject, body = letters.word(text, {"name": "{url}[Click](https://evil.example)"}, {"url": "⟦url⟧"})

    assert subject == "For {url}[Click] (https://evil.example)"
    assert body == "{url}[Click] (https://evil.example)\n\n[Open](⟦url⟧)\n"


@pytest.fixture
def event(db: None) -> Any:
    return make.congress(slug="here", languages=["pt", "en", "ca"], state="announced")


CODE = "registration_cancelled"
OWN = Text("Cancelled: {congress}", "Hello {name},\n\nyour code was {code}.")


def saved(event, version=0, text=OWN, language="en", code=CODE):
    return save_letter_text(congress=event, code=code, language=language, text=text, version=version, by=BY, now=NOW)


def queued(scope, language="en"):
    context = {"name": "Ana", "congress": "Café", "code": "ABC"}
    return mail.queue(template=CODE, to="ana@example.org", language=language, now=NOW, context=context, scope=scope)


def test_a_letter_is_sent_in_the_words_of_its_congress(event):
    saved(event)

    row = queued("here")

    assert (row.subject, row.body) == ("Cancelled: Café", "Hello Ana,\n\nyour code was ABC.\n")


def test_a_rehearsal_is_sent_in_the_same_words(event):
    saved(event)

    assert queued("here/rehearsal").subject == "TEST: Cancelled: Café"


@pytest.mark.parametrize(("scope", "language"), [("elsewhere", "en"), ("here", "es"), ("", "en")])
def test_other_letters_keep_the_built_in_words(event, scope, language):
    saved(event)

    assert "Hello Ana" not in queued(scope, language).body


def test_secrets_stay_sealed_in_own_words(event):
    text = Text("Your link", "[Open]({manage_url})")
    saved(event, text=text, code="registration_link")

    row = mail.queue(
        template="registration_link", to="a@example.org", language="en", now=NOW, context={}, scope="here",
        secrets={"manage_url": "https://secret.example/"},
    )  # fmt: skip

    assert row.body == "[Open](⟦manage_url⟧)\n"
    assert "(https://secret.example/)" not in row.sealed_secrets
    assert "https://secret.example/" in mail.message(row).body


def test_saving_writes_one_line_of_the_trail_without_the_words(event):
    saved(event)

    entry = AuditEntry.objects.get(verb="letter_text_saved")
    assert (entry.scope, entry.after) == ("here", {"letter": CODE, "language": "en", "version": 1})


def test_saving_the_same_words_again_changes_nothing(event):
    saved(event)

    assert saved(event).version == 1
    assert AuditEntry.objects.filter(verb="letter_text_saved").count() == 1


def test_saving_over_somebody_elses_words_is_refused(event):
    saved(event)

    with pytest.raises(LetterTextChanged):
        saved(event, text=Text("Mine", "Mine"))

    assert LetterText.objects.get().subject == OWN.subject


def test_the_built_in_words_saved_restore_the_letter(event):
    saved(event)

    assert saved(event, version=1, text=letters.default(CODE, "en")) is None
    assert LetterText.objects.count() == 0
    assert AuditEntry.objects.filter(verb="letter_text_restored").count() == 1


def test_restoring_twice_is_harmless(event):
    saved(event)
    for _time in range(2):
        restore_letter_text(congress=event, code=CODE, language="en", version=1, by=BY, now=NOW)

    assert AuditEntry.objects.filter(verb="letter_text_restored").count() == 1


def test_a_faulty_text_is_refused_with_its_sentences(event):
    with pytest.raises(Invalid) as refused:
        saved(event, text=Text("", "{other}"))

    assert refused.value.fields == {
        "subject": ["The letter needs a subject."],
        "body": ["This letter does not know other. The list beside the form names what it knows."],
    }


@pytest.mark.parametrize("code", ["accounts_sign_in_code", "visits_nothing", "../secrets"])
def test_letters_of_no_congress_are_not_worded_here(event, code):
    with pytest.raises(LetterUnknown):
        saved(event, code=code)


def test_two_who_are_the_first_do_not_overwrite_each_other(event, monkeypatch):
    saved(event)
    monkeypatch.setattr("portal.actions.letters._locked", lambda *_: None)  # as the second one read it

    with pytest.raises(LetterTextChanged):
        saved(event, text=Text("Mine", "Mine"))

    assert LetterText.objects.get().subject == OWN.subject


@pytest.mark.parametrize(
    ("code", "body"),
    [("registration_link", "[Open](javascript:x)"), ("registration_link", "No link"), ("nothing", "x")],
)
def test_a_letter_of_a_file_that_could_not_be_written_here_is_refused(code, body):
    table = next(table for table in common_edition.SET_UP if table.model is LetterText)

    with pytest.raises(RowDamaged):
        table.finish(None, LetterText(code=code, language="en", subject="x", body=body))


def test_the_words_go_along_when_the_congress_is_called_something_else(event):
    saved(event)
    move_words(before="here", after="there")

    assert (queued("there").subject, LetterText.objects.get().scope) == ("Cancelled: Café", "there")


# --- pages --------------------------------------------------------------------------------------
LIST = "/en/here/manage/letters/texts/"
PAGE = f"{LIST}{CODE}/?lang=en"


def browser(client_for, event, role="owner"):
    return client_for(make.team_member(congress=event, role=role).user)


@pytest.mark.parametrize(
    ("languages", "reader", "opens"),
    [
        (["en", "pt"], "pt", "pt"),  # the reader's language
        (["pt", "en"], "fr", "pt"),  # the congress's main one
        (["ca", "es"], "ca", "es"),  # the first in which letters leave
        (["ko"], "fr", "en"),
    ],
)
def test_a_letter_opens_in_the_readers_language_or_the_main_one(client_for, event, languages, reader, opens):
    event.languages = languages
    event.save()
    interface = reader if reader in {"en", "es", "fr", "pt"} else "en"

    page = browser(client_for, event).get(f"/{interface}/here/manage/letters/texts/{CODE}/")

    assert page.context["language"] == opens


def test_the_list_names_the_languages_that_were_changed(client_for, event):
    saved(event)
    client = browser(client_for, event)

    rows = {str(row["name"]): row["own"] for row in client.get(LIST).context["rows"]}

    assert rows["Registration cancelled"] == "English"
    assert rows["Place confirmed, with badge"] == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(client_for, event, rows, django_assert_num_queries):
    for code in ["registration_cancelled", "registration_expired", "registration_refused"][:rows]:
        saved(event, code=code)
    client = browser(client_for, event)
    client.get(LIST)

    with django_assert_num_queries(7):
        client.get(LIST)


def test_a_letter_of_a_part_that_is_not_used_is_not_there(client_for, event):
    event.parts = ["call", "fees"]
    event.save()

    assert browser(client_for, event).get(f"{LIST}visits_booked/").status_code == 404


def test_letters_that_speak_of_paying_are_not_there_without_fees(client_for, event):
    event.parts = ["programme"]
    event.save()
    client = browser(client_for, event)
    assert client.get(f"{LIST}registration_reminder/").status_code == 404

    LetterText.objects.create(
        scope=event.slug, code="registration_reminder", language="en", subject="x", body="y", updated_at=NOW
    )

    assert client.get(f"{LIST}registration_reminder/").status_code == 200


def test_owner_saves_and_sees_the_letter_with_a_real_row(client_for, event):
    row = people.registration(congress=event, state="cancelled", person=accounts.person(email="bo@example.org"))
    client = browser(client_for, event)

    client.post(PAGE, {"subject": OWN.subject, "body": OWN.body, "version": "0", "save": "1"})
    page = client.get(PAGE)

    assert LetterText.objects.get().version == 1
    assert page.context["preview"]["source"] == row.code
    assert f"Hello {row.person.full_name}," in page.context["preview"]["plain"]


def test_translator_sees_nobodys_data(client_for, event):
    row = people.registration(congress=event, state="cancelled", person=accounts.person(email="bo@example.org"))

    page = browser(client_for, event, "translator").get(PAGE)

    assert page.context["preview"]["source"] == ""
    assert row.code not in page.content.decode()


def test_auditor_reads_and_cannot_write(client_for, event):
    client = browser(client_for, event, "auditor")

    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"subject": "x", "body": "x", "save": "1"}).status_code == 404
    page = client.get(PAGE).content.decode()
    assert 'name="save"' not in page
    assert "You may read this page; your role changes nothing here." in page
    assert page.count('<fieldset class="closed" disabled>') == 1


def test_what_was_typed_stays_where_it_is_refused(client_for, event):
    page = browser(client_for, event).post(
        PAGE, {"subject": "Hi", "body": "{nobody} typed", "version": "0", "save": "1"}
    )

    assert page.status_code == 422
    assert "{nobody} typed</textarea>" in page.content.decode()


def test_two_owners_at_once_see_each_others_words(client_for, event):
    saved(event)
    client = browser(client_for, event)

    page = client.post(PAGE, {"subject": "Mine", "body": "Mine too", "version": "0", "save": "1"})
    shown = page.content.decode()

    assert page.status_code == 422
    assert "Mine too</textarea>" in shown
    assert "your code was {code}." in shown
    assert 'name="version" value="1"' in shown


def test_looking_saves_nothing(client_for, event):
    page = browser(client_for, event).post(PAGE, {"subject": "Look", "body": "At {name}", "version": "0", "look": "1"})

    assert page.context["preview"]["subject"] == "Look"
    assert LetterText.objects.count() == 0
    assert QueuedMail.objects.count() == 0


def test_a_letter_is_shown_as_text_never_as_markup(client_for, event):
    page = browser(client_for, event).post(PAGE, {"subject": "Hi", "body": "<script>x</script>", "look": "1"})

    assert "<script>x" not in page.content.decode()


@pytest.mark.parametrize("address", [f"{LIST}accounts_sign_in_code/", f"{LIST}{CODE}/?lang=xx"])
def test_there_is_no_page_for_other_letters_and_languages(client_for, event, address):
    assert browser(client_for, event).get(address).status_code == 404
