"""The legal entity for which the books of a congress are kept."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.actors import Actor
from common.errors import Invalid
from congress.actions.hold import hold
from congress.models import Congress
from payments.actions.issuers import BookFacts, IssuerFacts, change_book, open_book, save_issuer
from payments.models import Book, Issuer
from portal.queries.words import free_book_code, free_issuer_code
from registration.models import Terms


def choose_entity(
    *, congress: Congress, issuer: Issuer | None, facts: IssuerFacts | None, currency: str, by: Actor, now: datetime
) -> Book:
    """Keeps the congress's books for `issuer`, changed to `facts` where they are given; None: a new one of the facts.

    Opens the books where there are none. Raises Invalid per field, BookInUse once orders stand in them.
    """
    with transaction.atomic():
        hold(congress)
        terms, _made = Terms.objects.select_for_update(of=("self",)).get_or_create(congress=congress)
        if facts is not None:
            code = issuer.code if issuer else free_issuer_code(facts.legal_name)
            issuer = save_issuer(issuer=issuer, code=code, facts=facts, by=by, now=now, scope=congress.slug)
        if issuer is None:
            raise Invalid(fields={"issuer": [_("Please choose a legal entity, or enter a new one.")]})
        if terms.book is not None:
            return change_book(book=terms.book, issuer=issuer, currency=currency, by=by, now=now)
        book = open_book(facts=new_book(congress, currency), issuer=issuer, by=by, now=now)
        terms.book = book
        terms.save(update_fields=["book"])
    return book


def new_book(congress: Congress, currency: str) -> BookFacts:
    """The books that count: live, but on a person's own machine, where there is nothing live to be paid with."""
    return BookFacts(
        code=free_book_code(congress.slug),
        name=congress.name,
        scope=congress.slug,
        currency=currency,
        timezone=congress.timezone,
        is_live=not settings.LOOPBACK,
        transfer_days=30,
    )
