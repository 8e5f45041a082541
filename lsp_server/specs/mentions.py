"""Files, routes and names that a text speaks of."""

import re
from collections.abc import Iterator

from lsp_server.specs.values import Route

_ENDINGS = "pyi?|toml|md|sql|ini|cfg|ya?ml|json|tsx?|jsx?|mjs|css|html?|txt|sh|ps1|mako|jinja2?|vue|svelte|prisma"
# Not inside of a URL or a longer path: what stands before has to end there. Lengths are bounded, or a long line of
# plus signs would take minutes.
_FILE = re.compile(
    rf"(?<![\w/.:@-])(?:\./)?((?:[\w.@+()\[\]-]{{1,80}}/){{0,16}}[\w.@+\[\]-]{{0,80}}[\w\]]\.(?:{_ENDINGS}))(?![\w/-])"
)
_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_ROUTE = re.compile(rf"(?:\b({_METHODS})\b[\s`*:|]*)?(?<![\w.:/}}])(/[\w{{}}$:<>.~-][\w{{}}/$:<>.~-]*)")
_METHOD_ONLY_BARE = re.compile(r"[`\"'(|]\s*$")


def files(text: str) -> Iterator[tuple[str, int, int]]:
    """The paths of files in a text, with their code points from and to."""
    for found in _FILE.finditer(text):
        yield found[1].replace("\\", ""), found.start(1), found.end(1)


def routes(text: str) -> tuple[Route, ...]:
    """The routes in a text, without doubles. A path without a method counts where it is quoted."""
    found: dict[Route, None] = {}
    for it in _ROUTE.finditer(text):
        method, path = it[1] or "", it[2].rstrip(".:")
        if method or _METHOD_ONLY_BARE.search(text[: it.start()][-3:]):
            found[Route(method, path)] = None
    return tuple(found)


def same_route(wanted: Route, written: Route) -> bool:
    """Whether a contract's route is one of the code, whatever their parameters are called.

    A contract often leaves out the prefix under which the application mounts its routers (/api/v1), so the
    code's path may be longer at its start.
    """
    if wanted.method and written.method and wanted.method != written.method:
        return False
    ours, theirs = _shape(wanted.path), _shape(written.path)
    if not theirs or not ours:
        return ours == theirs
    return ours == theirs or (ours[-len(theirs) :] == theirs and theirs[0] != "{}" and "{}" not in ours[: -len(theirs)])


def same_file(path: str, written: str) -> bool:
    """Whether a text that names `written` can mean the file at `path`.

    Texts count from the repository, from the back end's folder or from the application's; a name without a
    folder means a file of the top folder only.
    """
    written = written.removeprefix("./")
    if path == written or (path.endswith(f"/{written}") and "/" in written):
        return True
    return "/" in path and written.endswith(f"/{path}")


def names(text: str, name: str) -> bool:
    """Whether a text has the name of a class, in the singular or plural: Hero, Heroes."""
    return re.search(rf"\b{re.escape(name)}(?:s|es)?\b", text) is not None or (
        name.endswith("y") and re.search(rf"\b{re.escape(name[:-1])}ies\b", text) is not None
    )


def words(text: str, name: str) -> bool:
    """Whether a text speaks of what the class is named for: "hero team" and "hero-teams" for HeroTeam."""
    parts = [it.lower() for it in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)]
    return bool(parts) and names(re.sub(r"[\s_-]+", " ", text.lower()), " ".join(parts))


def _shape(path: str) -> tuple[str, ...]:
    parts = [it for it in path.split("?")[0].split("/") if it]
    return tuple("{}" if it[0] in "{<:$" else it for it in parts)
