"""Stripe's form encoding: `line_items[0][price_data][currency]=eur` is a tree."""

import re
from typing import Any
from urllib.parse import parse_qsl

_KEY = re.compile(r"\[([^\[\]]*)\]")


def decode(body: str) -> dict[str, Any]:
    """Decode a body or query into nested dictionaries; numbered or empty brackets become lists."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, bracket, _ = name.partition("[")
        keys = [head, *_KEY.findall(name)] if bracket else [head]
        place = tree
        for key in keys[:-1]:
            place = place.setdefault(key, {})
            if not isinstance(place, dict):
                break
        else:
            last = keys[-1] or str(len(place))
            place[last] = value
    return _with_lists(tree)


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    branches = {key: _with_lists(value) for key, value in tree.items()}
    if branches and all(key.isdigit() for key in branches):
        return [branches[key] for key in sorted(branches, key=int)]
    return branches


def whole(value: Any) -> int | None:
    """An integer as Stripe takes it, or None."""
    text = str(value)
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else None
