"""The things that mentions speak of, made from what the linkers know."""

from lsp_server.facts import syntax
from lsp_server.project.mentions.values import Kind, Thing
from lsp_server.project.models.values import Field, Relationship, Table
from lsp_server.project.names.modules import Symbol
from lsp_server.project.routes.values import Route
from lsp_server.text import Span


def table_thing(table: Table) -> Thing:
    return Thing("table", table.path, table.symbol.name, table.node.name_span)


def column_thing(field: Field) -> Thing:
    """A column is defined by the class that declares it, which may be a mixin of several tables."""
    return Thing("column", field.path, f"{field.owner}.{field.name}", _head(field.span, field.name))


def relationship_thing(it: Relationship) -> Thing:
    return Thing("relationship", it.path, f"{it.owner}.{it.name}", _head(it.span, it.name))


def route_thing(route: Route) -> Thing:
    return Thing("route", route.file, route.handler, route.node.name_span)


def parameter_thing(function: Symbol, parameter: syntax.Parameter) -> Thing:
    return Thing("parameter", function.path, f"{function.name}.{parameter.name}", parameter_name(parameter))


def symbol_thing(kind: Kind, symbol: Symbol) -> Thing:
    """A class, a function or a module-level name."""
    node = symbol.node
    if isinstance(node, syntax.ClassDef | syntax.FunctionDef):
        return Thing(kind, symbol.path, symbol.name, node.name_span)
    return Thing(kind, symbol.path, symbol.name, _head(node.span, symbol.name))


def parameter_name(parameter: syntax.Parameter) -> Span:
    """The name of a parameter, without annotation and default."""
    return _head(parameter.span, parameter.name)


def _head(span: Span, name: str) -> Span:
    """The name that a definition begins with; the definition itself where it begins otherwise (`@declared_attr`)."""
    return Span(span.start, min(span.end, span.start + len(name.encode())))
