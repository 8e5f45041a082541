"""Runs an application's requests on a real PostgreSQL and prints the statements that each route emitted.

    python recorder.py MODULE < SPEC        (in the application's folder, DATABASE_URL in the environment)

SPEC is JSON: {"rows": [SQL, …], "requests": [[method, route, url, body or null, headers], …]}. Prints
{"METHOD route": [statement, …]}. Rows are put in before recording begins.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import sqlalchemy
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel


def main(module: str) -> None:
    spec = json.load(sys.stdin)
    sys.path.insert(0, str(Path.cwd()))
    app = importlib.import_module(module).app
    plain = sqlalchemy.make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(plain)
    with engine.begin() as connection:
        for metadata in _metadata():
            metadata.create_all(connection)
        for row in spec["rows"]:
            connection.execute(sqlalchemy.text(row))
    emitted: dict[str, list[str]] = {}
    current = ""

    @sqlalchemy.event.listens_for(Engine, "before_cursor_execute")
    def _(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if conn.engine is not engine:  # type: ignore[attr-defined]
            emitted[current].append(statement)

    with TestClient(app) as client:
        for method, route, url, body, headers in spec["requests"]:
            current = f"{method} {route}"
            emitted.setdefault(current, [])
            answer = client.request(method, url, json=body, headers=headers)
            if answer.status_code >= 400:
                raise SystemExit(f"{current}: {answer.status_code} {answer.text}")
    print(json.dumps(emitted))


def _metadata() -> list[sqlalchemy.MetaData]:
    """The tables of every declarative base that the application has."""
    found = {id(SQLModel.metadata): SQLModel.metadata}
    for it in list(sys.modules.values()):
        for value in list(vars(it).values()) if getattr(it, "__file__", None) else ():
            if isinstance(value, type) and isinstance(metadata := vars(value).get("metadata"), sqlalchemy.MetaData):
                found[id(metadata)] = metadata
    return list(found.values())


if __name__ == "__main__":
    main(sys.argv[1])
