"""Modules in the place of packages that are not installed: each of their names takes every call and every use."""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

USED: set[str] = set()


def install(names: list[str]) -> None:
    """From now on an import of one of these packages, where it is missing, gives a stand-in."""
    sys.meta_path.append(_Finder(names))


class _Finder(MetaPathFinder, Loader):
    def __init__(self, names: list[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        top = fullname.partition(".")[0]
        if top not in self._names:
            return None
        USED.add(top)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__path__ = []


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # A class, so that it can be a base, an exception and an annotation.
        made = _Anything(name, (Exception,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class _Anything(type):
    """Classes that are made, called, indexed and asked for attributes at will."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (Exception,), {})

    def __call__(cls, *args: Any, **kw: Any) -> Any:
        if cls.__module__ == __name__ or Exception in cls.__bases__:
            # As a decorator it gives back what it decorates.
            return args[0] if len(args) == 1 and callable(args[0]) and not kw else cls
        return super().__call__(*args, **kw)

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __iter__(cls) -> Any:
        return iter(())

    def __or__(cls, other: Any) -> Any:
        return other

    __ror__ = __or__
