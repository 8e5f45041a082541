"""Which functions of the tests can send a request, by a look at their text: most tests of a large project send none."""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.imports import ImportedName
from lsp_server.project.incremental.tracked import placeless
from lsp_server.project.names.modules import Modules, Symbol

METHODS = frozenset("get post put patch delete head options".split())
_SENDING = tuple(f".{it}(".encode() for it in (*METHODS, "request"))
_WORD = re.compile(rb"\w+")


def may_send(modules: Modules, path: str, test: syntax.FunctionDef) -> bool:
    """Whether a test could send a request, itself or through a function that it names."""
    facts = modules.files[path]
    if facts.says_in(test, *_SENDING):
        return True
    near, words = _senders_near(modules, path), set(_WORD.findall(facts.document.data, test.span.start, test.span.end))
    words.discard(test.name.encode())
    return b"*" in near or not near.isdisjoint(words)


def is_sender(modules: Modules, function: Symbol, path: str) -> bool:
    """Whether a function that is called in the file `path` is one of the tests, and could send something.

    Those of the application are none: their requests go elsewhere.
    """
    is_of_tests = function.path == path or _is_of_tests(function.path)
    node = function.node
    return is_of_tests and isinstance(node, syntax.FunctionDef) and _may_send(modules.files[function.path], node)


def _is_of_tests(path: str) -> bool:
    return "/test" in f"/{path}" or path.endswith("conftest.py")


def _may_send(facts: FileFacts, function: syntax.FunctionDef) -> bool:
    return facts.says_in(function, *_SENDING, b"client")


@placeless
def _senders_near(modules: Modules, path: str) -> frozenset[bytes]:
    """The words with which a file may call a function that could send something, and perhaps others; "*": any."""
    return frozenset(it.encode() for it in _words(modules, modules.files[path]))


def _words(modules: Modules, facts: FileFacts) -> Iterator[str]:
    # What stands in a test is called by that test only, whose own text then says what it sends.
    for name in facts.outermost:
        node = facts.definitions[name]
        if isinstance(node, syntax.FunctionDef) and _may_send(facts, node):
            yield node.name
    yield from (name for name, it in facts.assignments.items() if isinstance(it.value, syntax.Name | syntax.Attribute))
    imported = {it.local.partition(".")[0] for it in facts.imports if _is_from_tests(modules, it)}
    yield from (it for it in imported if not _sends_nothing(modules, facts.path, it))
    bases = {(syntax.dotted(base) or "").partition(".")[0] for _, it in facts.classes for base in it.bases}
    if not bases.isdisjoint(imported):
        yield from ("self", "cls")  # whose methods may stand in another file


def _is_from_tests(modules: Modules, it: ImportedName) -> bool:
    names = (it.module, f"{it.module}.{it.name}")
    return it.level > 0 or any(_is_of_tests(path) for name in names for path in modules.files.modules_named(name))


def _sends_nothing(modules: Modules, path: str, name: str) -> bool:
    """Whether an imported name is that of a function which says nothing of a request."""
    found = modules.resolve(path, name)
    if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
        return False
    return not is_sender(modules, found, path)
