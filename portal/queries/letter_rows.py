"""What a letter of a congress is filled with when it is looked at: a recent row, or what is made up."""

from datetime import datetime, timedelta
from typing import Any

from common import formats
from common.fields import pick
from common.letters import ONE
from common.money import Money
from congress.actions.letters import letter_context
from congress.enums import Part
from congress.models import Congress, Decision, Submission
from congress.notifications import about as submission_facts
from registration.models import Registration
from registration.notifications import TEMPLATES, letter
from visits.models import Booking
from visits.notifications import about as visit_facts

Values = dict[str, Any]


def made_up(congress: Congress, language: str, now: datetime) -> Values:
    """Something for every placeholder that there is; of the congress itself what is true."""
    zone = congress.zone
    soon = formats.deadline(now + timedelta(days=14), zone, language)
    day = formats.day(congress.starts_on, language)
    amount = formats.money(Money.parse("280.00", "EUR"), language)
    link = "https://example.org/…"
    return {
        "name": "Ana Exemplo", "congress": pick(congress.name, language), "venue": pick(congress.venue, language),
        "dates": formats.days(congress.starts_on, congress.ends_on, language), "code": "ABCD2345", "amount": amount,
        "total": amount, "reference": "RF18 5390 0754 7034", "until": soon, "closes_at": soon, "cancel_until": soon,
        "begins": f"{day}, 09:30", "starts": f"{day}, 09:30 ({zone.key})", "ends": f"12:30 ({zone.key})",
        "languages": formats.language_name(language, language), "due": day, "ends_on": day, "number": 3, "most": 12,
        "iban": "ES91 2100 0418 4502 0005 1332", "issuer_bic": "CAIXESBBXXX", "issuer_legal_name": "Exemplo",
        "order_code": "ORD-ABCD2345", "is_step_free": True, "late": False, "badge": True, "reminder": False,
        f"number{ONE}": False, "is_unconfirmed": True, "confirm_until": soon, "confirm_url": link, "register_url": link,
        "presenters_due": day, "fees": congress.uses(Part.FEES),
        "comments": ["…", "…"], "url": link, "manage_url": link, "pay_url": link,
        **dict.fromkeys(
            ("book_name", "call", "category", "city", "format", "meeting_point", "message", "organisation", "reason",
             "role", "sentence", "title", "transport", "visit"), "…"),
    }  # fmt: skip


def recent(congress: Congress, code: str, language: str) -> tuple[Values, str]:
    """(what a recent row says, its code) for a letter in a language; ({}, "") where there is none yet."""
    room = code.partition("_")[0]
    if room == "registration":
        return _registration(congress, code, language)
    if room == "visits":
        return _booking(congress, language)
    if code.startswith("congress_decision_"):
        return _decision(congress, code.removeprefix("congress_decision_"), language)
    if code.startswith("congress_submission_"):
        return _submission(congress, language)
    return {}, ""


def _registration(congress: Congress, code: str, language: str) -> tuple[Values, str]:
    rows = Registration.objects.filter(congress=congress).exclude(person__email="")
    rows = rows.select_related("congress", "category", "person", "order__book", "organisation").order_by("-pk")
    states = [state for state, template in TEMPLATES.items() if template == code]
    if states:
        rows = rows.filter(state__in=states)
    row = rows.first()
    if row is None:
        return {}, ""
    row.language = language  # as the letter would say it in this language; never saved
    found = letter(row)["context"]
    if row.organisation is not None:
        found["city"] = pick(row.organisation.name, language)
    return found, row.code


def _booking(congress: Congress, language: str) -> tuple[Values, str]:
    rows = Booking.objects.filter(departure__visit__congress=congress)
    row = rows.select_related("departure__visit__congress", "registration__person").order_by("-pk").first()
    if row is None:
        return {}, ""
    row.registration.language = language  # never saved
    return visit_facts(row.departure, row.registration), row.registration.code


def _submission(congress: Congress, language: str) -> tuple[Values, str]:
    rows = Submission.objects.filter(call__congress=congress, submitted_at__isnull=False)
    row = rows.select_related("call__congress", "author", "organisation").order_by("-pk").first()
    return (submission_facts(row, language), row.code) if row is not None else ({}, "")


def _decision(congress: Congress, outcome: str, language: str) -> tuple[Values, str]:
    """Only of what was released: nobody learns of a decision from a preview."""
    rows = Decision.objects.filter(
        submission__call__congress=congress, outcome=outcome, released_at__isnull=False
    ).select_related("submission__call__congress", "submission__author", "submission__organisation")
    row = rows.order_by("-pk").first()
    if row is None:
        return {}, ""
    return {**letter_context(row)[2], **submission_facts(row.submission, language)}, row.submission.code
