"""Code that attrs and dataclasses write for their classes while they are imported, kept compiled.

Both write Python source for each class and compile it, at every start: two thirds of the time that the imports take.
What comes of a source is always the same, so it is kept as Python keeps what comes of our own files: beside them in
`__pycache__`, under the same conditions, to be trusted as much. Where that can't be written or read, or says nothing of
a source, the source is compiled as ever.

Nothing here may import more than the standard library's smallest parts.
"""

import builtins
import contextlib
import dataclasses
import marshal
import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib import import_module
from importlib.util import MAGIC_NUMBER, cache_from_source
from types import CodeType, ModuleType
from typing import Any

_DIGEST = 16  # bytes
_FEW = 10  # sources that are others at each start: attrs writes a random number into a class with a hash


class Generated:
    """Compiled code by the digest of its source and of the name it is compiled under."""

    def __init__(self, known: dict[bytes, CodeType]) -> None:
        self._known = known
        self.used: dict[bytes, CodeType] = {}

    @property
    def is_news(self) -> bool:
        """Whether enough was compiled to be worth keeping."""
        return len(self.used.keys() - self._known.keys()) > _FEW

    def compile(self, source: Any, filename: Any, mode: str, *more: Any, **options: Any) -> Any:
        """Python's `compile`, for whoever calls it as attrs does."""
        if not isinstance(source, str) or mode != "exec" or more or options:
            return builtins.compile(source, filename, mode, *more, **options)
        key = blake2b(f"{filename}\0{source}".encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
        found = self._known.get(key) or builtins.compile(source, filename, "exec", dont_inherit=True)
        self.used[key] = found
        return found

    def exec(self, source: Any, *names: Any) -> None:
        """Python's `exec`, for whoever calls it as dataclasses do."""
        code = self.compile(source, "<string>", "exec") if isinstance(source, str) else source
        builtins.exec(code, *names)  # noqa: S102 - what dataclasses would have done


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """While this lasts, classes are made with the code that an earlier start has kept; what is new is kept too."""
    file = _file()
    generated = Generated(_read(file))
    replaced: dict[str, tuple[ModuleType, Any]] = {"exec": (dataclasses, generated.exec)}
    with contextlib.suppress(ImportError):  # an attrs that keeps house differently compiles as ever
        replaced["compile"] = (import_module("attr._make"), generated.compile)
    for name, (module, ours) in replaced.items():
        setattr(module, name, ours)  # stands before the builtin of the same name
    try:
        yield
    finally:
        for name, (module, _) in replaced.items():
            delattr(module, name)
    if generated.is_news and not sys.dont_write_bytecode:
        _write(file, generated.used)


def _file() -> str:
    return cache_from_source(__file__).removesuffix(".pyc") + ".code"


def _read(file: str) -> dict[bytes, CodeType]:
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 - pathlib loads for long
            data = stream.read()
    except OSError:
        return {}
    start = len(MAGIC_NUMBER) + _DIGEST
    if data[:start] != MAGIC_NUMBER + blake2b(data[start:], digest_size=_DIGEST).digest():
        return {}  # of another Python, or not whole
    found = marshal.loads(memoryview(data)[start:])  # noqa: S302 - as much ours as the compiled files beside it
    return found if isinstance(found, dict) else {}


def _write(file: str, used: dict[bytes, CodeType]) -> None:
    """Put it in place whole; several servers may do so at once."""
    payload = marshal.dumps(used)
    part = f"{file}.{os.getpid()}"
    with contextlib.suppress(OSError):  # a place that can't be written to keeps no compiled files either
        with open(part, "wb") as stream:  # noqa: PTH123
            stream.write(MAGIC_NUMBER + blake2b(payload, digest_size=_DIGEST).digest() + payload)
        os.replace(part, file)  # noqa: PTH105
