"""Who acted, as a value: kept beside what was done, never a key into the accounts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """kind: user, holder (of a link), device, token, system; id: its stable reference; label: code or role shown."""

    kind: str
    id: str
    label: str = ""

    @classmethod
    def system(cls, name: str) -> "Actor":
        return cls("system", name, name)

    def __str__(self) -> str:
        return self.label or f"{self.kind}:{self.id}"
