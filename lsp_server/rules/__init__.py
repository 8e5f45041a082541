"""Every rule, by code."""

from lsp_server.rule import Rule

ALL: dict[str, Rule] = {}
