"""Rows for tests: the least that is valid, which the doctor finds sound."""


def words(text: str) -> dict[str, str]:
    """A name that reads the same in the four languages that congresses speak."""
    return dict.fromkeys(("en", "es", "fr", "pt"), text)
