"""What the builder needs to know of whoever a form hangs on, and no more."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from questions.actions.forms import Editing
from questions.enums import Audience
from questions.models import Form, Question
from questions.queries.forms import questions_of


class Address(Protocol):
    """The address of a page of the builder: "" the list, "new", "preview", or "question" with its code."""

    def __call__(self, page: str = "", *args: str) -> str: ...


@dataclass(frozen=True)
class Owner:
    """A form where it hangs: a call, a category. Whoever makes one has checked that the visitor may build it.

    `editing` holds the form in a transaction while it is changed, and makes one where there is none yet. `fixed` says
    why only the wording may change; "" while everything may. `audiences` are those that mean anything here.
    """

    form: Form | None
    title: str
    languages: Sequence[str]
    address: Address
    back: tuple[str, str]  # address and label of the page that leads here
    editing: Callable[[], AbstractContextManager[Editing]]
    fixed: str = ""
    audiences: tuple[str, ...] = field(default=tuple(Audience.values))

    def questions(self) -> list[Question]:
        return questions_of(self.form)
