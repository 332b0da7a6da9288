"""The states of a congress and what leads from one to the next. Pure."""

# state → verb → next state. The diagram is docs/algorithms/publishing.md.
TRANSITIONS: dict[str, dict[str, str]] = {
    "draft": {"publish": "announced"},
    "announced": {"open": "open", "finish": "finished"},
    "open": {"finish": "finished"},
    "finished": {"reopen": "open", "archive": "archived"},
    "archived": {"reopen": "finished"},
}

VERBS = tuple(sorted({verb for verbs in TRANSITIONS.values() for verb in verbs}))


def following(state: str, verb: str) -> str | None:
    """The state after the verb, or None when the verb is not open in this state."""
    return TRANSITIONS[state].get(verb)
