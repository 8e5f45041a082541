"""What deserves a second look in code that is about to be written (decision D28).

Found in the syntax of the new text, and only where the old text did not hold it already. What goes through a name
made at run time is found as far as it can be read; this is a look, not a wall, and nothing of it is run.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.edits.danger_hosts import hosts_in, speaks_of
from lsp_server.edits.danger_kinds import CHECKS, INNER, MODULES, kind_of
from lsp_server.edits.danger_names import Meanings, constant_text
from lsp_server.edits.danger_sql import is_made_sql
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document


@dataclass(frozen=True, slots=True)
class Danger:
    """`what` in a word or two, for a title; the sentence for whoever looks. `line` is 0-based, in the new text."""

    what: str
    line: int
    sentence: str


def dangers(before: str, after: str) -> tuple[Danger, ...]:
    """What is new in `after`, Python code, and deserves a second look, in the order of its lines."""
    known, now = Counter(key for key, _ in _found(before)), list(_found(after))
    found: dict[tuple[int, str], Danger] = {}
    for key, danger in now:
        known[key] -= 1
        if known[key] < 0 and not (key[0] == "host" and speaks_of(before, key[1])):
            found.setdefault((danger.line, danger.what), danger)
    return tuple(sorted(found.values(), key=lambda it: it.line))


_UNSEEN = 200  # bytes: the facts keep nothing of what is nested deeper than anybody writes
_Key = tuple[str, str]  # what it is, and its text without layout: code that only moved is not new


def _found(text: str) -> Iterator[tuple[_Key, Danger]]:
    facts = read(Document("", text))
    meanings, texts = Meanings(facts), _assigned(facts)
    used: set[str] = set()
    docstrings = _docstrings(facts)
    stack: list[tuple[syntax.Node, syntax.Node | None]] = [(it, None) for it in reversed(facts.body)]
    while stack:
        node, around = stack.pop()
        for what, sentence in _looked_at(node, around, meanings, texts, used):
            whole = around if isinstance(around, syntax.Call) and around.func is node else node
            source = "".join(facts.document.slice(whole.span).split())
            yield (what, source), Danger(what, facts.document.line_of(node.span.start), sentence)
        if node.span not in docstrings:
            for host in hosts_in(node, around):
                line = facts.document.line_of(node.span.start)
                yield ("host", host), Danger(f"new host {host}", line, f"It names the host {host}.")
        stack += ((it, node) for it in reversed(list(syntax.children(node))))
    yield from _imports(facts, used)


def _looked_at(
    node: syntax.Node, around: syntax.Node | None, meanings: Meanings,
    texts: Mapping[str, tuple[syntax.Node, ...]], used: set[str],
) -> Iterator[tuple[str, str]]:  # fmt: skip
    match node:
        case syntax.Name() | syntax.Attribute() | syntax.Call() | syntax.Subscript():
            name = meanings.of(node)
            kind = kind_of(name) if name is not None else None
            if name is not None and kind is not None and not _is_part(node, around, meanings):
                used.add(name.partition(".")[0])
                yield name.removeprefix("builtins."), f"It {kind}: {name.removeprefix('builtins.')}."
            if name is not None and isinstance(node, syntax.Attribute):
                used.add(name.partition(".")[0])
            if isinstance(node, syntax.Attribute) and node.attr in INNER:
                yield node.attr, f"It reaches into Python itself: {node.attr}."
            if isinstance(node, syntax.Call):
                yield from _call(node, meanings, texts)
        case syntax.Opaque(children=()) if node.span.end - node.span.start > _UNSEEN:
            yield "deeply nested code", "It is nested too deeply to be looked at."
        case syntax.Keyword(arg=str(name), value=syntax.Constant(value=False)) if name in CHECKS:
            yield f"{name}=False", f"It turns a check off: {name}=False."
        case syntax.Keyword(arg="allow_pickle", value=syntax.Constant(value=True)):
            yield "allow_pickle=True", "It reads objects that can run code: allow_pickle=True."
        case syntax.Keyword(arg="shell", value=syntax.Constant(value=True)):
            yield "shell=True", "It hands a command to a shell: shell=True."
        case syntax.Dict(items=items):
            for key, value in items:
                if (name := constant_text(key)) in CHECKS and value == syntax.Constant(value.span, False):
                    yield f"{name}: False", f"It turns a check off: {name}."
        case syntax.Assign(targets=targets, value=syntax.Constant(value=False)):
            for it in targets:
                if isinstance(it, syntax.Attribute) and it.attr in CHECKS:
                    yield f"{it.attr} = False", f"It turns a check off: {it.attr} = False."
        case _:
            pass


def _call(
    node: syntax.Call, meanings: Meanings, texts: Mapping[str, tuple[syntax.Node, ...]]
) -> Iterator[tuple[str, str]]:
    name = meanings.of(node.func)
    if name in ("builtins.getattr", "builtins.setattr") and len(node.args) > 1:
        owner = meanings.of(node.args[0])
        if (
            owner is not None
            and owner.partition(".")[0] in (*MODULES, "builtins")
            and constant_text(node.args[1]) is None
        ):
            yield "getattr", f"It takes something of {owner} by a name made at run time."
    if name in ("operator.attrgetter", "operator.methodcaller") and node.args:
        said = constant_text(node.args[0]) or ""
        if any(kind_of(f"{it}.{said}") for it in ("os", "builtins")):
            yield said, f"It takes {said} by its name."
    if is_made_sql(node, meanings, texts):
        yield "SQL from pieces", "It puts SQL together from pieces; what a caller sends could become part of it."


def _is_part(node: syntax.Node, around: syntax.Node | None, meanings: Meanings) -> bool:
    """Whether a name is only the beginning of one that is looked at as a whole."""
    return isinstance(around, syntax.Attribute) and around.value is node and meanings.of(around) is not None


def _assigned(facts: FileFacts) -> Mapping[str, tuple[syntax.Node, ...]]:
    """What every name of the file is assigned somewhere in it."""
    found: defaultdict[str, tuple[syntax.Node, ...]] = defaultdict(tuple)
    for it in syntax.walk(*facts.body):
        match it:
            case syntax.Assign(targets=targets, value=syntax.Node() as value):
                for target in targets:
                    if isinstance(target, syntax.Name):
                        found[target.id] += (value,)
            case syntax.AugAssign(target=syntax.Name(id=name), value=value):
                found[name] += (value,)
            case syntax.NamedExpr(target=target, value=value):
                found[target.id] += (value,)
            case _:
                pass
    return found


def _docstrings(facts: FileFacts) -> frozenset[object]:
    return frozenset(
        it.value.span
        for it in syntax.walk(*facts.body)
        if isinstance(it, syntax.ExprStmt) and isinstance(it.value, syntax.Constant)
    )


def _imports(facts: FileFacts, used: set[str]) -> Iterator[tuple[_Key, Danger]]:
    """Imports whose use was not seen: it may be hidden."""
    for it in facts.imports:
        name = it.module if it.name in (None, "*") else f"{it.module}.{it.name}"
        kind = kind_of(f"{name}.*") if it.name in (None, "*") else kind_of(name)
        if not it.level and kind is not None and name.partition(".")[0] not in used:
            line = facts.document.line_of(it.span.start)
            yield ("import", name), Danger(f"import {name}", line, f"It imports {name}, which {kind}.")
