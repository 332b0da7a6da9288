"""Whatever the audit trail may hold is said in words: verbs, fields, and who acts on its own."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from functools import cache

import pytest

from congress.actions import settings
from congress.queries import plans
from payments.enums import OrderState
from portal.queries.names import SYSTEM
from portal.queries.trail_names import NAMES
from portal.web import trail_words
from portal.web.letter_catalogue import LETTERS
from portal.web.trail_words import FIELDS, SUBJECTS, VERBS
from registration.rules.door import SHOWS, PointRules
from tests.house.test_source import ROOMS, ROOT, python

WRITERS = ("record", "entry_values")  # of common.actions.audit; what hands a verb on to them is found
Function = ast.FunctionDef
Carriers = dict[tuple[str, str], int | None]


@cache
def sources() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text() for room in ROOMS for path in python(room)}


@cache
def written() -> tuple[set[str], list[str]]:
    return verbs_of(sources())


def verbs_of(texts: dict[str, str]) -> tuple[set[str], list[str]]:
    """(verbs written into the trail, calls whose verb cannot be read from the source), of {path: source}."""
    trees = {path: ast.parse(text) for path, text in texts.items()}
    calls = {path: list(calls_in(tree)) for path, tree in trees.items()}
    carriers = carriers_in(calls)
    found: set[str] = set()
    unread = []
    for path, pairs in calls.items():
        for function, call in pairs:
            verb = verb_of(call, carriers, path)
            if verb is None or is_handed_on(verb, function):
                continue
            said = texts_of(verb, function) or looked_up(function, trees[path])
            said |= loaded(pairs) if not said and in_a_row(verb, function) else set()
            found |= said
            if not said:
                unread.append(f"{path}:{call.lineno}")
    return found, unread


def calls_in(tree: ast.AST) -> Iterator[tuple[Function, ast.Call]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from ((function, node) for node in ast.walk(function) if isinstance(node, ast.Call))


def carriers_in(calls: dict[str, list[tuple[Function, ast.Call]]]) -> Carriers:
    """{(path or "", name): where the verb stands among the positional arguments}; private ones within their module."""
    known: Carriers = {("", name): None for name in WRITERS}
    size = 0
    while size != len(known):
        size = len(known)
        for path, pairs in calls.items():
            for function, call in pairs:
                verb = verb_of(call, known, path)
                if verb is not None and is_handed_on(verb, function):
                    names = [argument.arg for argument in function.args.args]
                    place = path if function.name.startswith("_") else ""
                    known[place, function.name] = names.index("verb") if "verb" in names else None
    return known


def verb_of(call: ast.Call, carriers: Carriers, path: str) -> ast.expr | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    key = (path, name) if (path, name) in carriers else ("", name)
    if key not in carriers:
        return None
    place = carriers[key]
    if place is not None and len(call.args) > place:
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == "verb"), None)


def is_handed_on(verb: ast.expr, function: Function) -> bool:
    arguments = [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]
    return isinstance(verb, ast.Name) and verb.id == "verb" and "verb" in arguments


def texts_of(value: ast.expr, function: Function) -> set[str]:
    if isinstance(value, ast.Constant):
        return {value.value}
    if isinstance(value, ast.Attribute) and getattr(value.value, "id", "") == "Verb":
        return {value.attr.lower()}
    if isinstance(value, ast.IfExp):
        return texts_of(value.body, function) | texts_of(value.orelse, function)
    if isinstance(value, ast.Name):
        return {text for each in assigned(value.id, function) for text in texts_of(each, function)}
    return set()


def assigned(name: str, function: Function) -> list[ast.expr]:
    """What a name is set to within a function."""
    found = []
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            found += [node.value for target in targets if isinstance(target, ast.Name) and target.id == name]
    return found


def looked_up(function: Function, tree: ast.Module) -> set[str]:
    """The `Verb`s in the tables of the module that a function names."""
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    tables = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    named = [
        table
        for table in tables
        for target in (table.targets if isinstance(table, ast.Assign) else [table.target])
        if isinstance(target, ast.Name) and target.id in names
    ]
    values = [node for table in named for node in ast.walk(table) if isinstance(node, ast.Attribute)]
    return {text for value in values for text in texts_of(value, function)}


def in_a_row(verb: ast.expr, function: Function) -> bool:
    return isinstance(verb, ast.Name) and any(isinstance(node, ast.GeneratorExp) for node in ast.walk(function))


def loaded(pairs: list[tuple[Function, ast.Call]]) -> set[str]:
    """Where entries are written by the hundred: the first of each (verb, subject, instant), and a dict `verbs`."""
    functions = {id(function): function for function, _call in pairs}.values()
    nodes = [node for function in functions for node in ast.walk(function)]
    heads = [node.elts[0] for node in nodes if isinstance(node, ast.Tuple) and len(node.elts) == 3]
    for function in functions:
        heads += [each for table in assigned("verbs", function) if isinstance(table, ast.Dict) for each in table.values]
    texts = [node.value for node in heads if isinstance(node, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and "_" in text}


def keys_in(value: ast.expr | None, function: Function) -> set[str]:
    """The keys written out in a dict, in those it is made of, and in those its name is set to."""
    if isinstance(value, ast.Name):
        return {key for each in assigned(value.id, function) for key in keys_in(each, function)}
    nodes = [] if value is None else ast.walk(value)
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def fields_of(texts: dict[str, str]) -> set[str]:
    """The fields of `before`, `after` and `private` as far as they are written out."""
    return {
        key
        for text in texts.values()
        for function, call in calls_in(ast.parse(text))
        for keyword in call.keywords
        if keyword.arg in {"before", "after", "private"}
        for key in keys_in(keyword.value, function)
    }


def test_every_verb_of_the_trail_can_be_read_from_the_source():
    assert written()[1] == []


def test_every_verb_of_the_trail_has_its_words():
    """Where it fails: give the verb a label in `Verb` of the room's enums (in payments: in web/labels.py)."""
    assert sorted(written()[0] - set(VERBS)) == []


def test_no_words_are_left_of_verbs_that_are_gone():
    assert sorted(set(VERBS) - written()[0]) == []


def test_every_field_of_the_trail_has_its_words():
    """Where it fails: name the field in portal/web/trail_fields.py."""
    assert sorted(fields_of(sources()) - set(FIELDS)) == []


# --- values -------------------------------------------------------------------------------------
# Fields whose values are said as they are: numbers, yes and no, days, instants, addresses, and words somebody typed.
PLAIN = frozenset(
    """
    accent added address announcement asks_bids asks_confidence assignments attempt badge_name body bookings bytes
    cancelled capacity certificates clashes closes_at cluster commitments country currency days days_before
    decisions delegation delegations description devices due_on email ends_at ends_on entitled entries_of_trail
    experiences expires_at feeds fees files has_iban host_id is_active is_controller is_live is_published key_id
    latitude letters limits longitude may_publish milestones minutes missing most name number older_links opens_at
    orders other orders_kept_by_law pairs people per_city percent periods place places position primary programme public
    published_sessions ready refund registration registrations reissued_links remind_days reply_to reviews rows
    rules scan scans serial slug starts_at starts_on submissions tax_rate territorial_network texts theme timezone
    title until uses venue version weight year zone
    """.split()
)


def sorts() -> dict[str, int]:
    """How many sorts of value each field stands in: money, a language, something with a name, a code, or plain."""
    coded = {name for _kind, name in trail_words._OF_KIND} | set(trail_words._OF_FIELD)
    groups = (trail_words.MONEY, trail_words.LANGUAGES, trail_words.NOUNS, coded, PLAIN)
    return {field: sum(field in group for group in groups) for field in FIELDS}


def test_every_field_says_what_its_values_are():
    """Where it fails: put the field into NOUNS, or its codes with their words into _OF_KIND or _OF_FIELD
    (portal/web/trail_words.py), or, if its values are read as they are, into PLAIN here."""
    assert {field: number for field, number in sorts().items() if number != 1} == {}


def refund_reasons() -> set[str]:
    """What a refund is asked for with, as far as it is written out."""
    calls = [call for text in sources().values() for _function, call in calls_in(ast.parse(text))]
    refunds = [call for call in calls if getattr(call.func, "id", "") in {"request_refund", "insert_refund"}]
    values = [keyword.value for call in refunds for keyword in call.keywords if keyword.arg == "reason"]
    return {value.value for value in values if isinstance(value, ast.Constant)}


@pytest.mark.parametrize(
    ("kind", "field", "codes"),
    [
        ("congress", "changed", lambda: {*settings.NAMES, "parts"}),
        ("congress", "template", lambda: set(plans.templates())),
        ("congress", "letter", lambda: set(LETTERS)),
        ("picture", "type", lambda: {"application/pdf", "image/jpeg", "image/png"}),
        ("order", "reason", refund_reasons),
        ("order", "state", lambda: {str(state) for state in OrderState}),
        ("point", "once", lambda: {"ever", "day", "no"}),
        ("point", "shows", lambda: set(SHOWS)),
    ],
)
def test_every_code_that_can_land_there_has_its_words(kind, field, codes):
    assert sorted(codes() - set(trail_words.codes(kind, field))) == []


@pytest.mark.parametrize("given", [{"days": 60, "percent": 50}, {"until": "2027-01-01T00:00", "percent": 0}])
def test_what_lies_within_a_value_has_its_words(given):
    assert sorted(set(given) - set(FIELDS)) == []


def test_rules_of_a_point_have_their_words():
    assert sorted(each.name for each in dataclasses.fields(PointRules) if each.name not in FIELDS) == []


# Of what has neither a name nor a code: one of a kind, somebody whose name is sealed, or nothing of a congress.
NAMELESS = frozenset(
    """
    apitoken cluster clusterseat data_keys device_code dues invitation liaison membership networkrole organisation
    paymentexception person teammember terms territorialnetwork user
    """.split()
)


def test_every_object_has_a_name_or_a_code_that_people_know():
    """Where it fails: name it in NAMED (portal/web/trail_words.py) and say how in portal/queries/trail_names.py."""
    groups = (trail_words.NAMED, trail_words.KNOWN_BY_CODE, NAMELESS)

    assert {kind: n for kind in SUBJECTS if (n := sum(kind in group for group in groups)) != 1} == {}
    assert {noun for noun, _by in trail_words.NAMED.values()} - set(NAMES) == set()
    assert set(trail_words.NOUNS.values()) - set(NAMES) == {"experience"}


def test_codes_that_are_shown_are_no_keys():
    tables = (*trail_words._OF_KIND.values(), *trail_words._OF_FIELD.values())

    assert [str(text) for table in tables for text in table.values() if "_" in str(text)] == []


def test_whoever_acts_on_its_own_has_a_name():
    """Where it fails: name it in portal/queries/names.py."""
    found = {name for text in sources().values() for name in re.findall(r'Actor\.system\("([^"]+)"\)', text)}

    assert sorted(found - set(SYSTEM)) == []


def test_words_are_no_codes():
    words = [str(text) for table in (VERBS, FIELDS, SUBJECTS, SYSTEM) for text in table.values()]

    assert [text for text in words if not text[:1].isupper() or "_" in text] == []


def test_verbs_are_found_where_they_are_handed_on():
    source = """
STEPS: dict = {"begin": ("open", Verb.BEGUN), "end": ("done", Verb.ENDED)}

def step(row, said):
    wanted, verb = STEPS[said]
    _audit(row, verb)

def _audit(row, verb):
    audit.record(verb=verb, subject=row)

def move(row, *, verb):
    _audit(row, verb)

def act(row, late):
    move(row, verb="moved" if late else "kept")
    verb = "a" if late else "b"
    audit.record(verb=verb, subject=row)
    _audit(row, "said")
    _audit(row, Verb.NAMED)
    other(row, verb="not this")
    audit.record(verb=late.verb, subject=row)
"""

    said = {"moved", "kept", "a", "b", "said", "named", "begun", "ended"}
    assert verbs_of({"planted": source}) == (said, ["planted:21"])


def test_fields_are_found():
    source = """
def act(row):
    before = {"state": row.state}
    audit.record(verb="moved", before=before, after={"room": 1, **more} | {"seats": 2}, private=names)
"""

    assert fields_of({"planted": source}) == {"state", "room", "seats"}
