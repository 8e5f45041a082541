"""What was computed, as bytes for another process: every value with what it read, and the digests of the files.

Bytes come from a file that could be anything. They are only taken with the digest that they were given, and only make
values of this package's own classes: no name in them is ever called.
"""

import copyreg
import gc
import io
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from importlib import import_module
from typing import Any

from lsp_server.facts.file import FileFacts
from lsp_server.facts.statements import LaterBody, LaterNode
from lsp_server.facts.syntax.statement_nodes import Suite
from lsp_server.project.incremental.files import Files
from lsp_server.project.incremental.history import Entry
from lsp_server.project.incremental.tracked import Tracked, View, everywhere, holds_now

_DIGEST = 32  # bytes
_CLASSES = {"Counter": Counter}


def stored(view: View, made_by: str) -> bytes:
    """All that is known of these files. `made_by` names the program, whose next version may see things otherwise.

    Raises RecursionError for code that is nested too deeply.
    """
    files = view.files
    facts = files.unnoted()
    parsed = {path: it.parsed for path, it in facts.items() if it.parsed is not None}
    texts = {path: (_digest(it), files.coming(it)) for path, it in facts.items()}
    good = holds_now(view)
    out = io.BytesIO()
    # Python has one object for all empty bytes, and for each single byte.
    long = {id(it.document.data): path for path, it in facts.items() if len(it.document.data) > 1}
    _Writer(out, long).dump((made_by, texts, parsed, good))
    payload = out.getvalue()
    return blake2b(payload, digest_size=_DIGEST).digest() + payload


def restored(files: Files, data: bytes, made_by: str) -> Files | None:
    """The same files, with what is known of them and still holds. None: the bytes are of another program, or broken."""
    if blake2b(data[_DIGEST:], digest_size=_DIGEST).digest() != data[:_DIGEST]:
        return None
    facts = files.unnoted()
    try:
        with _no_garbage():
            writer, texts, parsed, entries = _Reader(io.BytesIO(data[_DIGEST:]), facts).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, LookupError, TypeError, ValueError):
        return None
    if writer != made_by:
        return None
    same = {path for path, it in facts.items() if path in texts and texts[path][0] == _digest(it)}
    for path in same & parsed.keys():
        facts[path].take_parsed(parsed[path])
    gone = (names for path, (_, names) in texts.items() if path not in facts)
    came = (files.coming(it) for path, it in facts.items() if path not in texts)
    edited = ({path, *(texts[path][1] ^ files.coming(facts[path]))} for path in texts.keys() & facts.keys() - same)
    changed = frozenset(one for found in (*gone, *came, *edited) for one in found)
    return files.continuing(entries, changed)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Without looking for garbage among objects that are only being made, and all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _digest(it: FileFacts) -> bytes:
    return blake2b(it.document.data, digest_size=_DIGEST).digest()


class _Writer(pickle.Pickler):
    """Functions go by their names; the text of a file is not repeated."""

    def __init__(self, out: io.BytesIO, texts: Mapping[int, str]) -> None:
        super().__init__(out, 5)
        self._texts = texts

    def persistent_id(self, obj: Any) -> tuple[str, ...] | None:
        if isinstance(obj, Tracked):
            return "function", obj.function.__module__, obj.function.__qualname__
        if obj is everywhere:
            return ("everywhere",)
        path = self._texts.get(id(obj)) if isinstance(obj, bytes) else None
        return ("text", path) if path is not None else None

    def reducer_override(self, obj: Any) -> Any:
        """A value's fields, without what it keeps for itself: that may go by the ids of this process. No trees."""
        if isinstance(obj, LaterNode):
            later = obj.without_tree
            return copyreg.__newobj__, (LaterBody,), [getattr(later, it.name) for it in fields(later)]  # type: ignore[attr-defined]
        if not is_dataclass(obj) or isinstance(obj, type) or not hasattr(obj, "__dict__"):
            return NotImplemented
        return copyreg.__newobj__, (type(obj),), {it.name: getattr(obj, it.name) for it in fields(obj)}  # type: ignore[attr-defined]


class _Reader(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, facts: Mapping[str, FileFacts]) -> None:
        super().__init__(data)
        self._facts = facts

    def persistent_load(self, pid: Any) -> Any:
        match pid:
            case ("function", str(module), str(name)) if module.startswith("lsp_server.project."):
                found = getattr(import_module(module), name)
                if isinstance(found, Tracked):
                    return found
            case ("everywhere",):
                return everywhere
            case ("text", str(path)):
                # Of a file that has changed nothing is used that was read from its old text.
                return self._facts[path].document.data if path in self._facts else b""
            case _:
                pass
        raise pickle.UnpicklingError("unknown name")

    def find_class(self, module_name: str, global_name: str) -> Any:
        if module_name == "collections" and global_name in _CLASSES:
            return _CLASSES[global_name]
        if module_name.startswith(("lsp_server.facts.", "lsp_server.project.", "lsp_server.text")):
            found = getattr(import_module(module_name), global_name)
            if isinstance(found, type) and (is_dataclass(found) or found in (Entry, Suite, LaterBody)):
                return found
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is nothing that is stored")
