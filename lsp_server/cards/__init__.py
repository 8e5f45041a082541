"""Every hover card; the first one that has something to say is shown."""

from lsp_server.card import Card

ALL: dict[str, Card] = {}
