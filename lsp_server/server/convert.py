"""Our values to LSP's and back. Nothing else converts, and nothing else is done here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.card import Shown
from lsp_server.diagnose import Diagnostic
from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.markup import Part, markdown, plain
from lsp_server.server import uris
from lsp_server.server.client import Client
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Edit, Encoding, Position, Span, apply

SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "information": lsp.DiagnosticSeverity.Information,
    "hint": lsp.DiagnosticSeverity.Hint,
}


def position(it: lsp.Position) -> Position:
    return Position(it.line, it.character)


def range_of(document: Document, span: Span, encoding: Encoding) -> lsp.Range:
    start, end = document.position(span.start, encoding), document.position(span.end, encoding)
    return lsp.Range(lsp.Position(start.line, start.character), lsp.Position(end.line, end.character))


def span_of(document: Document, it: lsp.Range, encoding: Encoding) -> Span:
    """The bytes of a range, clamped to the document; a range written backwards is turned round."""
    ends = sorted(document.offset(position(at), encoding) for at in (it.start, it.end))
    return Span(ends[0], ends[1])


def diagnostic(it: Diagnostic, snapshot: Snapshot, client: Client) -> lsp.Diagnostic:
    """A finding, with the places that explain it where the client shows them."""
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(uris.uri_of(snapshot.root / other.path), range_of(at.document, other.span, client.encoding)),
            other.message,
        )
        for other in it.finding.related
        if client.related and snapshot.root is not None and (at := snapshot.files.get(other.path)) is not None
    ]
    return lsp.Diagnostic(
        range=range_of(snapshot.files[it.path].document, it.finding.span, client.encoding),
        message=it.finding.message,
        severity=SEVERITIES[it.severity],
        code=it.code,
        source="backline",
        related_information=related or None,
    )


def in_versions_of(change: Change, now: Callable[[str], Document | None]) -> Change:
    """The same edits with the versions that the documents have now: an equal text may have a newer one."""

    def current(it: EditFile | NewFile) -> EditFile | NewFile:
        document = now(it.path)
        if isinstance(it, NewFile) or document is None or document.text != it.before:
            return it
        return EditFile(document, it.edits)

    return replace(change, files=tuple(map(current, change.files)))


def workspace_edit(change: Change, root: Path, client: Client, *, confirm: str | None = None) -> lsp.WorkspaceEdit:
    """A change shaped for this very client; `confirm` is the label to ask with, where the client can ask.

    Edits of existing files come first: should the client stop halfway, no new file is left without them.
    New files are created without options, since Neovim creates nothing with ignoreIfExists and
    overwrite would empty a file; that none exists is checked right before. Their version is an explicit
    null, which Neovim 0.12 demands.
    """
    if not client.document_changes:
        return lsp.WorkspaceEdit(
            changes={uris.uri_of(root / it.path): list(_plain_edits(it, client)) for it in change.files}
        )
    operations: list[lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile] = []
    for it in sorted(change.files, key=lambda file: isinstance(file, NewFile)):
        uri = uris.uri_of(root / it.path)
        version = None
        if isinstance(it, EditFile):
            version = it.base.version
        elif client.create:
            operations.append(lsp.CreateFile(uri=uri))
        document = lsp.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
        operations.append(lsp.TextDocumentEdit(text_document=document, edits=list(_plain_edits(it, client))))
    if confirm is None or not client.confirms:
        return lsp.WorkspaceEdit(document_changes=operations)
    return _annotated(operations, confirm)


def _plain_edits(it: EditFile | NewFile, client: Client) -> Iterator[lsp.TextEdit]:
    """The edits in the editor's terms, last first: clients that apply them one by one are right, too."""
    base = it.base if isinstance(it, EditFile) else Document(it.path, "")
    given = it.edits if isinstance(it, EditFile) else (Edit(Span(0, 0), it.text),)
    for edit in sorted(_with_last_line_ending(base, given), key=lambda edit: edit.span, reverse=True):
        range_ = range_of(base, edit.span, client.encoding)
        if client.always_ends_lines and edit.span.end == len(base.data) and not base.text.endswith(("\n", "\r")):
            range_.end = lsp.Position(base.line_count, 0)  # Its buffer has a line ending here that the file has not.
        yield lsp.TextEdit(range_, edit.text)


def _with_last_line_ending(base: Document, given: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The same edits, but text added after the last line ending replaces that line ending, too.

    Neovim 0.11 adds an empty line to what is inserted below the last line, and none to what replaces its end.
    """
    end = len(base.data)
    tail = end - len(base.newline) if base.text.endswith("\n") else end
    if tail == end or not any(it.span.start == end for it in given):
        return given
    touching = tuple(it for it in given if it.span.end >= tail)
    start = min(tail, *(it.span.start for it in touching))
    moved = (Edit(Span(max(it.span.start, start) - start, it.span.end - start), it.text) for it in touching)
    whole = Edit(Span(start, end), apply(base.slice(Span(start, end)), moved))
    return (*(it for it in given if it not in touching), whole)


def _annotated(
    operations: list[lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile], label: str
) -> lsp.WorkspaceEdit:
    name = "backline"
    for it in operations:
        if isinstance(it, lsp.TextDocumentEdit):
            it.edits = [
                lsp.AnnotatedTextEdit(annotation_id=name, range=edit.range, new_text=edit.new_text)
                for edit in it.edits
                if isinstance(edit, lsp.TextEdit)
            ]
        else:
            it.annotation_id = name
    annotations = {name: lsp.ChangeAnnotation(label=label, needs_confirmation=True)}
    return lsp.WorkspaceEdit(document_changes=operations, change_annotations=annotations)


def with_parts(found: lsp.Hover | None, parts: tuple[Part, ...], client: Client) -> lsp.Hover:
    """A hover with more below it; a hover of its own where there is none."""
    text = markdown(parts) if client.markdown else plain(parts)
    kind = lsp.MarkupKind.Markdown if client.markdown else lsp.MarkupKind.PlainText
    if found is None or not isinstance(found.contents, lsp.MarkupContent):
        return lsp.Hover(lsp.MarkupContent(kind, text))
    line = "\n\n---\n\n" if client.markdown else "\n\n"
    return lsp.Hover(lsp.MarkupContent(kind, f"{found.contents.value}{line}{text}"), found.range)


def hover(shown: Shown, snapshot: Snapshot, document: Document, client: Client) -> lsp.Hover:
    """A card in a format that the client shows; links lead into the workspace folder where there is one."""
    base = uris.uri_of(snapshot.root) + "/" if snapshot.root is not None else ""
    kind = lsp.MarkupKind.Markdown if client.markdown else lsp.MarkupKind.PlainText
    text = shown.markdown(base) if client.markdown else shown.plain
    return lsp.Hover(lsp.MarkupContent(kind, text), range_of(document, shown.span, client.encoding))
