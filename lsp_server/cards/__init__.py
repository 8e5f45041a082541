"""Every hover card; the first one that has something to say is shown."""

from lsp_server.card import Card
from lsp_server.cards import (
    column,
    dependency,
    model,
    query,
    raised,
    relationship,
    route,
    schema,
    session,
    setting,
)

ALL: dict[str, Card] = {
    it.name: it
    for it in (
        route.CARD,
        raised.CARD,
        setting.CARD,
        column.CARD,
        relationship.CARD,
        model.CARD,
        schema.CARD,
        session.CARD,
        dependency.CARD,
        query.CARD,
    )
}  # fmt: skip
