"""All mentions of a file, and of the project; those of one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.mentions.in_dependencies import in_dependencies
from lsp_server.project.mentions.in_models import in_models
from lsp_server.project.mentions.in_routes import in_routes
from lsp_server.project.mentions.in_tests import in_tests, in_urls
from lsp_server.project.mentions.values import Mention, Thing
from lsp_server.project.names.modules import Modules


def link_mentions(modules: Modules) -> tuple[Mention, ...]:
    """Every mention in the project, in the order of files and places."""
    return everywhere(modules, mentions_in)


@tracked
def mentions_in(modules: Modules, path: str) -> tuple[Mention, ...]:
    """The mentions in a file, in their order; each once."""
    parts = (in_models, in_routes, in_dependencies, in_tests, in_urls)
    return tuple(sorted({it for part in parts for it in part(modules, path)}))


def mentions_of(modules: Modules, thing: Thing) -> tuple[Mention, ...]:
    """Every mention of one thing, in the order of files and places."""
    return tuple(it for one in everywhere(modules, _spoken_of_in) for it in one.by_thing.get(thing, ()))


def things_in(modules: Modules, path: str) -> frozenset[Thing]:
    """What is defined in a file and mentioned somewhere."""
    return frozenset(it for one in everywhere(modules, _spoken_of_in) for it in one.by_path.get(path, ()))


@dataclass(frozen=True, slots=True)
class _SpokenOf:
    """What a file speaks of: its mentions by their things, and the things by the files that define them."""

    by_thing: Mapping[Thing, tuple[Mention, ...]]
    by_path: Mapping[str, tuple[Thing, ...]]


@tracked
def _spoken_of_in(modules: Modules, path: str) -> tuple[_SpokenOf, ...]:
    by_thing: dict[Thing, tuple[Mention, ...]] = {}
    for it in mentions_in(modules, path):
        by_thing[it.thing] = (*by_thing.get(it.thing, ()), it)
    by_path: dict[str, tuple[Thing, ...]] = {}
    for thing in by_thing:
        by_path[thing.path] = (*by_path.get(thing.path, ()), thing)
    return (_SpokenOf(by_thing, by_path),) if by_thing else ()
