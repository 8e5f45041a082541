"""pydantic's alias generators (`pydantic.alias_generators`, 2.13): the same text for the same name."""

import re
from collections.abc import Callable, Mapping


def _to_pascal(name: str) -> str:
    """As pydantic.alias_generators.to_pascal."""
    camel = name.title()
    return re.sub("([0-9A-Za-z])_(?=[0-9A-Z])", lambda it: it.group(1), camel)


def _to_camel(name: str) -> str:
    """As pydantic.alias_generators.to_camel."""
    if re.match("^[a-z]+[A-Za-z0-9]*$", name) and not re.search(r"\d[a-z]", name):
        return name
    pascal = _to_pascal(name)
    return re.sub("(^_*[A-Z])", lambda it: it.group(1).lower(), pascal)


def _to_snake(name: str) -> str:
    """As pydantic.alias_generators.to_snake."""
    for pattern in ("([A-Z]+)([A-Z][a-z])", "([a-z])([A-Z])", "([0-9])([A-Z])", "([a-z])([0-9])"):
        name = re.sub(pattern, lambda it: f"{it.group(1)}_{it.group(2)}", name)
    return name.replace("-", "_").lower()


GENERATORS: Mapping[str, Callable[[str], str]] = {
    "pydantic.alias_generators.to_camel": _to_camel,
    "pydantic.alias_generators.to_pascal": _to_pascal,
    "pydantic.alias_generators.to_snake": _to_snake,
}
