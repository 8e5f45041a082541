"""Statements that a rewrite makes longer than the project's formatter allows are broken as it would break them."""

import ast
import textwrap

from lsp_server.edits.hunks import hunks
from lsp_server.edits.services.layout import fit
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.project.services.format import Format
from lsp_server.text import Document, Edit, apply


def within(document: Document, edits: tuple[Edit, ...], made: Format) -> tuple[Edit, ...]:
    """The edits, with what they make too long broken; where no formatter is configured as they are."""
    if made.source is None or not edits:
        return edits
    after = apply(document.text, edits)
    lines = after.split("\n")
    before = set(document.text.split("\n"))
    # Quotes are not looked at here: what was there before keeps its own.
    grown = [index for index, it in enumerate(lines) if it not in before and len(it.rstrip("\r")) > made.line_length]
    starts = _starts(read(Document(document.path, after))) if grown else frozenset[int]()
    for index in grown:
        if index in starts:
            lines[index] = _broken(lines[index], made.line_length)
    fitted = "\n".join(lines)
    return edits if fitted == after else tuple(hunks(document.text, fitted))


def _starts(facts: FileFacts) -> frozenset[int]:
    """The lines that statements in functions, and the functions themselves, begin at."""
    found = [it.header for _, it in facts.functions]
    found += [one.span for _, it in facts.functions for one in syntax.statements(*it.body)]
    return frozenset(facts.document.line_of(it.start) for it in found)


def _broken(line: str, width: int) -> str:
    """A statement, or the header of one, on several lines; as it is where these would say something else."""
    ending = line[len(line.rstrip("\r")) :]
    code = line.rstrip("\r")
    if "\t" in code or "#" in code or '"""' in code or "'''" in code:
        return line
    found = fit(code, width)
    known = _meaning(code)
    return found.replace("\n", f"{ending}\n") + ending if known is not None and _meaning(found) == known else line


def _meaning(code: str) -> str | None:
    """What Python makes of a statement; None: it is not a whole one."""
    text = textwrap.dedent(code)
    try:
        return ast.dump(ast.parse(f"{text} pass" if text.rstrip().endswith(":") else text))
    except SyntaxError:
        return None
