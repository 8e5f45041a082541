"""The gate for imports: each new one leads somewhere, and takes no name from something else."""

import re
from collections.abc import Iterator

from lsp_server.edits.change import Change
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.imports import ImportedName
from lsp_server.project.names.modules import Modules
from lsp_server.snapshot import Snapshot

_Way = tuple[str, int, str | None]  # module, level, name


def refuse_imports(change: Change, before: Snapshot, after: Snapshot) -> str | None:
    """Why the imports of changed files are wrong, as one sentence. `after` is `before` with the change made."""
    for it in change.files:
        if not it.path.endswith(".py"):
            continue
        was = before.files.get(it.path)
        known = {(old.module, old.level, old.name) for old in was.imports} if was is not None else set()
        for new in after.files[it.path].imports:
            if (new.module, new.level, new.name) not in known and not _resolves(new, it.path, after):
                written = "." * new.level + new.module
                what = f"{new.name} from {written}" if new.name else written
                return f"{it.path} would import {what}, which is not there."
        if was is not None and (hidden := _hidden(was, after.files[it.path], after.project.modules)) is not None:
            return f"{it.path} would have two meanings of {hidden}, one hiding the other."
    return None


def _hidden(was: FileFacts, now: FileFacts, modules: Modules) -> str | None:
    """A name that a new import at module level takes from something else that still has it."""
    before, after = _imported(was.body), _imported(now.body)
    for local, ways in after.items():
        for way in ways - before.get(local, set()):
            others = {_meaning(it, now.path, modules) for it in ways & before.get(local, set())}
            taken = local in now.definitions or local in now.assignments
            if taken or (others and _meaning(way, now.path, modules) not in others):
                return local
    return None


def _imported(body: tuple[syntax.Stmt, ...]) -> dict[str, set[_Way]]:
    """What the imports at module level bind: names, and where each comes from."""
    found: dict[str, set[_Way]] = {}
    for node in syntax.walk_scope(*body):
        if isinstance(node, syntax.ImportFrom):
            for it in node.names:
                found.setdefault(it.bound, set()).add((node.module, node.level, it.name))
        elif isinstance(node, syntax.Import):
            for it in node.names:
                # `import a.b` and `import a.c` both bind a.
                name = it.name if it.asname else it.name.partition(".")[0]
                found.setdefault(it.asname or name, set()).add((name, 0, None))
    found.pop("*", None)
    return found


def _meaning(way: _Way, path: str, modules: Modules) -> object:
    """The symbol or module that an import means, by whatever way it comes."""
    module, level, name = way
    target = _target(modules, module, level, path)
    if target is None:
        return way
    return target if name is None else modules.resolve(target, name) or (target, name)


def _resolves(new: ImportedName, path: str, after: Snapshot) -> bool:
    """Whether an import that points into the project finds its target; one that points elsewhere always does."""
    modules = after.project.modules
    target = _target(modules, new.module, new.level, path)
    if target is None and new.name is not None:
        # `from package import module`, where the package is a folder without __init__.
        joined = ".".join(filter(None, (new.module, new.name)))
        if _target(modules, joined, new.level, path) is not None:
            return True
    if target is None:
        return not new.level and not _is_ours(new.module, path, modules)
    if new.name is None or new.name == "*":
        return True
    return modules.resolve(path, new.local) is not None or _may_bind(after.files[target], new.name)


def _target(modules: Modules, module: str, level: int, path: str) -> str | None:
    return modules.find_relative(module, level, path) if level else modules.find(module, path)


def _is_ours(module: str, path: str, modules: Modules) -> bool:
    """Whether the project has a package of this module's first name: it is found, or its modules are by others."""
    top, _, inner = module.partition(".")
    found = modules.find(top, path)
    if found is not None and (found.endswith("/__init__.py") or not inner):
        return True
    others: Iterator[ImportedName] = (it for facts in modules.files.values() for it in facts.imports if not it.level)
    names = {it.module for it in others if it.module.partition(".")[0] == top and it.module != module}
    return any(modules.find(it, path) is not None for it in names)


def _may_bind(facts: FileFacts, name: str) -> bool:
    """Whether a module could have a name that we see no plain binding of: loops, `globals()`, star imports."""
    return (
        re.search(rf"\b(?:{re.escape(name)}|__getattr__)\b", facts.document.text) is not None
        or any(it.name == "*" for it in facts.imports)
        or bool(facts.errors)
    )
