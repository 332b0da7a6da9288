"""Synthetic people for scale tests: the n-th is always the same, and no two are alike."""

from dataclasses import dataclass

from common.tokens import ALPHABET

GIVEN = (
    "Núria", "João", "Aïcha", "Michał", "Élodie", "Sofía", "Kwame", "İpek", "Jun", "Zofia", "Amélie", "Luís",
    "Inés", "Björn", "Fátima", "Øystein", "Chloé", "Tomás", "Nguyệt", "Marta", "Søren", "Lucía", "Efua", "Rui",
)  # fmt: skip
FAMILY = (
    "Vallès", "Conceição", "Diagne", "Łącka", "Besançon", "Peñarrubia", "Mensah", "Yıldırım", "Kitagawa", "Nowakówna",
    "Lefèvre", "Gonçalves", "Ibáñez", "Åkerström", "Benabdallah", "Strømnes", "Delaunoy", "Quiñones", "Trần",
    "Ferrándiz",
    "Kjærgaard", "Salvatierra", "Owusu", "Magalhães", "Pujolràs", "Sant'Anna", "O'Hanlon",
)  # fmt: skip
CODE_LENGTH = 8
_CODES = len(ALPHABET) ** CODE_LENGTH
_STEP = 161_803_398_875  # odd and no multiple of three, so that n to code is one to one


@dataclass(frozen=True, slots=True)
class Someone:
    given_name: str
    family_name: str
    email: str


def someone(n: int) -> Someone:
    """The n-th person; the address leads nowhere (RFC 2606) and nobody else has it."""
    given, family = GIVEN[n % len(GIVEN)], FAMILY[n // len(GIVEN) % len(FAMILY)]
    return Someone(given, family, f"person{n}@bulk.example.org")


def code(n: int) -> str:
    """A code of eight characters; distinct for distinct n below 27 to the eighth, and unlike those of six."""
    value, letters = n * _STEP % _CODES, []
    for _place in range(CODE_LENGTH):
        value, index = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)
