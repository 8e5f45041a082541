"""What an entity is called where: `OrderLine`, `order_line`, `order_lines`, "order line"."""

import re
from dataclasses import dataclass
from functools import cached_property

_IRREGULAR = {"person": "people", "child": "children", "man": "men", "woman": "women", "mouse": "mice"}
_SAME = frozenset({"series", "species", "news", "data", "metadata", "equipment", "information", "staff", "media"})
# English words in -o that take a plain s; the rest (hero, potato, cargo) take -es.
_PLAIN_O = frozenset(
    {"photo", "video", "todo", "memo", "logo", "repo", "audio", "piano", "demo", "promo", "info", "studio"}
)


@dataclass(frozen=True)
class EntityName:
    """The spellings of one class name."""

    name: str

    @cached_property
    def snake(self) -> str:
        """`order_line`"""
        return snake(self.name)

    @cached_property
    def plural(self) -> str:
        """`order_lines`"""
        head, _, last = self.snake.rpartition("_")
        return f"{head}_{plural(last)}" if head else plural(last)

    @property
    def words(self) -> str:
        """`order line`"""
        return self.snake.replace("_", " ")

    @property
    def many(self) -> str:
        """`order lines`"""
        return self.plural.replace("_", " ")


def snake(name: str) -> str:
    """`OrderLine` to `order_line`, `HTTPCheck` to `http_check`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return spaced.lower().strip("_")


def plural(word: str) -> str:
    """The plural of one lower-case English word; of a word that is a plural already, itself."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SAME or word in _IRREGULAR.values():
        return word
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    if re.search(r"(s|x|z|ch|sh)$", word):
        return f"{word}es" if not re.search(r"[^sui]s$", word) else word
    if re.search(r"[^aeiou]o$", word) and word not in _PLAIN_O:
        return f"{word}es"
    return f"{word}s"


def article(words: str) -> str:
    """`a hero`, `an order line`."""
    return f"an {words}" if re.match(r"[aeio]|un(?!i)|up", words) else f"a {words}"
