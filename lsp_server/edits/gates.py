"""Gates: every change passes them before it is shown, whoever made it.

Each gate answers with the one sentence that says why not, or with None. They are asked in this order:
paths, base texts, text scans, syntax, imports, findings.
"""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.paths import refuse_creation, refuse_path
from lsp_server.edits.scan import deception, elision
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, ImportedName
from lsp_server.project.modules import Modules
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Edit

# The problems of one file in a snapshot, as (code, message). Hints that no change should fail for are
# for the caller to leave out.
Check = Callable[[Snapshot, str], Iterable[tuple[str, str]]]
_WRONG_ANYWHERE = (
    "positional argument follows",
    "keyword argument repeated",
    "non-default argument follows",
    "parameter without a default follows",
    "unexpected indent",
    "unindent does not match",
    "expected an indented block",
    "inconsistent use of tabs",
    "cannot assign to",
    "unterminated",
    "unmatched",
    "source code",
)
_Way = tuple[str, int, str | None]  # module, level, name
_NEWLINE = re.compile(r"\r\n|\r|\n")


def judge(change: Change, snapshot: Snapshot, *, check: Check | None = None) -> Change | Refusal:
    """The change, with the line endings of the files it touches, or why it is not made.

    `snapshot` is the workspace as it is now, not as it was when the change was drafted. `check` lists a
    file's findings; those that the file did not have before refuse the change.
    """
    change = _fitted(change, snapshot)
    reason = _refuse_paths(change, snapshot) or _refuse_bases(change, snapshot)
    if reason is None:
        after = _applied(change, snapshot)
        reason = (
            _refuse_text(change)
            or _refuse_syntax(change, snapshot, after)
            or _refuse_imports(change, snapshot, after)
            or (_refuse_findings(change, snapshot, after, check) if check is not None else None)
        )
    return change if reason is None else Refusal(reason)


# --------------------------------------------------------------------------- line endings


def _fitted(change: Change, snapshot: Snapshot) -> Change:
    """New text with the line endings of its file, a new file with those of its neighbours."""
    files: list[NewFile | EditFile] = []
    for it in change.files:
        if isinstance(it, EditFile):
            newline = it.base.newline
            files.append(
                replace(it, edits=tuple(Edit(each.span, _NEWLINE.sub(newline, each.text)) for each in it.edits))
            )
        else:
            files.append(replace(it, text=_NEWLINE.sub(_newline_near(it.path, snapshot), it.text)))
    return replace(change, files=tuple(files))


def _newline_near(path: str, snapshot: Snapshot) -> str:
    """The line ending most files use in the nearest folder upwards that has files."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        found = Counter(
            it.document.newline for key, it in snapshot.files.items() if key.startswith(prefix) and it.document.text
        )
        if found:
            return max(found, key=lambda it: (found[it], it == "\n"))
    return "\n"


# --------------------------------------------------------------------------- paths and bases


def _refuse_paths(change: Change, snapshot: Snapshot) -> str | None:
    if not change.files:
        return "There is nothing to change."
    seen: set[str] = set()
    for it in change.files:
        if it.path in seen:
            return f"{it.path} would be changed twice at once."
        reason = refuse_path(it.path, snapshot.root)
        if reason is None and isinstance(it, NewFile):
            reason = refuse_creation(it.path, {*snapshot.files, *seen}, snapshot.root)
        if reason is not None:
            return reason
        seen.add(it.path)
    return None


def _refuse_bases(change: Change, snapshot: Snapshot) -> str | None:
    for it in change.files:
        if isinstance(it, EditFile):
            now = snapshot.files.get(it.path)
            if now is None:
                return f"{it.path} is no longer there."
            if now.document.text != it.base.text:
                return f"{it.path} has changed since; please choose the action again."
            try:
                it.after  # noqa: B018 - computing it is the test
            except ValueError:
                return f"The edits of {it.path} do not fit its text."
    return None


def _applied(change: Change, snapshot: Snapshot) -> Snapshot:
    for it in change.files:
        snapshot = snapshot.with_document(Document(it.path, it.after))
    return snapshot


# --------------------------------------------------------------------------- text and syntax


def _refuse_text(change: Change) -> str | None:
    for it in change.files:
        before = it.before or ""
        if (left_out := elision(before, it.after)) is not None:
            return f'{it.path} would have a placeholder instead of code: "{left_out[:80]}".'
        if (character := deception(before, it.after)) is not None:
            return f"{it.path} would have a character that hides what the text says: {character}."
    return None


def _refuse_syntax(change: Change, before: Snapshot, after: Snapshot) -> str | None:
    for it in change.files:
        if not it.path.endswith(".py"):
            continue
        was, now = before.files.get(it.path), after.files[it.path]
        if len(now.errors) > (len(was.errors) if was is not None else 0):
            line, _ = now.document.line_and_column(now.errors[-1].start)
            return f"{it.path} would not be valid Python at line {line}."
        wrong = _python_says(it.after)
        if wrong is not None and (_is_wrong_anywhere(wrong) if it.before is None else _python_says(it.before) is None):
            return f"{it.path} would not be valid Python: {wrong}."
    return None


def _is_wrong_anywhere(sentence: str) -> bool:
    """Whether Python's complaint is no matter of its version; a new file may have newer syntax than this Python."""
    return sentence.startswith(_WRONG_ANYWHERE)


def _python_says(text: str) -> str | None:
    """What Python does not like; tree-sitter forgives a few things, such as `f(a=1, 2)`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            ast.parse(text.removeprefix("\ufeff").encode("utf-8", "surrogatepass"))
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno})"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
    return None


# --------------------------------------------------------------------------- imports


def _refuse_imports(change: Change, before: Snapshot, after: Snapshot) -> str | None:
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


# --------------------------------------------------------------------------- findings


def _refuse_findings(change: Change, before: Snapshot, after: Snapshot, check: Check) -> str | None:
    for it in change.files:
        was = list(check(before, it.path)) if it.path in before.files else []
        now = list(check(after, it.path))
        # A message may name what only moved: a finding is new where its code has become more frequent.
        more = Counter(code for code, _ in now) - Counter(code for code, _ in was)
        new = sorted((each for each in now if each[0] in more), key=lambda each: each in was)
        if new:
            code, message = new[0]
            return f"{it.path} would have a new problem: {message.rstrip('.')} ({code})."
    return None
