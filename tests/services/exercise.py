"""Run a generated service on a real database: `python exercise.py PACKAGE SAMPLE URL`. Raises where it is wrong.

Works for every shape: arguments are given by the names and types that the functions ask for.
"""

import asyncio
import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pydantic
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

sys.path.insert(0, __file__.rpartition("/tests/")[0])

from lsp_server.project.services.operations import operation_of
from tests.services.samples import SAMPLES, Sample


def modules(package: str) -> Iterator[ModuleType]:
    """Every module of the project."""
    folder, prefix = (".", "") if package == "." else (package.replace(".", "/"), f"{package}.")
    for info in pkgutil.walk_packages([folder], prefix):
        yield importlib.import_module(info.name)


class Exercise:
    def __init__(self, package: str, sample: Sample, session: Any) -> None:
        self.package, self.sample, self.session = package, sample, session
        self.models = importlib.import_module(sample.models if sample.flat else f"{package}.{sample.models}")
        self.table = getattr(self.models, sample.table)
        self.parent_key: Any = None
        self.tenant: Any = None

    def operation(self, name: str) -> Callable[..., Any]:
        """The function or method for an operation, wherever the project put it and however it calls it."""
        for module in modules(self.package):
            for owner in (module, *vars(module).values()):
                if getattr(owner, "__module__", module.__name__) != module.__name__:
                    continue
                if not (owner is module or (isinstance(owner, type) and owner.__name__.startswith(self.sample.table))):
                    continue
                for found in dir(owner):
                    mine = inspect.getmodule(getattr(owner, found)) is module or owner is not module
                    named = operation_of(found, self.sample.table)
                    if not mine or named != name or (owner is module and operation_of(found) is not None):
                        continue
                    made = isinstance(owner, type) and set(inspect.signature(owner).parameters) & {"session", "db"}
                    return typing.cast(Callable[..., Any], getattr(owner(self.session) if made else owner, found))
        raise LookupError(name)

    async def call(self, name: str, values: dict[str, Any] | None = None, key: Any = None, **more: Any) -> Any:
        function = self.operation(name)
        hints = typing.get_type_hints(function)
        keys = key if isinstance(key, tuple) else (key,)
        given, left = {}, list(keys)
        for parameter in inspect.signature(function).parameters.values():
            kind = hints.get(parameter.name)
            if parameter.name in ("session", "db"):
                given[parameter.name] = self.session
            elif parameter.name in more:
                given[parameter.name] = more[parameter.name]
            elif parameter.name == self.sample.scope:
                given[parameter.name] = self.tenant
            elif parameter.name in self.sample.given:
                given[parameter.name] = self.sample.given[parameter.name]
            elif values is not None and (isinstance(kind, typing.TypeVar) or hasattr(kind, "model_validate")):
                given[parameter.name] = (self.schema("Create") if isinstance(kind, typing.TypeVar) else kind)(**values)
            elif parameter.default is inspect.Parameter.empty:
                given[parameter.name] = left.pop(0)
        return await done(function(**given))

    def schema(self, role: str) -> Any:
        """The schema that a generic base takes."""
        name = f"{self.sample.table}{role}"
        return next(found for it in modules(self.package) if (found := getattr(it, name, None)))

    def key_of(self, row: Any) -> Any:
        key = tuple(getattr(row, it.key) for it in self.table.__mapper__.primary_key)
        return key if len(key) > 1 else key[0]

    def values(self, **more: Any) -> dict[str, Any]:
        return {name: self.parent_key if it == "$parent" else it for name, it in (self.sample.make | more).items()}

    async def refused(self, name: str, words: str, **arguments: Any) -> None:
        try:
            await self.call(name, **arguments)
        except Exception as error:
            details = [str(getattr(error, it, "")) for it in ("detail", "status_code", "field")]
            text = " ".join([type(error).__name__, str(error), *details])
            assert words in text, f"{name}: wanted {words!r} in {text!r}"
            assert isinstance(error, IntegrityError) == self.sample.propagates, f"{type(error)} came out"
            if self.sample.flushes or self.sample.propagates:
                await done(self.session.rollback())
            return
        raise AssertionError(f"{name} did not refuse: {words}")

    async def run(self) -> None:
        await self.prepare()
        made = await self.call("create", self.values())
        key = self.key_of(made)
        self.compare(made, self.values(), "create")
        await self.settle()
        found = await self.call("get", key=key)
        assert self.key_of(found) == key
        for name in self.sample.shows:
            getattr(found, name)  # loaded: under async this could not be read lazily
        rows, total = await self.call("list")
        assert ([self.key_of(it) for it in rows], total) == ([key], 1)
        rows, total = await self.call("list", limit=1, **{self.offset(): 1})
        assert (list(rows), total) == ([], 1)
        if self.sample.scope:
            await self.hidden(key)
        if self.sample.change:
            await self.change(found, key)
        await self.refusals()
        await self.delete(key)

    async def prepare(self) -> None:
        """Store what the row refers to."""
        sample = self.sample
        for module in modules(self.package):
            self.session.add_all(getattr(module, "ROWS", []))
        if sample.parent is not None:
            name, values = sample.parent
            parent = next(vars(it)[name] for it in modules(self.package) if name in vars(it))(**values)
            self.session.add(parent)
            await done(self.session.flush())
            self.parent_key = parent.id
        self.tenant = self.parent_key if sample.parent else 1
        await self.settle()

    async def hidden(self, key: Any) -> None:
        """Nobody sees another's rows."""
        mine, self.tenant = self.tenant, self.sample.stranger
        rows, total = await self.call("list")
        assert (list(rows), total) == ([], 0)
        await self.gone(key)
        self.tenant = mine

    async def change(self, found: Any, key: Any) -> None:
        sample = self.sample
        before = {it.key: getattr(found, it.key) for it in self.table.__mapper__.column_attrs}
        changed = await self.call("update", sample.change, key=key)
        self.compare(changed, sample.change, "update")
        for name, value in before.items():
            if name not in sample.change and name != "updated_at":
                assert getattr(changed, name) == value, f"{name}: only what was sent may change"
        if "updated_at" in before:
            assert changed.updated_at > before["updated_at"]
            assert abs(datetime.now(UTC) - changed.updated_at).total_seconds() < 600
        await self.settle()

    def compare(self, row: Any, values: dict[str, Any], what: str) -> None:
        """The row has these values, as its schema reads them."""
        types = {it.key: it.columns[0].type.python_type for it in self.table.__mapper__.column_attrs}
        for name, value in values.items():
            stored = getattr(row, name)
            wanted = pydantic.TypeAdapter(types[name]).validate_python(value)
            assert stored == wanted, f"{what}: {name} is {stored!r}, not {wanted!r}"

    async def refusals(self) -> None:
        sample = self.sample
        if sample.unique:
            taken = (sample.make | sample.change)[sample.unique]
            await self.refused("create", sample.unique, values=self.values(**{sample.unique: taken}))
        if sample.foreign:
            name, value = sample.foreign
            more = {name: value} | ({sample.unique: "another"} if sample.unique else {})
            await self.refused("create", name, values=self.values(**more))

    async def delete(self, key: Any) -> None:
        await self.call("delete", key=key)
        await self.settle()
        rows, total = await self.call("list")
        assert (list(rows), total) == ([], 0)
        await self.gone(key)
        if self.sample.keeps:
            stored = (await done(self.session.execute(select(self.table)))).scalars().all()
            assert [bool(getattr(it, self.sample.keeps)) for it in stored] == [True]

    async def gone(self, key: Any) -> None:
        try:
            found = await self.call("get", key=key)
        except Exception as error:
            assert "not found" in f"{error} {getattr(error, 'detail', '')}", error
        else:
            assert found is None, found

    def offset(self) -> str:
        names = inspect.signature(self.operation("list")).parameters
        return next(it for it in names if it in ("offset", "skip"))

    async def settle(self) -> None:
        """End the transaction, as the session's provider does after a request."""
        await done(self.session.commit())


async def done(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def run_async(package: str, sample: Sample, url: str, kind: type) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata_of(package).create_all)
    # As the project's own sessions are.
    expires = not any("expire_on_commit=False" in it for it in sample.files.values())
    async with kind(engine, expire_on_commit=expires) as session:
        await Exercise(package, sample, session).run()
    await engine.dispose()


def metadata_of(package: str) -> Any:
    found = list(modules(package))
    base = next((it.Base for it in found if hasattr(it, "Base")), None)
    return (base or next(it.SQLModel for it in found if hasattr(it, "SQLModel"))).metadata


def main(package: str, name: str, url: str) -> None:
    sample = SAMPLES[name]
    db = importlib.import_module("db" if sample.flat else f"{package}.db")
    if hasattr(db, "AsyncSession"):
        asyncio.run(run_async("." if sample.flat else package, sample, url, db.AsyncSession))
        return
    engine = create_engine(url.replace("+asyncpg", "+psycopg"))
    metadata_of("." if sample.flat else package).create_all(engine)
    with db.Session(engine) as session:
        asyncio.run(Exercise("." if sample.flat else package, sample, session).run())


if __name__ == "__main__":
    sys.path.insert(0, ".")
    main(*sys.argv[1:])
