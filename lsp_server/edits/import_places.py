"""Where a missing import goes: into a list of names, into its group, or above everything else."""

from collections.abc import Callable, Collection, Sequence

from lsp_server.edits.import_header import Rest, Want, first_byte, groups_of, is_docstring, line_end
from lsp_server.edits.import_order import Section, Statement, module_of, name_place, section, statement_place
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, Span


def insert(
    header: FileFacts, want: Want, rest: Rest, first_party: Collection[str], line_length: int
) -> tuple[Edit, ...]:
    """Edits to a header that lacks `want`."""
    target = _mergeable(header, want)
    if target is not None:
        return _merge(header.document, target, want.member, line_length)
    return (_new_statement(header, want, rest, first_party, line_length),)


def _mergeable(header: FileFacts, want: Want) -> syntax.ImportFrom | None:
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


def _new_statement(header: FileFacts, want: Want, rest: Rest, first_party: Collection[str], line_length: int) -> Edit:
    document, newline = header.document, rest.newline
    text = want.text
    if len(text) > line_length and want.name is not None:
        text = _wrapped(want.module, [want.member], newline)
    new = read(Document(header.path, want.text)).body[0]
    if not isinstance(new, Statement):
        raise ValueError(f"not an import: {want.text}")
    groups = groups_of(header)

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
    end = line_end(document, span.end)
    if end == len(document.data) and not document.text.endswith(("\n", "\r")):
        return Edit(Span(end, end), document.newline + text.removesuffix(document.newline))
    return Edit(Span(end, end), text)


def _before(document: Document, node: syntax.Stmt, text: str) -> Edit:
    start = max(document.line_span(document.line_of(node.span.start)).start, first_byte(document))
    return Edit(Span(start, start), text)


def _first_import(header: FileFacts, text: str, rest: Rest) -> Edit:
    """An import above all others: below the docstring, or below the comments that the file begins with."""
    document, newline = header.document, rest.newline
    if header.body and is_docstring(header.body[0]):
        at = line_end(document, header.body[0].span.end)
    else:
        at = _below_comments(document, rest)
    above = document.slice(Span(first_byte(document), at))
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


def _below_comments(document: Document, rest: Rest) -> int:
    """Below the shebang and licence at the top; a comment right above the first statement belongs to that."""
    lines = [document.slice(document.line_span(it)).removeprefix("\ufeff").strip() for it in range(document.line_count)]
    if rest.start < rest.end and not lines[-1]:
        lines[-1] = "what follows the header"
    count = next((i for i, it in enumerate(lines) if not it.startswith("#")), len(lines))
    if count < len(lines) and lines[count]:
        count = sum(it.startswith("#!") or "coding" in it for it in lines[:count][:2])
    if count == len(lines):
        return len(document.data)
    return max(document.line_span(count).start, first_byte(document))
