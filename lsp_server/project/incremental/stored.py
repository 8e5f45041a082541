"""What was computed, as bytes for another process: every value with what it read, and the digests of the files.

Bytes come from a file that could be anything. They are only taken with the digest that they were given, and only make
values of this package's own classes: a name in them is that of such a class, or of one of the few functions below.
"""

import gc
import io
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from importlib import import_module
from typing import Any

from lsp_server.facts.file import FileFacts
from lsp_server.facts.statements import LaterBody, LaterNode
from lsp_server.facts.syntax.statement_nodes import Suite
from lsp_server.project.incremental.bodies import to_read_again, values_of
from lsp_server.project.incremental.everywhere import Parts, everywhere
from lsp_server.project.incremental.files import Files
from lsp_server.project.incremental.history import NOTHING, Entry
from lsp_server.project.incremental.tracked import Tracked, View, is_good
from lsp_server.text import Span

_DIGEST = 32  # bytes
_OURS = "lsp_server.project."  # what the rooms above compute is not kept

# Functions by what they are the key of, and what is known of each by its arguments.
_ByFunction = dict[Any, dict[tuple[Any, ...], Entry]]


def stored(view: View, made_by: str) -> bytes:
    """All that is known of these files. `made_by` names the program, whose next version may see things otherwise.

    Raises RecursionError for code that is nested too deeply.
    """
    files = view.files
    facts = files.unnoted()
    parsed = {path: it.parsed for path, it in facts.items() if it.parsed is not None}
    texts = {path: (_digest(it), files.coming(it), frozenset(it.asked_for)) for path, it in facts.items()}
    good = dict(_holding_now(view))
    by_function: _ByFunction = {}
    for (function, args), entry in good.items():
        by_function.setdefault(function, {})[args] = entry
    out = io.BytesIO()
    # Python has one object for all empty bytes, and for each single byte.
    long = {id(it.document.data): path for path, it in facts.items() if len(it.document.data) > 1}
    unread = to_read_again(parsed.values(), good.values())
    _Writer(out, long, unread).dump((made_by, texts, parsed, by_function))
    payload = out.getvalue()
    return blake2b(payload, digest_size=_DIGEST).digest() + payload


def restored(files: Files, data: bytes, made_by: str) -> Files | None:
    """The same files, with what is known of them and still holds. None: the bytes are of another program, or broken."""
    if blake2b(memoryview(data)[_DIGEST:], digest_size=_DIGEST).digest() != data[:_DIGEST]:
        return None
    # Statements that somebody here has read meanwhile would be others than those that the values hold.
    files = Files(it.unread for it in files.unnoted().values())
    facts = files.unnoted()
    stream = io.BytesIO(data)
    stream.seek(_DIGEST)
    try:
        with _no_garbage():
            writer, texts, parsed, by_function = _Reader(stream, facts).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, LookupError, TypeError, ValueError):
        return None
    if writer != made_by:
        return None
    entries = {(function, args): it for function, known in by_function.items() for args, it in known.items()}
    same = {path for path, it in facts.items() if path in texts and texts[path][0] == _digest(it)}
    for path in same & parsed.keys():
        facts[path].take_parsed(parsed[path])
    for path in texts.keys() & facts.keys():
        facts[path].asked_for.update(texts[path][2])
    gone = (names for path, (_, names, _) in texts.items() if path not in facts)
    came = (files.coming(it) for path, it in facts.items() if path not in texts)
    edited = ({path, *(texts[path][1] ^ files.coming(facts[path]))} for path in texts.keys() & facts.keys() - same)
    changed = frozenset(one for found in (*gone, *came, *edited) for one in found)
    return files.continuing(entries, changed)


def _holding_now(view: View) -> Iterator[tuple[Any, Entry]]:
    """All that is known and good at this moment, whoever has asked for it."""
    known = view.files.known
    for key, entry in list(view.files.history.entries.items()):
        found_by = key[1][0] if key[0] is everywhere else key[0]
        if not found_by.function.__module__.startswith(_OURS):
            continue
        if key[0] is everywhere:
            everywhere(view, *key[1])
            yield key, known[key]
        elif key in known or is_good(view, entry):
            yield key, entry


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Without looking for garbage among objects that are only being made, and all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # or the next collection looks through all of them, which takes as long as to make them
            gc.enable()


def _digest(it: FileFacts) -> bytes:
    return blake2b(it.document.data, digest_size=_DIGEST).digest()


class _Writer(pickle.Pickler):
    """Functions go by their names; the text of a file is not repeated, nor what can be read of it again."""

    def __init__(self, out: io.BytesIO, texts: Mapping[int, str], unread: frozenset[int]) -> None:
        super().__init__(out, 5)
        self._texts, self._unread = texts, unread

    def reducer_override(self, obj: Any) -> Any:
        """A value's fields, without what it keeps for itself: that may go by the ids of this process. No trees."""
        kind = obj.__class__
        if kind is Suite:
            return Suite, (obj.later, None if id(obj) in self._unread else obj.read, obj.place)
        if kind is Entry:
            return Entry, (obj.value, 0, obj.reads, obj.settled or None)
        if kind is Parts:
            return Parts, (obj.by_path, obj.values)
        if kind is LaterBody or kind is LaterNode:
            data, *places = values_of(LaterBody)(obj.without_tree)
            path = self._texts.get(id(data))
            return (_body, (path, *places)) if path is not None else (LaterBody, (data, *places))
        if isinstance(obj, Tracked):
            return _function, (obj.function.__module__, obj.function.__qualname__)
        values = values_of(kind)
        return (kind, values(obj)) if values is not None else NotImplemented


def _function(module: str, name: str) -> Any:
    """A function whose results are kept."""
    found = getattr(import_module(module), name) if module.startswith(_OURS) else None
    if not isinstance(found, Tracked):
        raise pickle.UnpicklingError("unknown name")
    return found


def _body(path: str, *places: Any) -> LaterBody:
    """The name under which the statements of a function are written down, for `_Reader`, which knows the texts."""
    raise pickle.UnpicklingError(f"{path}, {places}: its text is not known")


class _Reader(pickle.Unpickler):
    """Nothing that it makes values with knows it, so that all it remembers goes as soon as it has read."""

    def __init__(self, data: io.BytesIO, facts: Mapping[str, FileFacts]) -> None:
        super().__init__(data)
        self._span, self._body = _spans(), _bodies({path: it.document.data for path, it in facts.items()})

    def find_class(self, module_name: str, global_name: str) -> Any:
        match module_name.removeprefix("lsp_server.project.incremental."), global_name:
            case "stored", "_body":
                return self._body
            case "lsp_server.text", "Span":
                return self._span
            case "history", "Entry":
                return _entry
            case "stored", "_function":
                return _function
            case "everywhere", "everywhere":
                return everywhere
            case "collections", "Counter":
                return Counter
            case _:
                pass
        if module_name.startswith(("lsp_server.facts.", "lsp_server.project.", "lsp_server.text")):
            found = getattr(import_module(module_name), global_name)
            if isinstance(found, type) and (values_of(found) is not None or found in (Suite, Parts)):
                return found
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is nothing that is stored")


def _spans() -> Callable[[int, int], Span]:
    """Most of what is stored are places, and all files have the same numbers: one of each is enough."""
    one = dict[int, int]().setdefault
    return lambda start, end: Span(one(start, start), one(end, end))


def _bodies(texts: Mapping[str, bytes]) -> Callable[..., LaterBody]:
    """Of a file that has changed nothing is used that was read from its old text."""
    return lambda path, *places: LaterBody(texts.get(path, b""), *places)


def _entry(value: Any, revision: int, reads: frozenset[str], settled: dict[Any, object] | None) -> Entry:
    return Entry(value, revision, reads, settled or NOTHING)
