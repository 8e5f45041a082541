"""Add what is missing to a file's import header, and leave every other byte alone.

Made from our own syntax values rather than with LibCST's AddImportsVisitor: that one needs the whole
file to parse (a half-typed or newer-syntax file is refused), takes 60 ms per 1,000 lines, appends at
the end of the header whatever its order, and knows neither sections nor TYPE_CHECKING blocks. Only the
header is read here, so what the user is typing further down does not matter.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from lsp_server.edits.import_order import Section, Statement, module_of, name_place, section, statement_place
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, Span, apply

Wanted = str | tuple[str, str]


def add(
    source: FileFacts | Document,
    *wanted: Wanted,
    first_party: Collection[str] = (),
    line_length: int = 88,
    runtime: bool = True,
) -> tuple[Edit, ...]:
    """Edits to `source` after which all of `wanted` is imported; nothing for what is there already.

    Each is a module (`"uuid"`, `"numpy as np"`) or a module and a name (`("sqlmodel", "Field")`,
    `(".models", "Hero as HeroTable")`). A name imported under another alias does not count: ask
    `local_name` first to reuse it. `first_party` are the top names of the project's own modules, as far
    as the file's path does not tell. A name needed at run time is taken out of an `if TYPE_CHECKING:`
    block; with `runtime=False` it may stay there. Lines are wrapped as ruff does beyond `line_length`.
    """
    facts = source if isinstance(source, FileFacts) else read(source)
    end = _header_end(facts)
    before = facts.document.slice(Span(0, end))
    rest = _Rest(facts.body, end, len(facts.document.data), facts.document.newline)
    text = before
    for it in wanted:
        want = _parse(it)
        header = read(Document(facts.path, text))
        if not _has(header, want, runtime):
            moved = _without_typing_only(header, want, rest) if runtime else ()
            header = read(Document(facts.path, apply(text, moved)))
            text = apply(header.document.text, _insert(header, want, rest, first_party, line_length))
    return tuple(_difference(before, text))


def local_name(facts: FileFacts, module: str, name: str) -> str | None:
    """What `name` of `module` (relative ones with their dots) is called at run time in this file, if it is imported."""
    names = (
        alias
        for node in _bound(facts.body)
        if isinstance(node, syntax.ImportFrom) and module_of(node) == module
        for alias in node.names
    )
    return next((it.bound for it in names if it.name == name), None)


# --------------------------------------------------------------------------- what is wanted, what is there


@dataclass(frozen=True, slots=True)
class _Want:
    module: str  # with leading dots
    name: str | None
    alias: str | None

    @property
    def member(self) -> str:
        """`name as alias`"""
        name = self.module if self.name is None else self.name
        return name if self.alias is None else f"{name} as {self.alias}"

    @property
    def text(self) -> str:
        return f"import {self.member}" if self.name is None else f"from {self.module} import {self.member}"


@dataclass(frozen=True, slots=True)
class _Rest:
    """What follows the header, as far as the header depends on it."""

    body: tuple[syntax.Stmt, ...]
    start: int
    end: int
    newline: str

    @property
    def blank_lines(self) -> int:
        """How many blank lines stand between the imports and what follows."""
        following = next((it for it in self.body if it.span.start >= self.start), None)
        return 0 if following is None else 2 if isinstance(following, syntax.FunctionDef | syntax.ClassDef) else 1

    def uses(self, name: str) -> int:
        return sum(isinstance(it, syntax.Name) and it.id == name for it in syntax.walk(*self.body))


def _parse(wanted: Wanted) -> _Want:
    module, name = (wanted, None) if isinstance(wanted, str) else wanted
    head, _, alias = (module if name is None else name).partition(" as ")
    return _Want(head, None, alias or None) if name is None else _Want(module, head, alias or None)


def _has(header: FileFacts, want: _Want, runtime: bool) -> bool:
    nodes = _bound(header.body) if runtime else (it for it in syntax.walk(*header.body) if isinstance(it, Statement))
    return any(_binds(node, alias, want) for node in nodes for alias in node.names)


def _binds(node: Statement, alias: syntax.Alias, want: _Want) -> bool:
    if isinstance(node, syntax.Import):
        return want.name is None and (alias.name, alias.asname) == (want.module, want.alias)
    return (module_of(node), alias.name, alias.bound) == (want.module, want.name, want.alias or want.name)


def _bound(body: tuple[syntax.Stmt, ...]) -> Iterator[Statement]:
    """Imports that run when the module does: not those under TYPE_CHECKING or in functions."""
    for node in body:
        match node:
            case syntax.Import() | syntax.ImportFrom():
                yield node
            case syntax.If() if _is_type_checking(node):
                yield from _bound(node.orelse)
            case syntax.If(body=inner, orelse=orelse):
                yield from _bound((*inner, *orelse))
            case syntax.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=final):
                yield from _bound((*inner, *(it for each in handlers for it in each.body), *orelse, *final))
            case _:
                pass


def _is_type_checking(node: syntax.If) -> bool:
    return syntax.last_name(node.test) == "TYPE_CHECKING"


# --------------------------------------------------------------------------- the header and its groups


def _header_end(facts: FileFacts) -> int:
    """Where the header ends: the start of the line after the last import above the first class or function."""
    body = facts.body
    first = next((i for i, it in enumerate(body) if isinstance(it, syntax.FunctionDef | syntax.ClassDef)), len(body))
    last = next((i for i in reversed(range(first)) if _holds_imports(body[i])), None)
    if last is None:
        last = 0 if first and _is_docstring(body[0]) else -1
    if last + 1 == len(body):
        return len(facts.document.data)
    following = body[last + 1].span.start
    line = facts.document.line_of(following)
    # `import a; x = 1` is one line: the header then takes all of it.
    if last >= 0 and facts.document.line_of(body[last].span.end) == line:
        return _line_end(facts.document, following)
    return max(facts.document.line_span(line).start, _top(facts.document))


def _holds_imports(node: syntax.Stmt) -> bool:
    if isinstance(node, syntax.If | syntax.Try):
        return any(isinstance(it, Statement) for it in syntax.walk_scope(node))
    return isinstance(node, Statement)


def _is_docstring(node: syntax.Stmt) -> bool:
    return (
        isinstance(node, syntax.ExprStmt)
        and isinstance(node.value, syntax.Constant)
        and isinstance(node.value.value, str)
    )


def _groups(header: FileFacts) -> list[list[Statement]]:
    """The imports of the header's longest unbroken run, parted where blank lines part them.

    The longest run, because a short one above it is there to be first (`os.environ[…] = …` and the like).
    """
    runs: list[list[Statement]] = [[]]
    for node in header.body:
        if isinstance(node, Statement) and node.names and not header.broken_at(node.span):
            runs[-1].append(node)
        elif not isinstance(node, syntax.If | syntax.Try) and not _is_docstring(node):
            runs.append([])
    run = max(runs, key=len)
    groups = [run[:1]] if run else []
    for above, below in pairwise(run):
        between = header.document.slice(Span(above.span.end, below.span.start))
        lines = [it.strip() for it in between.splitlines()]
        apart = "" in lines[1:] or any(
            not isinstance(it, Statement) and above.span < it.span < below.span for it in header.body
        )
        if apart:
            groups.append([])
        groups[-1].append(below)
    return groups


# --------------------------------------------------------------------------- inserting


def _insert(
    header: FileFacts, want: _Want, rest: _Rest, first_party: Collection[str], line_length: int
) -> tuple[Edit, ...]:
    target = _mergeable(header, want)
    if target is not None:
        return _merge(header.document, target, want.member, line_length)
    return (_new_statement(header, want, rest, first_party, line_length),)


def _mergeable(header: FileFacts, want: _Want) -> syntax.ImportFrom | None:
    """The import that `want` joins. isort keeps a lone `a as b` apart, and one-name-a-line files stay so."""
    froms = [it for it in header.body if isinstance(it, syntax.ImportFrom)]
    if want.name is None or _one_name_each(froms):
        return None
    usable = [
        it
        for it in froms
        if module_of(it) == want.module
        and it.names
        and it.names[0].name != "*"
        and not header.broken_at(it.span)
        and (len(it.names) > 1 or not _has_alias(it))
        and (_has_alias(it) or want.alias is None)
    ]
    return max(usable, key=lambda it: len(it.names), default=None)


def _one_name_each(froms: Sequence[syntax.ImportFrom]) -> bool:
    modules = [module_of(it) for it in froms if not _has_alias(it)]
    return len(set(modules)) < len(modules) and all(len(it.names) == 1 for it in froms)


def _has_alias(node: syntax.ImportFrom) -> bool:
    return any(it.asname for it in node.names)


def _merge(document: Document, node: syntax.ImportFrom, member: str, line_length: int) -> tuple[Edit, ...]:
    names = node.names
    index = name_place(member.partition(" ")[0], [it.name for it in names])
    lines = [document.line_of(it.span.start) for it in names]
    newline = document.newline
    if document.line_of(node.span.start) not in lines and len(set(lines)) == len(lines):
        # One name per line: the new one gets its own.
        first = document.line_span(lines[0]).start
        indent = document.slice(Span(first, names[0].span.start))
        if index == 0:
            return (Edit(Span(first, first), f"{indent}{member},{newline}"),)
        above = names[index - 1]
        end = document.line_span(lines[index - 1]).end
        if end < node.span.end and _comma_after(document, above, node):
            return (Edit(Span(end, end), f"{newline}{indent}{member},"),)
        if end < node.span.end:
            return (Edit(Span(above.span.end, above.span.end), ","), Edit(Span(end, end), f"{newline}{indent}{member}"))
    if index < len(names):
        at = names[index].span.start
        flat = Edit(Span(at, at), f"{member}, ")
    else:
        at = names[-1].span.end
        flat = Edit(Span(at, at), f", {member}")
    whole = document.slice(node.span)
    line = document.slice(document.line_span(document.line_of(node.span.start)))
    if len(line) + len(flat.text) <= line_length or "\n" in whole or "#" in line or not line.rstrip().endswith(whole):
        return (flat,)
    written = [document.slice(it.span) for it in names]
    written.insert(index, member)
    return (Edit(node.span, _wrapped(module_of(node), written, newline)),)


def _wrapped(module: str, members: Sequence[str], newline: str) -> str:
    listed = "".join(f"    {it},{newline}" for it in members)
    return f"from {module} import ({newline}{listed})"


def _comma_after(document: Document, alias: syntax.Alias, node: syntax.ImportFrom) -> bool:
    return document.slice(Span(alias.span.end, node.span.end)).lstrip().startswith(",")


def _new_statement(header: FileFacts, want: _Want, rest: _Rest, first_party: Collection[str], line_length: int) -> Edit:
    document, newline = header.document, rest.newline
    text = want.text
    if len(text) > line_length and want.name is not None:
        text = _wrapped(want.module, [want.member], newline)
    new = read(Document(header.path, want.text)).body[0]
    if not isinstance(new, Statement):
        raise ValueError(f"not an import: {want.text}")
    groups = _groups(header)

    def place(it: Statement) -> Section:
        return section(module_of(it), header.path, first_party)

    if place(new) is Section.FUTURE and not any(place(it) is Section.FUTURE for group in groups for it in group):
        return _first_import(header, text, rest)
    group = _group_for(new, groups, place)
    if group is not None:
        index = statement_place(new, group)
        if index:
            return _after(document, group[index - 1].span, text + newline)
        return _before(document, group[0], text + newline)
    above = [it for it in groups if max(map(place, it)) < place(new)]
    if above:
        return _after(document, above[-1][-1].span, newline + text + newline)
    if groups:
        return _before(document, groups[0][0], text + newline + newline)
    return _first_import(header, text, rest)


def _group_for(
    new: Statement, groups: list[list[Statement]], place: Callable[[Statement], Section]
) -> list[Statement] | None:
    """The group that `new` belongs in: where its package is imported already, else that of its section."""
    top = module_of(new).partition(".")[0]
    if top:
        for group in groups:
            if any(module_of(it).partition(".")[0] == top for it in group):
                return group
    for group in groups:
        if place(new) in map(place, group):
            return group
    if len(groups) == 1 and len(set(map(place, groups[0]))) > 1 and place(new) is not Section.FUTURE:
        return groups[0]  # a file that keeps no sections
    return None


def _after(document: Document, span: Span, text: str) -> Edit:
    """`text`, whole lines, below the line that `span` ends on."""
    end = _line_end(document, span.end)
    if end == len(document.data) and not document.text.endswith(("\n", "\r")):
        return Edit(Span(end, end), document.newline + text.removesuffix(document.newline))
    return Edit(Span(end, end), text)


def _before(document: Document, node: syntax.Stmt, text: str) -> Edit:
    start = max(document.line_span(document.line_of(node.span.start)).start, _top(document))
    return Edit(Span(start, start), text)


def _line_end(document: Document, offset: int) -> int:
    """Where the line after the one that holds `offset` starts, or the end of the text."""
    line = document.line_of(offset)
    return document.line_span(line + 1).start if line + 1 < document.line_count else len(document.data)


def _top(document: Document) -> int:
    """The first byte that may be written before: after a byte order mark."""
    return 3 if document.text.startswith("\ufeff") else 0


def _first_import(header: FileFacts, text: str, rest: _Rest) -> Edit:
    """An import above all others: below the docstring, or below the comments that the file begins with."""
    document, newline = header.document, rest.newline
    if header.body and _is_docstring(header.body[0]):
        at = _line_end(document, header.body[0].span.end)
    else:
        at = _below_comments(document, rest)
    above = document.slice(Span(_top(document), at))
    below = document.slice(Span(at, len(document.data)))
    if above:
        text = newline + text if above.endswith(("\n", "\r")) else newline + newline + text
    if not above or at < rest.end or above.endswith(("\n", "\r")):
        text += newline
    first = next((it for it in header.body if it.span.start >= at), None)
    wanted = 1 if first is not None else max(rest.blank_lines, bool(below.strip()))
    lines = below.splitlines()
    blank = next((i for i, it in enumerate(lines) if it.strip()), len(lines))
    return Edit(Span(at, at), text + newline * max(0, wanted - blank))


def _below_comments(document: Document, rest: _Rest) -> int:
    """Below the shebang and licence at the top; a comment right above the first statement belongs to that."""
    lines = [document.slice(document.line_span(it)).removeprefix("\ufeff").strip() for it in range(document.line_count)]
    if rest.start < rest.end and not lines[-1]:
        lines[-1] = "what follows the header"
    count = next((i for i, it in enumerate(lines) if not it.startswith("#")), len(lines))
    if count < len(lines) and lines[count]:
        count = sum(it.startswith("#!") or "coding" in it for it in lines[:count][:2])
    if count == len(lines):
        return len(document.data)
    return max(document.line_span(count).start, _top(document))


# --------------------------------------------------------------------------- out of TYPE_CHECKING


def _without_typing_only(header: FileFacts, want: _Want, rest: _Rest) -> tuple[Edit, ...]:
    """The edits that take `want` out of the `if TYPE_CHECKING:` blocks of the header."""
    for block in header.body:
        if not isinstance(block, syntax.If) or not _is_type_checking(block):
            continue
        for node in block.body:
            if isinstance(node, Statement) and any(_binds(node, it, want) for it in node.names):
                return _drop(header, block, node, want, rest)
    return ()


def _drop(header: FileFacts, block: syntax.If, node: Statement, want: _Want, rest: _Rest) -> tuple[Edit, ...]:
    document = header.document
    index = next(i for i, it in enumerate(node.names) if _binds(node, it, want))
    if len(node.names) > 1:
        return (Edit(_name_span(document, node, index), ""),)
    if len(block.body) > 1:
        return (Edit(_lines(document, node), ""),)
    if block.orelse:
        return (Edit(node.span, "pass"),)
    gone = _lines(document, block)
    line = document.line_of(gone.start)
    while line > 0 and not document.slice(document.line_span(line - 1)).strip():
        line -= 1
    dropped = Edit(Span(document.line_span(line).start, gone.end), "")
    if rest.uses("TYPE_CHECKING") > 1:
        return (dropped,)
    for other in header.body:
        if isinstance(other, syntax.ImportFrom):
            for at, alias in enumerate(other.names):
                if alias.bound == "TYPE_CHECKING":
                    span = _name_span(document, other, at) if len(other.names) > 1 else _lines(document, other)
                    return (dropped, Edit(span, ""))
    return (dropped,)


def _name_span(document: Document, node: Statement, index: int) -> Span:
    """One of several names with its comma, and its line where it has one of its own."""
    alias = node.names[index]
    line = document.line_span(document.line_of(alias.span.start))
    if document.slice(line).strip().rstrip(",") == document.slice(alias.span):
        return Span(line.start, _line_end(document, alias.span.end))
    if index + 1 < len(node.names):
        return Span(alias.span.start, node.names[index + 1].span.start)
    return Span(node.names[index - 1].span.end, alias.span.end)


def _lines(document: Document, node: syntax.Stmt) -> Span:
    start = document.line_span(document.line_of(node.span.start)).start
    return Span(start, _line_end(document, node.span.end))


# --------------------------------------------------------------------------- from texts to edits


def _difference(before: str, after: str) -> Iterator[Edit]:
    """Edits by whole lines from one text to the other."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for it in old:
        starts.append(starts[-1] + len(it.encode("utf-8", "surrogatepass")))
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Edit(Span(starts[a], starts[b]), "".join(new[c:d]))
