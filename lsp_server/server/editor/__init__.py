"""A small editor: the other side of the border, for the guided demo, the benchmark and the tests."""

from lsp_server.server.editor.person import Applied, Diagnostic, Editor

__all__ = ["Applied", "Diagnostic", "Editor"]
