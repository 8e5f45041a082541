"""Every hover card; the first one that has something to say is shown."""

from lsp_server.card import Card
from lsp_server.cards import dependency, model, query, raised, route, session, setting

ALL: dict[str, Card] = {
    it.name: it
    for it in (
        route.CARD,
        raised.CARD,
        setting.CARD,
        model.CARD,
        session.CARD,
        dependency.CARD,
        query.CARD,
    )
}  # fmt: skip
