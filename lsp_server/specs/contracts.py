"""contracts/: OpenAPI and JSON Schema (YAML or JSON), and Markdown, as pieces with their places."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lsp_server.reading.page import page
from lsp_server.reading.yaml import Unreadable, Yaml, read
from lsp_server.specs.mentions import routes
from lsp_server.specs.sections import place, plain
from lsp_server.specs.values import Contract, Piece, Place, Route
from lsp_server.text import Document, Span

ENDINGS = (".md", ".yaml", ".yml", ".json")
_METHODS = frozenset("get put post delete options head patch trace".split())


def contract(path: str, text: str) -> Contract:
    if path.endswith(".md"):
        return Contract(path, tuple(_of_markdown(path, text)))
    if not text.strip():
        return Contract(path, ())
    yaml = read(text)
    document = Document(path, text)
    whole = _piece(document, "file", path.rsplit("/", 1)[-1], (), Span(0, len(document.data)))
    if isinstance(yaml, Unreadable):
        line, _ = document.line_and_column(yaml.span.start)
        sections = tuple(_of_markdown(path, text))  # some are Markdown, whatever they are called
        return Contract(path, sections or (whole,), f"{path} can't be read as YAML: {yaml.reason} (line {line}).")
    return Contract(path, tuple(_of_yaml(document, yaml)) or (whole,))


def _of_markdown(path: str, text: str) -> Iterator[Piece]:
    """Its sections; routes are those of the heading, else those that its own text names."""
    parsed = page(path, text)
    for it in parsed.sections:
        own = parsed.text(it.own)
        _, _, below = own.partition("\n")
        named = routes(it.title) or routes(below)
        # "### POST /heroes" has its request and response in sections below it.
        span = it.whole if routes(it.title) else it.own
        yield Piece("section", plain(it.title), named, parsed.text(span), place(parsed, span))
    if not parsed.sections and text.strip():
        span = Span(0, len(parsed.document.data))
        yield Piece("file", path.rsplit("/", 1)[-1], routes(text), parsed.text(span), place(parsed, span))


def _of_yaml(document: Document, yaml: Yaml) -> Iterator[Piece]:
    prefix = _server(yaml)
    for route, node, _ in yaml.items(yaml.get(yaml.root, "paths")):
        for method, _, span in yaml.items(node):
            if method.lower() in _METHODS:
                full = Route(method.upper(), f"{prefix}{route}")
                yield _piece(document, "operation", f"{method.upper()} {route}", (full,), span)
    holders = [yaml.get(yaml.root, it) for it in ("definitions", "$defs", "schemas")]
    for holder in (yaml.get(yaml.get(yaml.root, "components"), "schemas"), *holders):
        for name, _, span in yaml.items(holder):
            yield _piece(document, "schema", name, (), span)
    if yaml.get(yaml.root, "properties") is not None:
        title = yaml.scalar(yaml.get(yaml.root, "title")) or document.path.rsplit("/", 1)[-1].split(".")[0]
        yield _piece(document, "schema", title, (), Span(0, len(document.data)))


def _server(yaml: Yaml) -> str:
    """The path that all operations stand below: that of the first server, or Swagger's basePath."""
    base = yaml.scalar(yaml.get(yaml.root, "basePath"))
    servers = yaml.elements(yaml.get(yaml.root, "servers"))
    if base is None and servers:
        base = yaml.scalar(yaml.get(servers[0], "url"))
    try:
        return urlsplit(base or "").path.rstrip("/")
    except ValueError:
        return ""


def _piece(document: Document, kind: str, name: str, named: tuple[Route, ...], span: Span) -> Piece:
    """Its text starts at the start of its line, so that the indentation is that of what follows."""
    first = document.line_span(document.line_of(span.start)).start
    blank = not document.slice(Span(first, span.start)).strip()
    text = document.slice(Span(first if blank else span.start, span.end)).replace("\r\n", "\n")
    return Piece(kind, name, named, text, Place(document.path, span))
