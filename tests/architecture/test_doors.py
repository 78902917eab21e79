"""Every verb that reaches somebody else passes the one door, `limits.admit`: also those that are yet to be built.

What reaches somebody is a row of a conversation or a message, or another text in one. This reads which functions write
those, and follows the calls of the services up to the verbs.
"""

import ast
from collections import defaultdict
from pathlib import Path

from inbox.config import ROOT

REACHING = {"Conversation", "Message"}
DOOR = "admit"
SERVICES = sorted((ROOT / "inbox" / "services").glob("*.py"))
VERBS = {"transaction", "passing_transaction"}
PAST_ALL_VERBS = {"inbox/cli/flood.py"}  # fills an empty database for measurements


class Function:
    """One function: what it calls, by name, and whether it writes what others read."""

    def __init__(self, node: ast.FunctionDef):
        self.name = node.name
        self.is_verb = any(getattr(one, "id", "") in VERBS for one in node.decorator_list)
        inside = list(ast.walk(node))
        self.calls = {_name(one.func) for one in inside if isinstance(one, ast.Call)}
        self.calls |= {one.id for one in inside if isinstance(one, ast.Name)}  # handed on, as to map()
        self.writes = any(map(_writes, inside))


def _name(func: ast.expr) -> str:
    return getattr(func, "attr", getattr(func, "id", ""))


def _writes(node: ast.AST) -> bool:
    """Whether it makes such a row, or puts a text into a message: `Message(…)`, `insert(Message)`, `message.body = …`."""
    if isinstance(node, ast.Call):
        made = _name(node.func) in REACHING
        named = {one.id for argument in node.args for one in ast.walk(argument) if isinstance(one, ast.Name)}
        return made or (_name(node.func) in ("insert", "insert_missing") and bool(named & REACHING))
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        pairs = [(node.targets[0], node.value)]
        if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(node.targets[0].elts, node.value.elts, strict=True))
        return any(_is_body_of_message(target) and not _is_empty(value) for target, value in pairs)
    return False


def _is_body_of_message(target: ast.expr) -> bool:
    is_body = isinstance(target, ast.Attribute) and target.attr == "body"
    return is_body and getattr(target.value, "id", "") == "message"


def _is_empty(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value == ""


def functions(sources: list[str]) -> dict[str, list[Function]]:
    """All functions of these modules by their names."""
    found = defaultdict(list)
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                found[node.name].append(Function(node))
    return found


def reached(start: Function, known: dict[str, list[Function]]) -> list[Function]:
    """All that may run when it is called."""
    seen, todo = {}, [start]
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen[id(one)] = one
            todo += [each for name in one.calls for each in known.get(name, ())]
    return list(seen.values())


def past_the_door(sources: list[str]) -> list[str]:
    """The verbs that reach somebody else without having passed the door."""
    known = functions(sources)
    wrong = []
    for verb in (each for found in known.values() for each in found if each.is_verb):
        below = reached(verb, known)
        if any(each.writes for each in below) and not any(DOOR in each.calls for each in below):
            wrong.append(verb.name)
    return wrong


def sources() -> list[str]:
    return [path.read_text() for path in SERVICES]


def test_every_verb_that_reaches_somebody_passes_the_door():
    assert past_the_door(sources()) == []


def test_the_verbs_that_do_are_found():
    known = functions(sources())
    verbs = [each for found in known.values() for each in found if each.is_verb]
    names = {verb.name for verb in verbs if any(each.writes for each in reached(verb, known))}
    assert {"send", "edit", "_release_due", "_release_own"} <= names
    assert not names & {"read", "star", "block", "forget_old", "warn", "suspend"}


def test_a_verb_that_does_not_is_found_however_it_writes():
    for line in (
        "db.session.add(Message(body='x'))", "db.session.execute(insert(Message).values(body='x'))",
        "insert_missing(db.session, Conversation, low_id=1)", "message.body, message.edited_at = text, now()", "_make()",
    ):  # fmt: skip
        verb = f"@transaction\ndef offer(author):\n    {line}\n\ndef _make():\n    return Message()\n"
        assert past_the_door([verb]) == ["offer"], line
        assert past_the_door([verb.replace("(author):\n", "(author):\n    limits.admit(author, None)\n")]) == [], line


def test_nobody_else_writes_them():
    for path in sorted((ROOT / "inbox").rglob("*.py")) + sorted((ROOT / "jobs").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if path in SERVICES or "migrations" in path.parts or place in PAST_ALL_VERBS:
            continue
        writes = [node.lineno for node in ast.walk(ast.parse(Path(path).read_text())) if _writes(node)]
        assert not writes, f"{place} writes what others read: {writes}"
