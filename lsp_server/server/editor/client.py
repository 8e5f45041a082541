"""What the small editor says of itself, and how it reads the server's messages."""

from typing import Any

from cattrs import Converter
from lsprotocol import types as lsp
from pygls.protocol import default_converter

CAPABILITIES = lsp.ClientCapabilities(
    workspace=lsp.WorkspaceClientCapabilities(
        apply_edit=True,
        workspace_edit=lsp.WorkspaceEditClientCapabilities(
            document_changes=True,
            resource_operations=[lsp.ResourceOperationKind.Create],
            failure_handling=lsp.FailureHandlingKind.Abort,
            change_annotation_support=lsp.ChangeAnnotationsSupportOptions(),
        ),
        workspace_folders=True,
    ),
    text_document=lsp.TextDocumentClientCapabilities(
        code_action=lsp.CodeActionClientCapabilities(
            code_action_literal_support=lsp.ClientCodeActionLiteralOptions(
                code_action_kind=lsp.ClientCodeActionKindOptions(value_set=[""])
            )
        ),
        hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
        publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(version_support=True),
    ),
    window=lsp.WindowClientCapabilities(work_done_progress=True),
)


def converter() -> Converter:
    """pygls' converter with one mistake mended: lsprotocol 2025.0.0 takes an action with a command for a command."""
    made: Converter = default_converter()

    def command_or_action(found: Any, _: object) -> lsp.Command | lsp.CodeAction:
        if isinstance(found.get("command"), str):
            return made.structure(found, lsp.Command)
        return made.structure(found, lsp.CodeAction)

    made.register_structure_hook(lsp.Command | lsp.CodeAction, command_or_action)
    return made
