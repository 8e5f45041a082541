"""All rewrites of a function together: what is found, what fits together, the change it makes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from lsp_server.edits import imports
from lsp_server.edits.change import Change, EditFile
from lsp_server.edits.queries import (
    commit_in_loop,
    count,
    eager_load,
    existence,
    filter_in_sql,
    first_row,
    index,
    one_column,
    pages,
    query_in_loop,
    sort_in_sql,
    sum_in_sql,
)
from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.edits.queries.width import within
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.modules import External, Symbol
from lsp_server.project.queries.loops import is_maintenance
from lsp_server.project.queries.values import Flow
from lsp_server.project.services.format import format_near
from lsp_server.project.view import Project
from lsp_server.text import Edit

_FINDERS: tuple[Callable[[Site], Iterator[Rewrite]], ...] = (
    eager_load.find,
    query_in_loop.find,
    commit_in_loop.find,
    count.find,
    first_row.find,
    filter_in_sql.find,
    sort_in_sql.find,
    sum_in_sql.find,
    one_column.find,
    existence.find,
    pages.find,
    index.find,
)


def find(project: Project, path: str, name: str) -> tuple[Rewrite, ...]:
    """Every rewrite of a function, the strongest first; of two that touch the same text both."""
    flow = project.flow(path, name)
    if flow is None or not (flow.queries or flow.calls):
        return ()
    site = Site(project, flow)
    found = [it for finder in _FINDERS for one in finder(site) if (it := _with_possible_imports(site, one)) is not None]
    if is_maintenance(site.facts, name):
        # What runs once needs neither pages nor an index.
        found = [it for it in found if not it.alone]
    return tuple(sorted(found, key=lambda it: (-it.strength, it.span.start)))


def together(found: tuple[Rewrite, ...]) -> tuple[Rewrite, ...]:
    """The rewrites that can be made at once: one for a query, the strongest of those in each other's way.

    One that stands alone is chosen only when there is nothing else.
    """
    if found and all(it.alone for it in found):
        return found[:1]
    chosen: list[Rewrite] = []
    for it in found:
        if not it.alone and not any(_collide(it, other) for other in chosen):
            chosen.append(it)
    return tuple(chosen)


def change(project: Project, path: str, rewrites: tuple[Rewrite, ...]) -> Change:
    """One change that makes all of these rewrites, with the imports they need."""
    by_path: dict[str, list[Rewrite]] = {}
    for it in rewrites:
        by_path.setdefault(it.path or path, []).append(it)
    files = tuple(EditFile(project.files[at].document, _edits(project, at, them)) for at, them in by_path.items())
    done = list(dict.fromkeys(it.done for it in rewrites))
    summary = done[0] if len(done) == 1 else f"{', '.join(done[:-1])} and {done[-1]}"
    notes = tuple(dict.fromkeys(note for it in rewrites for note in it.notes))
    return Change(files, f"{summary[0].upper()}{summary[1:]}.", notes)


def possible(project: Project, flow: Flow, rewrite: Rewrite | None) -> Rewrite | None:
    """The rewrite, if there is one and no name that it must import is taken by something else."""
    return _with_possible_imports(Site(project, flow), rewrite) if rewrite is not None else None


def _edits(project: Project, path: str, rewrites: list[Rewrite]) -> tuple[Edit, ...]:
    facts = project.files[path]
    wanted = dict.fromkeys(it for one in rewrites for it in one.imports)
    own = tuple(
        dict.fromkeys(edit for one in rewrites for edit in one.edits if edit.text or edit.span.start != edit.span.end)
    )
    made = format_near(project.modules, path)
    own = within(facts.document, own, made)
    if not wanted:
        return own
    return (*imports.add(facts, *wanted, first_party=_tops(project, facts), line_length=made.line_length), *own)


def _tops(project: Project, facts: FileFacts) -> tuple[str, ...]:
    """Top names of the project's own modules, as the file imports them."""
    own = (
        it.module for it in facts.imports if not it.level and project.modules.find(it.module, facts.path) is not None
    )
    return tuple({it.partition(".")[0] for it in own})


def _with_possible_imports(site: Site, rewrite: Rewrite) -> Rewrite | None:
    """The rewrite with those imports only that are missing; None where a name is taken by something else."""
    path = rewrite.path or site.flow.path
    missing = []
    for module, name in rewrite.imports:
        if rewrite.path is None and name in site.flow.body.bindings:
            return None
        found = site.project.modules.resolve(path, name)
        if found is None:
            missing.append((module, name))
        elif not _is_the_same(site, found, module, name):
            return None
    return replace(rewrite, imports=tuple(missing))


def _is_the_same(site: Site, found: object, module: str, name: str) -> bool:
    if isinstance(found, External):
        return canonical(found.name) == canonical(f"{module}.{name}")
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        target = site.project.modules.find(module, site.flow.path)
        return target == found.path
    return False


def _collide(one: Rewrite, other: Rewrite) -> bool:
    if one.span == other.span:
        return True
    return any(a.span.touches(b.span) for a in one.edits for b in other.edits)
