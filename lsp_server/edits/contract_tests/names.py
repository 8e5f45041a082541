"""How a class, a table and a path segment call the same thing."""

import re

from lsp_server.project.names.modules import Modules


def snake(name: str) -> str:
    """`OrderLine` -> "order_line", `HTTPLog` -> "http_log"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def words(name: str) -> str:
    """`OrderLine` -> "order line"."""
    return snake(name).replace("_", " ")


def module_name(modules: Modules, path: str, importer: str | None = None) -> str:
    """The name under which a test imports the file `path`: folders with dashes lie above what is importable."""
    parts = modules.name_of(path, importer).split(".")
    start = next((i + 1 for i in reversed(range(len(parts))) if not parts[i].isidentifier()), 0)
    return ".".join(parts[start:])


def singular(word: str) -> str:
    """ "heroes" -> "hero", "categories" -> "category", "teams" -> "team", "status" -> "status"."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("oes", "o")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def article(phrase: str) -> str:
    """ "hero" -> "a hero", "order" -> "an order"."""
    return f"{'an' if phrase[:1].lower() in 'aeio' else 'a'} {phrase}"
