"""What the operations of a service are called here."""

from collections.abc import Mapping

from lsp_server.project.services.conventions import DEFAULT_NAMES, Conventions
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.values import OPERATIONS, Operation, Service

_BARE: Mapping[Operation, str] = {
    "create": "create",
    "get": "get",
    "list": "list_all",
    "update": "update",
    "delete": "delete",
}
_VERBS = frozenset(
    "create add insert new save get fetch find read retrieve load list paginate all get_multi get_many get_list "
    "update edit patch modify change delete remove destroy soft_delete".split()
)


def operation_names(entity: EntityName, conventions: Conventions, existing: Service | None) -> Mapping[Operation, str]:
    """The names of those that exist, and of the others as the service or else the project would name them."""
    given = existing.operations if existing else {}
    names = {
        it: given[it].name
        if it in given
        else _pattern(it, conventions, existing).replace("{one}", entity.snake).replace("{many}", entity.plural)
        for it in OPERATIONS
    }
    if names["list"] == names["get"] and "list" not in given:  # one media, many media
        names["list"] = f"list_{entity.plural}"
    return names


def _pattern(operation: Operation, conventions: Conventions, existing: Service | None) -> str:
    usual = conventions.names[operation]
    if existing and existing.operations:
        bare = all(_is_bare(it.name) for it in existing.operations.values())
        if bare != ("{" in usual.value):
            return usual.value
        return _BARE[operation] if bare else DEFAULT_NAMES[operation]
    found = [it.value for it in conventions.names.values() if it.found]
    if not usual.found and 2 * sum("{" in it for it in found) < len(found):
        return _BARE[operation]
    return usual.value


def _is_bare(name: str) -> bool:
    """Whether a name says what is done and not to what: `create`, `get_by_id`, `list_all`."""
    return name.removesuffix("_by_id").removesuffix("_all") in _VERBS
