"""What Backline says of a tree beside what was found when it was imported."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lsp_server.project.routes.values import Route
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project
from lsp_server.sql.ddl import ddl
from lsp_server.sql.selects import Sql, select_sql


@dataclass
class Compared:
    """`told` are those that Backline claims to know; `unknown` those it says it does not."""

    real: int = 0
    told: int = 0
    right: int = 0
    unknown: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def row(self) -> str:
        """For a table: all counts, then recall and precision in percent."""
        missed, wrong = self.real - self.right - self.unknown, self.told - self.right
        counts = (self.real, self.told, self.right, missed, wrong, self.unknown)
        shares = (_share(self.right, self.real), _share(self.right, self.told))
        return " | ".join([*(f"{it:,}" for it in counts), *shares])


@dataclass(frozen=True)
class Real:
    """All that was found, and the files that it was found in: of others nothing is known."""

    routes: Mapping[tuple[str, str, str, str], list[Any]]  # by method, path, file and handler: each declaration
    tables: Mapping[tuple[str, str], Any]  # by file and class
    queries: tuple[Any, ...]
    files: frozenset[str]


def together(said: Iterable[Any]) -> Real:
    found = [it for it in said if "routes" in it]
    routes: dict[tuple[str, str, str, str], list[Any]] = {}
    for it in (it for one in found for it in one["routes"]):
        routes.setdefault((it["method"], it["path"], it["file"], it["handler"]), []).append(it)
    return Real(
        routes,
        {(it["file"], it["class"]): it for one in found for it in one["tables"]},
        tuple(it for one in found for it in one["queries"]),
        frozenset(it for one in found for it in one["files"]),
    )


# --------------------------------------------------------------------------- routes


def routes(project: Project, real: Real) -> Compared:
    """By method, full path and handler; then the status and the classes of the answer.

    A handler may be declared twice at one path, with two answers: then both must be right.
    """
    known = set(real.routes)
    ours: dict[tuple[str, str, str, str], list[Route]] = {}
    for it in project.routes:
        if it.file in real.files:
            ours.setdefault((it.method, it.path, it.file, it.handler), []).append(it)
    # Files of which no application has a route belong to one that was not made.
    seen = {file for _, _, file, _ in known}
    told = {key: it for key, it in ours.items() if it[0].known and key[2] in seen}
    found = Compared(len(known), len(told))
    others = [key for key, it in ours.items() if it[0].known and key[2] not in seen]
    if others:
        files = ", ".join(sorted({key[2] for key in others}))
        found.differences.append(f"{len(others)} of applications that were not made are not compared: {files}")
    unknown = {key[2:] for key, it in ours.items() if not it[0].known}
    for key, theirs in sorted(real.routes.items(), key=lambda it: it[0]):
        mine, where = told.get(key), f"{key[2]}:{theirs[0]['line']} {key[0]} {key[1]} ({key[3]})"
        answers = sorted({(it["status"], tuple(it["response"] or ())) for it in theirs if it["status"] is not None})
        if mine is None and key[2:] in unknown:
            found.unknown += 1
            found.differences.append(f"{where}: its prefix is not known")
        elif mine is None:
            found.differences.append(f"{where}: missed")
        elif answers and (said := sorted({(it.status, _answer(it)) for it in mine})) != answers:
            found.differences.append(f"{where}: answers {said}, really {answers}")
        else:
            found.right += 1
    for key in sorted(told.keys() - known):
        found.differences.append(f"{key[2]} {key[0]} {key[1]} ({key[3]}): is not there")
    return found


def _answer(it: Route) -> tuple[str, ...]:
    found = _symbols(it.response) if it.response is not None else ()
    return tuple(sorted({symbol.rpartition(".")[2] for symbol in found}))


def _symbols(type_: Type) -> Iterable[str]:
    if type_.symbol is not None:
        yield type_.symbol.name
    for it in type_.args:
        yield from _symbols(it)


# --------------------------------------------------------------------------- tables


def tables(project: Project, real: Real) -> Compared:
    """The DDL of each mapped class, letter by letter."""
    ours = {(it.path, it.symbol.name): it for it in project.tables if it.path in real.files}
    found = Compared(len(real.tables))
    for key, theirs in sorted(real.tables.items()):
        where, mine = f"{key[0]}:{theirs['line']} {key[1]}", ours.get(key)
        if mine is None:
            found.differences.append(f"{where}: missed")
            continue
        made = ddl(project, mine)
        said = [it for it in made.statements if not it.startswith("CREATE TYPE")]
        if not said:
            found.unknown += 1
            found.differences.append(f"{where}: not known: {'; '.join(made.unsure)}")
            continue
        found.told += 1
        if theirs["ddl"] is None or said == theirs["ddl"]:
            found.right += 1
        else:
            found.differences.append(f"{where}: {_first_difference(said, theirs['ddl'])}")
    for key in sorted(ours.keys() - real.tables.keys()):
        found.told += 1
        found.differences.append(f"{key[0]} {key[1]}: is no table")
    return found


def _first_difference(ours: list[str], theirs: list[str]) -> str:
    mine, real = "\n".join(ours).splitlines(), "\n".join(theirs).splitlines()
    for one, other in zip(mine, real, strict=False):
        if one != other:
            return f"says `{one.strip()}`, really `{other.strip()}`"
    return f"says {len(mine)} lines, really {len(real)}"


# --------------------------------------------------------------------------- queries


def queries(project: Project, real: Real) -> Compared:
    """The SQL of each select that was sent; a value that only the running program knew stands for any value."""
    found = Compared()
    sent = {(it["file"], it["line"], it["sql"]): it for it in real.queries if "sql" in it}
    for file, line, sql in sorted(sent):
        if file not in project.files:
            continue
        found.real += 1
        made = _ours(project, file, line)
        if made is None or isinstance(made, str):
            found.unknown += made is not None
            found.differences.append(f"{file}:{line}: {'missed' if made is None else f'not known: {made}'}")
            continue
        found.told += 1
        if re.fullmatch(_pattern(made.text), sql):
            found.right += 1
        else:
            found.differences.append(f"{file}:{line}: says `{_line(made.text)}`, really `{_line(sql)}`")
    return found


def _ours(project: Project, file: str, line: int) -> Sql | str | None:
    """What is said of the query that is executed in a line; None: of none."""
    document = project.files[file].document
    for flow in filter(None, (project.flow(file, name) for name, _ in project.files[file].functions)):
        for it in flow.queries:
            lines = range(document.line_of(it.node.span.start) + 1, document.line_of(it.node.span.end) + 2)
            if line in lines and it.select is not None:
                return select_sql(project, file, flow.name, it.select.node, it.select.steps)
    return None


def _pattern(text: str) -> str:
    """Of `WHERE hero.id = :hero_id` a pattern that takes any literal."""
    return re.sub(
        r":[A-Za-z_][\w.]*",
        lambda _: r"(?:'(?:[^']|'')*'|[\w.+-]+)",
        re.escape(text).replace(r"\:", ":").replace(r"\.", "."),
    )


def _line(sql: str) -> str:
    return " ".join(sql.split())


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
