"""What the expressions of requests say: paths and methods, with a `{}` for each piece that is not known."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed, followed, items
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.tests.fixtures import fixture_near, given_by

_MOST = 60  # texts of one expression
_DEPTH = 6
_NO_TEXTS = frozenset({"dict", "Dict", "list", "List", "int", "bool", "None"})
Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Urls:
    """Reads the expressions of one function. `given` are the texts of its parameters and loop variables."""

    modules: Modules
    path: str
    scope: str  # qualified name of the function
    given: Texts = field(default_factory=dict)

    def texts(self, node: syntax.Expr | None, depth: int = _DEPTH) -> tuple[str, ...]:
        """All texts that an expression may be; "\\0name" stands for a route's name; (): it is no text."""
        return tuple(dict.fromkeys(islice(self._texts(node, depth), _MOST))) if depth > 0 else ()

    def _texts(self, node: syntax.Expr | None, depth: int) -> Iterator[str]:
        match node:
            case syntax.Constant(value=str(text)):
                yield text
            case syntax.JoinedStr(values=values):
                yield from self._joined(values, depth)
            case syntax.BinOp(left=left, op="+", right=right):
                yield from self._joined((left, right), depth)
            case syntax.BinOp(left=left, op="%", right=right):
                filled = right.elements if isinstance(right, syntax.Collection) else (right,)
                for text in self.texts(left, depth - 1):
                    yield from self._filled(re.split(r"%[sdr]", text), filled, depth)
            case syntax.Call(func=syntax.Attribute(value=left, attr="format"), args=args):
                for text in self.texts(left, depth - 1):
                    yield from self._filled(re.split(r"\{[^}]*\}", text), args, depth)
            case syntax.Call(func=syntax.Attribute(attr="url_path_for" | "url_for"), args=(first, *_)):
                yield from (f"\0{it}" for it in self.texts(first, depth - 1) if "{}" not in it)
            case syntax.Call(func=syntax.Name(id="str"), args=(inner,)):
                yield from self.texts(inner, depth - 1)
            case syntax.Name(id=name):
                yield from self._named(node, name, depth)
            case syntax.Attribute():
                yield from self._elsewhere(node, depth)
            case _:
                return

    def _joined(self, parts: tuple[syntax.Expr, ...], depth: int) -> Iterator[str]:
        known = [self.texts(it, depth - 1) or ("{}",) for it in parts]
        yield from ("".join(it) for it in product(*known))

    def _filled(self, pieces: list[str], values: tuple[syntax.Expr, ...], depth: int) -> Iterator[str]:
        """A template's pieces with the values between them; what has no value of its own place is not known."""
        known = [
            self.texts(values[i], depth - 1) or ("{}",) if i < len(values) else ("{}",) for i in range(len(pieces) - 1)
        ]
        for between in product(*known):
            yield "".join(piece + value for piece, value in zip(pieces, (*between, ""), strict=True))

    def _named(self, node: syntax.Name, name: str, depth: int) -> Iterator[str]:
        if name in self.given:
            yield from self.given[name]
            return
        facts = self.modules.files[self.path]
        assigned = facts.scope(self.scope).assignments.get(name, ()) if self.scope else ()
        function = facts.definitions.get(self.scope)
        if assigned:
            if len(assigned) == 1 and isinstance(assigned[0].targets[0], syntax.Name):
                yield from self.texts(assigned[0].value, depth - 1)
        elif not isinstance(function, syntax.FunctionDef) or function.parameter(name) is None:
            yield from self._elsewhere(node, depth)

    def _elsewhere(self, node: syntax.Name | syntax.Attribute, depth: int) -> Iterator[str]:
        """A constant of the module, or of another one."""
        found = lookup(self.modules, self.path, self.scope, syntax.dotted(node) or "")
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and found.node.value is not None:
            yield from Urls(self.modules, found.path, "").texts(found.node.value, depth - 1)


def rows_of(modules: Modules, path: str, node: syntax.FunctionDef) -> Iterator[Texts]:
    """The texts of a test's parameters, once for each run: `@pytest.mark.parametrize(("method", "url"), [...])`."""
    marks = [rows for it in node.decorators if (rows := tuple(_rows(modules, path, it)))]
    for combined in islice(product(*marks), _MOST):
        yield {name: texts for one in combined for name, texts in one.items()}


def texts_of_fixtures(modules: Modules, path: str, name: str, depth: int = _DEPTH) -> Texts:
    """The texts that the fixtures of a test or fixture give: `def url(self) -> str: return PREFIX + HEROES`."""
    function = modules.files[path].definitions.get(name)
    found: dict[str, tuple[str, ...]] = {}
    for it in function.parameters if isinstance(function, syntax.FunctionDef) and depth > 0 else ():
        fixture = fixture_near(modules, path, it.name, name)
        if fixture is None or fixture.kind != "other" or fixture.gives in _NO_TEXTS:
            continue
        given = list(given_by(modules, fixture))
        if len(given) == 1:
            inner = texts_of_fixtures(modules, fixture.path, fixture.function, depth - 1)
            found[it.name] = Urls(modules, fixture.path, fixture.function, inner).texts(given[0].node)
    return {key: texts for key, texts in found.items() if texts}


def _rows(modules: Modules, path: str, decorator: syntax.Expr) -> Iterator[Texts]:
    if not isinstance(decorator, syntax.Call) or syntax.last_name(decorator.func) != "parametrize":
        return
    said = decorator.argument(0, "argnames")
    match said:
        case syntax.Constant(value=str(text)):
            names = [it.strip() for it in text.split(",")]
        case syntax.Collection(elements=elements):
            names = [it.value for it in elements if isinstance(it, syntax.Constant) and isinstance(it.value, str)]
        case _:
            return
    values = decorator.argument(1, "argvalues")
    for it in items(modules, Placed(values, path)) if values is not None else ():
        if isinstance(it.node, syntax.Call) and syntax.last_name(it.node.func) == "param":
            elements = it.node.args
        elif len(names) > 1:
            whole = followed(modules, it)
            it, elements = whole, whole.node.elements if isinstance(whole.node, syntax.Collection) else ()
        else:
            elements = (it.node,)
        urls = Urls(modules, it.path, it.scope)
        texts = ((name, urls.texts(value)) for name, value in zip(names, elements, strict=False))
        yield {name: found for name, found in texts if found}
