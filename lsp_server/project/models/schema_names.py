"""What the name of a schema says: its role, and the entity it is about.

The affixes are those of real projects (facts: Response, Create, Update and Request are the most common,
then Base, Detail, Read, Public), as a suffix (`HeroCreate`), a prefix (`CreateHero`) or both.
"""

import re
from collections.abc import Iterator

from lsp_server.project.models.values import SchemaRole

_WORDS: dict[str, SchemaRole] = {
    "Create": "create", "Creation": "create", "New": "create", "Register": "create", "Registration": "create",
    "Signup": "create", "Add": "create", "Insert": "create", "Post": "create",
    "Update": "update", "Patch": "update", "Edit": "update", "Modify": "update", "Put": "update", "Replace": "update",
    "Public": "public", "Read": "public", "Response": "public", "Out": "public", "Output": "public",
    "Detail": "public", "Details": "public", "Detailed": "public", "View": "public", "Summary": "public",
    "Dto": "public", "DTO": "public", "Get": "public", "Show": "public",
    "List": "list", "Page": "list", "Paginated": "list", "Collection": "list",
    "Base": "base",
}  # fmt: skip

# Words that say nothing about the role by themselves: `HeroCreateRequest`, `HeroSchema`, `HeroIn`.
_FILLERS = frozenset("Request Schema Model In Input Payload Body Data Params Props Shape Type Item".split())
_ORDER: tuple[SchemaRole, ...] = ("list", "create", "update", "public", "base")
_WORD = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[^\W\d_][^\WA-Z_]*|\d+|[^\W_]+")


def role_of_name(name: str, entity: str | None = None) -> SchemaRole:
    """The role that the words of a class name tell, "other" where they tell none.

    `entity` is what the class is known to be about: the first word of `PostRead` says nothing where that is a Post.
    """
    words = words_of(name)
    if entity is not None and words_of(entity)[:1] in (words[:1], [f"{it}s" for it in words[:1]]):
        words = ["", *words[1:]]
    found = {_WORDS[it] for it in (*words[1:], *words[:1]) if it in _WORDS and len(words) > 1}
    # A first word is a prefix only where it says what is done (`CreateHero`); `PublicHoliday` is an entity.
    if words and words[0] in _WORDS and _WORDS[words[0]] in ("public", "base") and len(found) == 1:
        found = {_WORDS[it] for it in words[1:] if it in _WORDS}
    if "list" not in found and words[1:] and words[-1] in ("Response", "Out", "Output", "Read", "Public"):
        return "public"  # `HeroCreateResponse` answers a creation.
    for role in _ORDER:
        if role in found:
            return role
    return "other"


def is_request(name: str) -> bool:
    """Whether a name says no more than that clients send it: of a table's schemas that is the one that creates."""
    return words_of(name)[-1:] in (["In"], ["Input"], ["Request"], ["Payload"], ["Body"])


def entities_of_name(name: str) -> Iterator[str]:
    """The entity names that a schema's name could be about, the longest first: `HeroPublicWithTeam` -> Hero."""
    words = words_of(name)
    if words[:1] == ["I"]:
        words = words[1:]
    start = 0
    while start < len(words) - 1 and words[start] in _WORDS:
        start += 1
    for first in range(start, -1, -1):  # a Post, a Page or a Collection may be the entity itself
        yield from _shorter(words[first:])


def _shorter(words: list[str]) -> Iterator[str]:
    """All the words, then without those at the end that tell a role."""
    yield "".join(words)
    for end in range(len(words) - 1, 0, -1):
        if any(it in _WORDS or it in _FILLERS or it in ("With", "By", "For", "Me", "Full") for it in words[end:]):
            yield "".join(words[:end])


def words_of(name: str) -> list[str]:
    """ "HTTPHeroCreate" -> HTTP, Hero, Create."""
    return _WORD.findall(name)
