"""Files that people write for agents, open in the editor: what is odd about them, and a way out of it."""

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.agent.files.odd import odd
from lsp_server.agent.files.values import Problem
from lsp_server.edits.change import Change, EditFile
from lsp_server.server import convert
from lsp_server.server.client import Client
from lsp_server.session import Session
from lsp_server.text import Document, Span

_SEVERITIES = {"hint": lsp.DiagnosticSeverity.Hint, "info": lsp.DiagnosticSeverity.Information}


def problems(path: Path, session: Session) -> tuple[Document, Path, tuple[Problem, ...]] | None:
    """An open file's text, its workspace folder and what is odd; None where it is no file for agents."""
    document, root = session.opened.get(path), session.root_of(path)
    if document is None or root is None or path.suffix.lower() != ".md":
        return None
    found = odd(document.path, document.text)
    return (document, root, found) if found is not None else None


def diagnostics(path: Path, session: Session, client: Client) -> tuple[int | None, list[lsp.Diagnostic]] | None:
    """What an editor shows in such a file, and for which version; None where it is none."""
    looked = problems(path, session)
    if looked is None:
        return None
    document, _, found = looked
    return document.version, [_diagnostic(it, document, client) for it in found]


def quick_fixes(path: Path, range_: lsp.Range, session: Session, client: Client) -> Iterator[lsp.CodeAction]:
    """The ways out of what is under the cursor."""
    looked = problems(path, session)
    if looked is None:
        return
    document, root, found = looked
    selection: Span = convert.span_of(document, range_, client.encoding)
    for it in found:
        if it.mend is not None and it.span.touches(selection):
            change = Change((EditFile(document, it.mend.edits),), it.mend.title)
            yield lsp.CodeAction(
                title=it.mend.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[_diagnostic(it, document, client)],
                edit=convert.workspace_edit(change, root, client),
            )


def _diagnostic(it: Problem, document: Document, client: Client) -> lsp.Diagnostic:
    return lsp.Diagnostic(
        range=convert.range_of(document, it.span, client.encoding),
        message=it.message,
        severity=_SEVERITIES[it.severity],
        code="agent-file",
        source="backline",
    )
