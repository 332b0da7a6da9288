"""Who presents in the demo: gender and youth where said, minors with guardians, what everybody answered. Pure."""

from dataclasses import dataclass

from congress.rules.content import Presenter
from portal.rules.demo.people import DemoPerson

# So often each answer comes: most say who they are, some do not.
GENDERS = ("woman", "woman", "man", "", "woman", "man", "man", "", "woman", "other")
YOUNG = (False, None, True, False, None, False, True, False)
MINOR_EVERY = 23  # of the experiences with a co-presenter, the first of so many has a pupil among them


@dataclass(frozen=True, slots=True)
class Said:
    """Gender and youth as somebody gave them; blank and None: not said."""

    gender: str
    is_young: bool | None


def said(number: int) -> Said:
    """What the person of a number said of themselves."""
    return Said(GENDERS[number * 7 % len(GENDERS)], YOUNG[number * 3 % len(YOUNG)])


def presenter(person: DemoPerson, number: int, *, guardian: DemoPerson | None = None) -> Presenter:
    """A co-presenter; with a guardian a minor."""
    about = said(number)
    return Presenter(
        name=_name(person),
        email=person.email,
        gender=about.gender,
        is_young=True if guardian else about.is_young,
        is_minor=guardian is not None,
        guardian_name=_name(guardian) if guardian else "",
        guardian_email=guardian.email if guardian else "",
    )


def answer(number: int) -> bool | None:
    """Whether the co-presenter of a number presents; None for whoever has not answered."""
    return (True, True, None, True, True, True, False, True, None, True, True, True)[number % 12]


def _name(person: DemoPerson) -> str:
    return " ".join((person.given_name, person.family_name)).strip()
