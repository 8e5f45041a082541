"""Which environment variables a settings class reads, by the rules of pydantic-settings 2.16 (and of pydantic 1)."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.config import alias_generator, configured
from lsp_server.project.models.fields import Declared, declared_fields, pydantic_field
from lsp_server.project.names.classes import externals, library_name
from lsp_server.project.names.constants import source, text_of, truth_of
from lsp_server.project.names.literals import Placed, items
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.settings.values import Setting, Settings

_SECOND = frozenset({"pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings"})
_FIRST = frozenset({"pydantic.BaseSettings", "pydantic.v1.BaseSettings", "pydantic.env_settings.BaseSettings"})


def link_settings(modules: Modules) -> tuple[Settings, ...]:
    """Every settings class of the project, in the order of files and definitions."""
    return everywhere(modules, settings_in)


@tracked
def settings_in(modules: Modules, path: str) -> tuple[Settings, ...]:
    """The settings classes of a file."""
    facts = modules.files[path]
    found = (settings_of(modules, Symbol(path, name, node)) for name, node in facts.classes if node.bases)
    return tuple(it for it in found if it is not None)


def settings_of(modules: Modules, symbol: Symbol) -> Settings | None:
    """The settings that a class of the project holds; None where it is no settings class."""
    if not isinstance(symbol.node, syntax.ClassDef):
        return None
    above = externals(modules, symbol)
    if not above & (_SECOND | _FIRST):
        return None
    return _Reading(modules, symbol, first=not above & _SECOND).settings()


class _Reading:
    """One settings class; `first`: it is pydantic 1's."""

    def __init__(self, modules: Modules, symbol: Symbol, first: bool) -> None:
        self.modules, self.symbol, self.first = modules, symbol, first
        self.case_sensitive = self._truth("case_sensitive") is True
        given = configured(modules, symbol, "env_prefix")
        self.prefix = text_of(modules, *given) if given is not None else ""
        target = configured(modules, symbol, "env_prefix_target")
        self.prefixed = (text_of(modules, *target) if target is not None else None) or "variable"
        self.by_alias = self._truth("validate_by_alias") is not False
        self.by_name = self._truth("validate_by_name") is True or self._truth("populate_by_name") is True

    def settings(self) -> Settings:
        generate = alias_generator(self.modules, self.symbol)
        file = configured(self.modules, self.symbol, "env_file")
        delimiter = configured(self.modules, self.symbol, "env_nested_delimiter")
        made = (
            Setting(pydantic_field(self.modules, it), tuple(dict.fromkeys(self._variables(it, generate(it.name)))))
            for it in declared_fields(self.modules, self.symbol)
        )
        return Settings(
            self.symbol,
            tuple(made),
            self.prefix,
            self.case_sensitive,
            source(self.modules, *file) if file is not None else None,
            text_of(self.modules, *delimiter) if delimiter is not None else None,
        )

    def _variables(self, it: Declared, generated: str | None) -> Iterator[str]:
        if self.first:
            yield from self._of_first(it)
            return
        aliases = self._aliases(it, generated)
        if not self.by_alias:
            aliases = ()
        if aliases is None:
            return
        if aliases:
            yield from self._named(aliases, prefixed=self.prefixed in ("alias", "all"))
        if not aliases or self.by_name:
            yield from self._named((it.name,), prefixed=self.prefixed in ("variable", "all"))

    def _aliases(self, it: Declared, generated: str | None) -> tuple[str, ...] | None:
        """The aliases of a field, in order; None where one is not known."""
        given = it.given(-1, "validation_alias") or it.given(-1, "alias")
        if given is None:
            return (generated,) if generated is not None else ()
        choices: tuple[syntax.Expr, ...] = (given.node,)
        if library_name(self.modules, given.path, given.node, it.owner.name) == "pydantic.AliasChoices":
            choices = given.node.args if isinstance(given.node, syntax.Call) else ()
        found = [text_of(self.modules, given.path, self._head(given.path, one), it.owner.name) for one in choices]
        return tuple(one for one in found if one is not None) if None not in found else None

    def _head(self, path: str, node: syntax.Expr) -> syntax.Expr:
        """Of `AliasPath("HEROES", 0)` the first: it names the variable, the others look into its JSON."""
        if isinstance(node, syntax.Call) and library_name(self.modules, path, node) == "pydantic.AliasPath":
            return node.args[0] if node.args else node
        return node

    def _of_first(self, it: Declared) -> Iterator[str]:
        """`Field(env="X")` or `Field(env=["X", "Y"])`, which no prefix goes before."""
        given = it.given(-1, "env")
        if given is None:
            yield from self._named((it.name,), prefixed=True)
            return
        listed = items(self.modules, Placed(given.node, given.path)) or (Placed(given.node, given.path),)
        names = [text_of(self.modules, one.path, one.node) for one in listed]
        if None not in names:
            yield from self._named(tuple(one for one in names if one is not None), prefixed=False)

    def _named(self, names: tuple[str, ...], prefixed: bool) -> Iterator[str]:
        if prefixed and self.prefix is None:
            return
        for it in names:
            name = (self.prefix or "") + it if prefixed else it
            upper = name.upper()
            # `größe` in capitals is GRÖSSE, which pydantic-settings would look up as `grösse`.
            yield name if self.case_sensitive or upper.lower() != name.lower() else upper

    def _truth(self, name: str) -> bool | None:
        found = configured(self.modules, self.symbol, name)
        return truth_of(self.modules, *found) if found is not None else None
