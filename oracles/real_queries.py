"""The selects that modules send when their `main()` runs, on SQLite in memory, with the lines that send them."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from lsp_server.sql.dialect import render


def sent(modules: list[ModuleType], inside: Path, folder: Path) -> list[dict[str, Any]]:
    """One for each execution of a select by code below `inside`; what relationships load by themselves is left out.

    Paths are relative to `folder`.
    """
    found: list[dict[str, Any]] = []

    def note(state: ORMExecuteState) -> None:
        if not isinstance(state.statement, sa.Select | sa.CompoundSelect):
            return
        if state.is_relationship_load or state.is_column_load:
            return
        frame: Any = sys._getframe()
        while frame is not None and not Path(frame.f_code.co_filename).resolve().is_relative_to(inside):
            if frame.f_code.co_name == "_get_impl":  # `session.get` writes its own select
                return
            frame = frame.f_back
        if frame is not None:
            file = Path(frame.f_code.co_filename).resolve().relative_to(folder).as_posix()
            found.append({"file": file, "line": frame.f_lineno, "sql": render(state.statement)})

    event.listen(Session, "do_orm_execute", note)
    for it in modules:
        run = getattr(it, "main", None)
        if callable(run):
            try:
                run()
            except BaseException as error:  # what was sent before counts all the same
                found.append({"file": it.__name__, "line": 0, "error": f"{type(error).__name__}: {error}"[:120]})
    event.remove(Session, "do_orm_execute", note)
    return found
