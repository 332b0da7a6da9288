"""Who may read and write a book; the answer comes from an authentication backend above."""

from typing import Any

from payments.models import Book


def can_view_book(user: Any, book: Book) -> bool:
    return bool(user.is_authenticated and (user.has_perm("payments.view_book", book) or can_manage_book(user, book)))


def can_manage_book(user: Any, book: Book) -> bool:
    return bool(user.is_authenticated and user.has_perm("payments.manage_book", book))
