"""Every code action, in the order the editor shows them."""

from lsp_server.action import Action

ALL: dict[str, Action] = {}
