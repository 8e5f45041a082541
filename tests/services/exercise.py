"""Run a generated service on a real database: `python exercise.py PACKAGE SAMPLE URL`. Raises where it is wrong.

Works for every shape: arguments are given by the names and types that the functions ask for.
"""

import asyncio
import importlib
import inspect
import pkgutil
import sys
import typing
from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import create_async_engine

sys.path.insert(0, __file__.rpartition("/tests/")[0])

from tests.services.samples import SAMPLES, Sample

MISSING = {"int": 999_999, "UUID": "00000000-0000-0000-0000-000000000000", "str": "ZZ"}


class Exercise:
    def __init__(self, package: str, sample: Sample, session: Any) -> None:
        self.package, self.sample, self.session = package, sample, session
        self.models = importlib.import_module(f"{package}.models")
        self.table = getattr(self.models, sample.table)
        self.parent_key: Any = None

    def operation(self, name: str) -> Callable[..., Any]:
        """The function or method for an operation, wherever the project put it."""
        for info in pkgutil.walk_packages([self.package.replace(".", "/")], f"{self.package}."):
            module = importlib.import_module(info.name)
            for owner in (module, *vars(module).values()):
                if getattr(owner, "__module__", info.name) != info.name:
                    continue
                for found in vars(owner) if isinstance(owner, type) or owner is module else ():
                    if (
                        not found.endswith("_service")
                        and found.startswith(f"{name}_")
                        and self.table.__name__.lower() in found.replace("_", "")
                    ):
                        service = (
                            owner(self.session)
                            if isinstance(owner, type) and "session" in str(inspect.signature(owner))
                            else owner
                        )
                        return getattr(service, found)
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
                given[parameter.name] = self.parent_key
            elif hasattr(kind, "model_validate") and values is not None:
                given[parameter.name] = kind.model_validate(values)
            elif parameter.default is inspect.Parameter.empty:
                given[parameter.name] = left.pop(0)
        result = function(**given)
        return await result if inspect.isawaitable(result) else result

    def key_of(self, row: Any) -> Any:
        key = tuple(getattr(row, it.name) for it in self.table.__table__.primary_key)
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
            if self.sample.flushes:
                rolled = self.session.rollback()
                await rolled if inspect.isawaitable(rolled) else None
            return
        raise AssertionError(f"{name} did not refuse: {words}")

    async def run(self) -> None:
        sample = self.sample
        if sample.parent is not None:
            name, values = sample.parent
            parent = getattr(self.models, name)(**values)
            self.session.add(parent)
            flushed = self.session.flush()
            await flushed if inspect.isawaitable(flushed) else None
            self.parent_key = parent.id
            await self.settle()
        made = await self.call("create", self.values())
        key = self.key_of(made)
        for name, value in self.values().items():
            assert str(getattr(made, name)) == str(value), name
        await self.settle()
        found = await self.call("get", key=key)
        assert self.key_of(found) == key
        for relationship in self.table.__mapper__.relationships:
            if sample.table == "Hero":
                assert getattr(found, relationship.key).name  # loaded: under async this could not be read lazily
        rows, total = await self.call("list")
        assert ([self.key_of(it) for it in rows], total) == ([key], 1)
        rows, total = await self.call("list", limit=1, **{self.offset(): 1})
        assert (list(rows), total) == ([], 1)
        before = {it.name: getattr(found, it.name) for it in self.table.__table__.columns}
        changed = await self.call("update", sample.change, key=key)
        for name, value in before.items():
            wanted = sample.change.get(name, value)
            if name != "updated_at":
                assert getattr(changed, name) == wanted, f"{name}: only what was sent may change"
        if "updated_at" in before:
            assert changed.updated_at > before["updated_at"]
        await self.settle()
        if sample.unique:
            await self.refused(
                "create",
                sample.unique,
                values=self.values(**{sample.unique: sample.change.get(sample.unique, sample.make[sample.unique])}),
            )
        if sample.foreign:
            name, value = sample.foreign
            more = {name: value} | ({sample.unique: "another"} if sample.unique else {})
            await self.refused("create", name, values=self.values(**more))
        await self.call("delete", key=key)
        await self.settle()
        rows, total = await self.call("list")
        assert (list(rows), total) == ([], 0)
        await self.gone(key)
        if sample.table == "Note":
            stored = await self.session.exec(select(self.table))
            assert [it[0].deleted_at is not None for it in stored.all()] == [True]

    async def gone(self, key: Any) -> None:
        try:
            assert await self.call("get", key=key) is None
        except AssertionError:
            raise
        except Exception as error:
            assert "not found" in f"{error} {getattr(error, 'detail', '')}"

    def offset(self) -> str:
        names = inspect.signature(self.operation("list")).parameters
        return next(it for it in names if it in ("offset", "skip"))

    async def settle(self) -> None:
        """End the transaction, as the session's provider does after a request."""
        done = self.session.commit()
        await done if inspect.isawaitable(done) else None


async def run_async(package: str, sample: Sample, url: str, kind: type) -> None:
    engine = create_async_engine(url)
    metadata = metadata_of(package)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with kind(engine) as session:
        await Exercise(package, sample, session).run()
    await engine.dispose()


def metadata_of(package: str) -> Any:
    models = importlib.import_module(f"{package}.models")
    base = getattr(models, "Base", None) or models.SQLModel
    return base.metadata


def main(package: str, name: str, url: str) -> None:
    sample = SAMPLES[name]
    db = importlib.import_module(f"{package}.db")
    if hasattr(db, "AsyncSession"):
        asyncio.run(run_async(package, sample, url, db.AsyncSession))
        return
    engine = create_engine(url.replace("+asyncpg", "+psycopg"))
    metadata_of(package).create_all(engine)
    with db.Session(engine) as session:
        asyncio.run(Exercise(package, sample, session).run())


if __name__ == "__main__":
    sys.path.insert(0, ".")
    main(*sys.argv[1:])
