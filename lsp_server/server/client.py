"""What this client can do, read once from the capabilities it sent. Facts about clients: docs/editors.md."""

from dataclasses import dataclass

from lsprotocol import types as lsp

from lsp_server.text import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """Answers in our own words; everything that a client does not say is no."""

    encoding: Encoding = "utf-16"
    document_changes: bool = False  # workspace edits may carry versions
    create: bool = False
    delete: bool = False
    confirms: bool = False  # asks before it applies annotated changes
    saves_refactorings: bool = False  # saves the files of an edit that says it is a refactoring
    markdown: bool = False  # in hovers
    progress: bool = False
    watches: bool = False  # lets the server register file watchers
    watches_itself_only: bool = False  # tells of what it wrote itself, and of nothing that happens beside it
    configuration: bool = False  # can be asked for settings
    related: bool = False  # shows related places of a diagnostic
    shows_documents: bool = False
    answers_messages: bool = False  # shows a message with buttons, and sends the chosen one back
    marks_generated: bool = False  # marks code actions that a model works on
    nests_symbols: bool = False  # shows symbols inside others
    follows_links: bool = False  # takes definitions with the text that leads there
    refreshes_lenses: bool = False  # can be told to ask again
    refreshes_hints: bool = False
    has_our_extension: bool = False  # VS Code, which has a status bar of ours
    always_ends_lines: bool = False  # every buffer has a final line ending, an empty new file's too (Neovim)


def read(capabilities: lsp.ClientCapabilities, encoding: Encoding, name: str = "") -> Client:
    """The client behind these capabilities. Never fails on what is missing.

    `name` is what it calls itself, for the habits that no capability tells of.
    """
    workspace = capabilities.workspace or lsp.WorkspaceClientCapabilities()
    document = capabilities.text_document or lsp.TextDocumentClientCapabilities()
    window = capabilities.window or lsp.WindowClientCapabilities()
    edit = workspace.workspace_edit or lsp.WorkspaceEditClientCapabilities()
    operations = edit.resource_operations or ()
    hover = document.hover.content_format if document.hover else None
    symbols = document.document_symbol
    watching = workspace.did_change_watched_files
    return Client(
        encoding=encoding,
        # Neovim handles documentChanges and says so only by its resource operations.
        document_changes=bool(edit.document_changes or operations),
        create=lsp.ResourceOperationKind.Create in operations,
        delete=lsp.ResourceOperationKind.Delete in operations,
        confirms=edit.change_annotation_support is not None and name not in _LABEL_ONLY,
        saves_refactorings=bool(edit.metadata_support),
        markdown=lsp.MarkupKind.Markdown in (hover or ()),
        progress=bool(window.work_done_progress),
        watches=bool(watching and watching.dynamic_registration),
        watches_itself_only=name == "helix",  # its own words: helix-editor/helix#7665
        configuration=bool(workspace.configuration),
        related=bool(document.publish_diagnostics and document.publish_diagnostics.related_information),
        nests_symbols=bool(symbols and symbols.hierarchical_document_symbol_support),
        follows_links=bool(document.definition and document.definition.link_support),
        refreshes_lenses=bool(workspace.code_lens and workspace.code_lens.refresh_support),
        refreshes_hints=bool(workspace.inlay_hint and workspace.inlay_hint.refresh_support),
        shows_documents=bool(window.show_document and window.show_document.support),
        answers_messages=window.show_message is not None,
        marks_generated=_marks(document.code_action),
        has_our_extension=name in _VSCODES,
        always_ends_lines=name == "Neovim",
    )


# What builds of VS Code call themselves.
_VSCODES = frozenset(["Visual Studio Code", "Visual Studio Code - Insiders", "code-server", "VSCodium", "Code - OSS"])

# Who takes annotations for their labels, and applies at once what needs confirmation.
_LABEL_ONLY = frozenset(["Sublime Text LSP"])


def _marks(actions: lsp.CodeActionClientCapabilities | None) -> bool:
    tags = actions.tag_support if actions is not None else None
    return tags is not None and lsp.CodeActionTag.LlmGenerated in tags.value_set
