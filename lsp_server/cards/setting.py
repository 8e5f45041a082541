"""A setting read from the environment: its variable, default and type, and who reads it.

Shown on a field of a pydantic-settings class (`BaseSettings`) where it is declared and wherever it is read, on the
name of such a class (all its variables), and on `os.environ[…]`, `os.environ.get(…)` and `os.getenv(…)`.
"""

from collections.abc import Iterator

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, counted, facts_table, limits, link, place, reader
from lsp_server.facts import syntax
from lsp_server.facts.at import name_at, nodes_at
from lsp_server.markup import Code, Line, Strong, Table, Words, joined
from lsp_server.project.functions.calls import Inside, instances_of
from lsp_server.project.models.values import Field
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import Symbol
from lsp_server.project.settings.environment import environment_read, environment_reads
from lsp_server.project.settings.link import link_settings, settings_of
from lsp_server.project.settings.readers import readers
from lsp_server.project.settings.values import EnvironmentRead, Reader, Setting, Settings
from lsp_server.project.view import Project
from lsp_server.text import Span


def show(cursor: Cursor) -> Shown | None:
    around = nodes_at(cursor.facts, cursor.selection)
    scope = next((name for name, it in cursor.facts.enclosing(cursor.selection) if not _is_class(it)), "")
    if "env" in cursor.document.text:
        for index, node in enumerate(around[:3]):
            read = environment_read(cursor.project.modules, cursor.path, scope, node, around[index + 1 :])
            if read is not None:
                return _environment(read, cursor.project)
    found = _declared(cursor, around) or _read(cursor, around, scope)
    if found is not None:
        return _setting(*found, cursor.project)
    return _class(cursor, scope)


def _is_class(node: object) -> bool:
    return isinstance(node, syntax.ClassDef)


# --------------------------------------------------------------------------- what is under the cursor


def _declared(cursor: Cursor, around: tuple[syntax.Node, ...]) -> tuple[Setting, Settings, Span] | None:
    """The name of a field in the class body."""
    if not around or not isinstance(around[0], syntax.Name):
        return None
    name, enclosing = around[0], cursor.facts.enclosing(cursor.selection)
    if not enclosing or not _is_class(enclosing[0][1]):
        return None
    made = settings_of(cursor.project.modules, Symbol(cursor.path, *enclosing[0]))
    setting = made.setting(name.id) if made is not None else None
    if made is None or setting is None or not setting.field.span.contains(name.span):
        return None
    is_target = setting.field.path == cursor.path and setting.field.span.start == name.span.start
    return (setting, made, name.span) if is_target else None


def _read(cursor: Cursor, around: tuple[syntax.Node, ...], scope: str) -> tuple[Setting, Settings, Span] | None:
    """`settings.NAME`"""
    node = around[0] if around else None
    if not isinstance(node, syntax.Attribute) or not node.attr_span.contains(cursor.selection):
        return None
    modules = cursor.project.modules
    owners = instances_of(Inside(modules, cursor.path, scope), node.value)
    every = (made for it in owners if (made := settings_of(modules, it)) is not None)
    found = [(setting, it, node.attr_span) for it in every if (setting := it.setting(node.attr)) is not None]
    return found[0] if len(found) == 1 else None


def _class(cursor: Cursor, scope: str) -> Shown | None:
    named = name_at(cursor.facts, cursor.selection)
    found = lookup(cursor.project.modules, cursor.path, scope, named[0]) if named is not None else None
    made = settings_of(cursor.project.modules, found) if isinstance(found, Symbol) else None
    return _all(made, cursor.project, named[1]) if made is not None and named is not None else None


# --------------------------------------------------------------------------- what is said


def _setting(it: Setting, of: Settings, span: Span, project: Project) -> Shown:
    field = it.field
    head = (Strong("Setting"), " ", Code(f"{of.symbol.name.rpartition('.')[2]}.{field.name}"))
    said = ", required" if field.required else ""
    used = readers(project.modules, of.symbol, field.name)
    others = [one for name in it.variables for one in environment_reads(project.modules, name)]
    table = facts_table(
        ("variable", _variables(it, of)),
        ("parts", joined((Code(one),) for one in _parts(it, of, project))),
        ("default", _default(field)),
        ("checked", limits(field)),
        ("file", (Code(of.env_file),) if of.env_file not in (None, "None") else ()),
        ("declared", (place(project, field.path, field.span.start),)),
        ("read by", joined(_reader(one, project) for one in used) or ("nobody here",)),
        ("also read by", joined(reader(project, one.where, one.path, one.node.span.start) for one in others)),
    )
    assert table is not None
    return Shown((Line((*head, ": ", Code(field.type.text), said)), table), span)


def _reader(it: Reader, project: Project) -> Words:
    if not it.default:
        return reader(project, it.where, it.path, it.span.start)
    return ("the class itself at ", place(project, it.path, it.span.start), " (its default only)")


def _variables(it: Setting, of: Settings) -> Words:
    if not it.variables:
        return ("not known",)
    case = "" if of.case_sensitive else " in upper or lower case"
    return (*joined(((Code(one),) for one in it.variables), " or else "), case)


def _parts(it: Setting, of: Settings, project: Project) -> Iterator[str]:
    """The variables for the fields of a field's own model: `APP_DB__HOST`."""
    fields = project.schema_fields(it.field.type.symbol) if it.field.type.symbol is not None else None
    if fields is not None and of.delimiter and it.variables:
        for field in fields:
            name = field.alias or field.name
            yield "".join((*it.variables[:1], of.delimiter, name if of.case_sensitive else name.upper()))


def _default(field: Field) -> Words:
    if field.default is not None:
        return (Code(field.default),)
    made = field.default_factory
    if made is not None:
        return (Code(made.removeprefix("lambda: ") if made.startswith("lambda: ") else f"{made}()"),)
    return ("none: without a value the program fails with a ValidationError",)


def _all(of: Settings, project: Project, span: Span) -> Shown:
    rows = tuple(
        (
            joined((link(project, one, it.field.path, it.field.span.start),) for one in it.variables)
            or (link(project, it.field.name, it.field.path, it.field.span.start),),
            (Code(it.field.type.text),),
            ("required",) if it.field.required else _default(it.field),
        )
        for it in of.settings
    )
    node = of.symbol.node
    at = node.name_span.start if isinstance(node, syntax.ClassDef) else node.span.start
    name = of.symbol.name.rpartition(".")[2]
    head = (Strong("Settings"), " ", Code(name), f", {counted(len(rows), 'variable')}, in ")
    parts = (Line((*head, place(project, of.symbol.path, at))), Table(("variable", "type", "default"), rows))
    return Shown(parts if rows else parts[:1], span)


def _environment(read: EnvironmentRead, project: Project) -> Shown:
    others = [it for it in environment_reads(project.modules, read.variable) if it.node.span != read.node.span]
    fields = (
        (link(project, f"{made.symbol.name}.{it.field.name}", it.field.path, it.field.span.start),)
        for made in link_settings(project.modules)
        for it in made.settings
        if read.variable in (it.variables if made.case_sensitive else [one.upper() for one in it.variables])
    )
    name = (Strong("Environment"), " ", Code(read.variable))
    if read.written:
        known = facts_table(("read by", joined(_other(it, project) for it in others)), ("setting", joined(fields)))
        head = Line((*name, ", changed here"))
        return Shown((head, known) if known is not None else (head,), read.node.span)
    said: Words = (Code("str"), ", required") if read.required else (Code("str" if read.default else "str | None"),)
    table = facts_table(
        ("default", (Code(read.default or "None"),) if not read.required else ("none: KeyError where it is not set",)),
        ("also read by", joined(_other(it, project) for it in others)),
        ("setting", joined(fields)),
    )
    assert table is not None
    return Shown((Line((*name, ": ", *said)), table), read.node.span)


def _other(it: EnvironmentRead, project: Project) -> Words:
    default: Words = () if it.default is None else (" (default ", Code(it.default), ")")
    return (*reader(project, it.where, it.path, it.node.span.start), *default)


CARD = Card("setting", show)
