"""A built-in letter as people edit it, and what it knows: both read off its template, so that neither can go stale."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Template
from django.template.base import FilterExpression, Node, TextNode, TokenType, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation
from django.utils.formats import localize

from common.wording import NAME, Known, buttons, prose, render

ONE = "_is_one"  # the condition of a letter that counts: "{?number_is_one}"


class NotEditable(Exception):
    """The template does something that the language of people's letters cannot say."""


@dataclass(frozen=True, slots=True)
class Text:
    """A letter in one language, as it is edited."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class _Part:
    """An optional part: under which condition, and whether it shows where that holds."""

    name: str
    holds: bool
    text: str


class _Counted(int):
    """A number that selects a plural and shows as its placeholder."""

    placeholder = ""

    def __str__(self) -> str:
        return self.placeholder


Piece = str | _Part


def _name(path: str) -> str:
    return path.replace(".", "_")


def default(code: str, language: str) -> Text:
    """The product's own wording of a letter. Raises NotEditable, TemplateDoesNotExist."""
    return _default(code, language.split("-")[0])


@lru_cache(maxsize=256)
def exists(code: str) -> bool:
    """Whether there is such a letter, and one that people can word themselves."""
    try:
        _default(code, "en")
    except (TemplateDoesNotExist, NotEditable):
        return False
    return True


@lru_cache(maxsize=256)
def _default(code: str, language: str) -> Text:
    with translation.override(language):
        pieces = list(_pieces(_nodes(code)))
    text = re.sub(r"\n{3,}", "\n\n", _joined(pieces).strip())
    subject, _sign, body = text.partition("\n")
    return Text(" ".join(subject.split()), body.strip())


@lru_cache(maxsize=64)
def known(code: str) -> Known:
    """What a letter may say. Its buttons lead to what it is written for, so their addresses are needed."""
    text = _default(code, "en")
    whole = f"{text.subject}\n{text.body}"
    conditions = frozenset(re.findall(rf"\{{[?!]({NAME})\}}", whole))
    names = frozenset(re.findall(rf"\{{({NAME})\}}", whole))
    needed = frozenset(name for match in buttons(text.body) for name in re.findall(NAME, match["address"]))
    return Known(names, conditions, needed)


# --- from a template to the text that people edit ------------------------------------------------
def _nodes(code: str) -> Iterable[Node]:
    letter: Any = get_template(f"mail/{code}.txt")
    nodes: Iterable[Node] = letter.template.nodelist
    return nodes


def _pieces(nodes: Iterable[Node]) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
        elif isinstance(node, VariableNode):
            yield _placeholder(node.filter_expression)
        elif isinstance(node, TranslateNode):
            yield _rendered(node, {})
        elif isinstance(node, BlockTranslateNode):
            yield from _translated(node)
        elif isinstance(node, IfNode):
            yield from _optional(node)
        elif isinstance(node, ForNode):
            yield from _listed(node)
        elif isinstance(node, IncludeNode):
            yield from _pieces(_nodes(_included(node)))
        elif not isinstance(node, LoadNode | CommentNode):
            raise NotEditable(type(node).__name__)


def _placeholder(expression: FilterExpression) -> str:
    """Where a variable is filled in; one that goes through filters cannot be said."""
    if expression.filters:
        raise NotEditable(expression.token)
    return f"{{{_name(expression.token)}}}"


def _included(node: IncludeNode) -> str:
    template: str = node.template.var
    return template.removeprefix("mail/").removesuffix(".txt")


def _translated(node: BlockTranslateNode) -> Iterator[Piece]:
    filled: dict[str, Any] = {}
    for token in (*node.singular, *(node.plural or ())):
        if token.token_type == TokenType.VAR:
            filled[token.contents] = f"{{{_name(token.contents)}}}"
    for expression in node.extra_context.values():
        _fill(filled, expression.token, _placeholder(expression))
    if node.counter is None:
        yield _rendered(node, filled)
        return
    path = node.counter.token
    for number in (1, 2):
        counted = _Counted(number)
        counted.placeholder = _placeholder(node.counter)
        yield _Part(_name(path) + ONE, number == 1, _rendered(node, {**filled, path: counted}))


def _fill(values: dict[str, Any], path: str, text: str) -> None:
    """{"order": {"code": text}} for order.code, as a template reads it."""
    *heads, last = path.split(".")
    for head in heads:
        values = values.setdefault(head, {})
    values[last] = text


def _rendered(node: Node, values: Mapping[str, Any]) -> str:
    context = Context(dict(values), autoescape=False)
    with context.bind_template(Template("", engine=Engine())):
        return str(node.render(context))


def _optional(node: IfNode) -> Iterator[Piece]:
    (test, then), *others = node.conditions_nodelists
    path = str(getattr(getattr(test, "value", None), "token", ""))
    if not path or len(others) > 1 or (others and others[0][0] is not None):
        raise NotEditable(path or "if")
    for holds, nodes in ((True, then), *((False, nodes) for _test, nodes in others)):
        inner = list(_pieces(nodes))
        if any(isinstance(piece, _Part) for piece in inner):
            raise NotEditable(path)
        yield _Part(_name(path), holds, "".join(str(piece) for piece in inner))


def _listed(node: ForNode) -> Iterator[Piece]:
    """A list shows its items as paragraphs."""
    first, *rest = node.nodelist_loop
    shown = str(first.filter_expression.token) if isinstance(first, VariableNode) else ""
    if node.loopvars != [shown] or any(not isinstance(one, TextNode) or one.s.strip() for one in rest):
        raise NotEditable("for")
    if isinstance(node.sequence, str):
        raise NotEditable(node.sequence)
    yield f"{_placeholder(node.sequence)}\n\n"


def _joined(pieces: list[Piece]) -> str:
    """One text. The marks of a part that has lines of its own stand on lines of their own as well."""
    out = ""
    for n, piece in enumerate(pieces):
        if isinstance(piece, str):
            out += piece
            continue
        core = piece.text.strip("\n")
        before = piece.text[: len(piece.text) - len(piece.text.lstrip("\n"))]
        after = piece.text[len(piece.text.rstrip("\n")) :]
        opened, closed = f"{{{'?' if piece.holds else '!'}{piece.name}}}", f"{{/{piece.name}}}"
        if _has_lines(out + before, after, pieces[n + 1 :]):
            follows = pieces[n + 1] if n + 1 < len(pieces) else ""
            gap = after or ("\n" if isinstance(follows, _Part) else "")
            out += f"{before}{opened}\n{core}\n{closed}{gap}"
        else:
            out += f"{before}{opened}{core}{closed}{after}"
    return out


def _has_lines(so_far: str, after: str, rest: list[Piece]) -> bool:
    begins = so_far.endswith("\n") and bool(so_far.strip())
    if not begins:
        return False
    if after or not rest:
        return True
    follows = rest[0]
    return _has_lines(so_far, "", rest[1:]) if isinstance(follows, _Part) else follows[:1] == "\n"


# --- from the text to a letter -------------------------------------------------------------------
def word(text: Text, context: Mapping[str, Any], slots: Mapping[str, str]) -> tuple[str, str]:
    """(subject, body) of a letter by people's own text; `slots` stand for what is secret."""
    every = {name: slots.get(name, _value(context, name)) for name in _names(text)}
    there = {name for name, value in every.items() if value}
    values = {name: value if name in slots else _shown(value) for name, value in every.items()}
    subject = render(text.subject, values, there)
    return " ".join(subject.split())[:250], render(text.body, values, there) + "\n"


def empty(text: Text, context: Mapping[str, Any]) -> tuple[str, ...]:
    """The placeholders of a letter that would be filled with nothing, in the parts that are going to be shown."""
    every = {name: _value(context, name) for name in _names(text)}
    there = {name for name, value in every.items() if value}
    marks = {name: "" if _shown(value).strip() else f"\x00{name}\x00" for name, value in every.items()}
    shown = render(text.subject, marks, there) + render(text.body, marks, there)
    return tuple(sorted(set(re.findall(rf"\x00({NAME})\x00", shown))))


def _names(text: Text) -> set[str]:
    return set(re.findall(rf"\{{[?!/]?({NAME})\}}", f"{text.subject}\n{text.body}"))


def _value(context: Mapping[str, Any], name: str) -> Any:
    """What a name stands for: itself, an attribute ("order_code" is the code of the order), or whether it is one."""
    if name in context:
        return context[name]
    if name.endswith(ONE):
        return context.get(name.removesuffix(ONE)) == 1
    head, _sign, attribute = name.partition("_")
    return getattr(context[head], attribute, "") if head in context and attribute else ""


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n\n".join(prose(str(item)) for item in value)
    return "" if value is None or isinstance(value, bool) else prose(str(localize(value)))
