"""The texts of letters that a scope has of its own."""

from common.letters import Text
from common.models import LetterText
from common.rehearsals import MARK


def own_text(scope: str, code: str, language: str) -> Text | None:
    """The scope's text of a letter; a rehearsal reads the letters that its scope is going to send."""
    if not scope:
        return None
    rows = LetterText.objects.filter(scope=scope.removesuffix(MARK), code=code, language=language)
    found = rows.values_list("subject", "body").first()
    return Text(*found) if found else None
