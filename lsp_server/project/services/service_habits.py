"""How a project names and places its services, each with the place that shows it."""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.models.schema_names import role_of_name
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.evidence import Place
from lsp_server.project.services.values import Operation, Service


def class_suffixes(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    """What follows the table's name in the names of classes: `Service` of HeroService."""
    for it in services:
        if it.node is not None and it.name.lower().startswith(it.table.lower()) and it.name != it.table:
            yield it.name[len(it.table) :], place_of(it)


def operation_names(services: tuple[Service, ...], operation: Operation) -> Iterator[tuple[str, Place]]:
    """The names of one operation's functions, with {one} and {many} for the entity."""
    for it in services:
        node = it.operations.get(operation)
        if node is not None:
            yield _generalized(node.name, it.table), Place(it.path, node.name_span)


def _generalized(name: str, table: str) -> str:
    entity = EntityName(table)
    for word, mark in ((entity.plural, "{many}"), (entity.snake, "{one}")):
        found = re.search(rf"(?:^|(?<=_)){re.escape(word)}(?=_|$)", name)
        if found:
            return name[: found.start()] + mark + name[found.end() :]
    return name


def file_names(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    """The stems of their files, with {one} and {many} for the entity."""
    for it in services:
        yield _generalized(it.path.rpartition("/")[2].removesuffix(".py"), it.table), place_of(it)


def folders(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    """Their folders; {feature} where models and services of a feature share one that is named after it."""
    for it in services:
        folder, models = it.path.rpartition("/")[0], it.table_path.rpartition("/")[0]
        by_feature = folder == models and it.table.lower() in folder.rpartition("/")[2].lower()
        yield "{feature}" if by_feature else folder, place_of(it)


def data_names(services: tuple[Service, ...]) -> Iterator[tuple[str, Place]]:
    """What the parameter for a schema is called, with {one} for the entity."""
    for service in services:
        for operation in ("create", "update"):
            node = service.operations.get(operation)
            for it in node.parameters if node else ():
                name = syntax.last_name(it.annotation)
                if name and name.startswith(service.table) and role_of_name(name) == operation:
                    yield _generalized(it.name, service.table), Place(service.path, it.span)


def place_of(service: Service) -> Place:
    """Where a service stands; of a module of functions its first operation."""
    node = service.node or next(iter(service.operations.values()))
    return Place(service.path, node.name_span)
