"""Our syntax values against Python's own parser, on real files."""

import ast
import sysconfig
from collections import Counter
from pathlib import Path

import pytest

from lsp_server.facts import syntax as s
from lsp_server.facts.parse import parse_expression, parse_module
from lsp_server.text import Span

STDLIB = Path(sysconfig.get_path("stdlib"))
PACKAGES = Path(sysconfig.get_path("purelib"))
REAL = [
    *sorted(STDLIB.glob("*.py"))[::4],
    *sorted((STDLIB / "asyncio").glob("*.py")),
    *sorted((PACKAGES / "fastapi").rglob("*.py")),
    *sorted((PACKAGES / "sqlmodel").rglob("*.py")),
    *sorted((PACKAGES / "pydantic").glob("*.py")),
]

TWINS: dict[type, tuple[type, ...]] = {
    s.Call: (ast.Call,),
    s.Attribute: (ast.Attribute,),
    s.FunctionDef: (ast.FunctionDef, ast.AsyncFunctionDef),
    s.ClassDef: (ast.ClassDef,),
    s.Return: (ast.Return,),
    s.Raise: (ast.Raise,),
    s.Assign: (ast.Assign, ast.AnnAssign),
    s.AugAssign: (ast.AugAssign,),
    s.Await: (ast.Await,),
    s.Compare: (ast.Compare,),
    s.BoolOp: (ast.BoolOp,),
    s.If: (ast.If,),
    s.For: (ast.For, ast.AsyncFor),
    s.With: (ast.With, ast.AsyncWith),
    s.WithItem: (ast.withitem,),
    s.ExceptHandler: (ast.ExceptHandler,),
    s.Comprehension: (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    s.Generator: (ast.comprehension,),
    s.Lambda: (ast.Lambda,),
    s.IfExp: (ast.IfExp,),
    s.Subscript: (ast.Subscript,),
    s.Dict: (ast.Dict,),
    s.Alias: (ast.alias,),
    s.Delete: (ast.Delete,),
    s.Yield: (ast.Yield, ast.YieldFrom),
    s.Match: (ast.Match,),
    s.MatchCase: (ast.match_case,),
}


def counts(source: bytes) -> tuple[Counter[str], Counter[str]]:
    body, errors = parse_module(source)
    assert not errors
    ours = Counter(type(it).__name__ for it in s.walk(*body))
    theirs = Counter(type(it).__name__ for it in ast.walk(ast.parse(source)))
    boolean = sum(len(it.values) - 2 for it in ast.walk(ast.parse(source)) if isinstance(it, ast.BoolOp))
    theirs["BoolOp"] += boolean  # `a and b and c` is one node there and two here
    return ours, theirs


@pytest.mark.parametrize("path", REAL, ids=lambda it: it.name)
def test_real_files_have_the_nodes_that_ast_sees(path: Path) -> None:
    ours, theirs = counts(path.read_bytes())

    for kind, twins in TWINS.items():
        assert ours[kind.__name__] == sum(theirs[it.__name__] for it in twins), kind.__name__


@pytest.mark.parametrize("path", REAL[::5], ids=lambda it: it.name)
def test_functions_of_real_files_are_the_same_in_every_detail(path: Path) -> None:
    source = path.read_bytes()
    text = source.decode()
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]

    def span(node: ast.expr | ast.stmt) -> Span:
        return Span(
            starts[node.lineno - 1] + node.col_offset, starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
        )

    def words(node: ast.AST | None) -> str | None:
        return None if node is None else ast.unparse(node)

    def again(node: s.Node | None) -> str | None:
        return (
            None
            if node is None
            else ast.unparse(ast.parse(f"({source[node.span.start : node.span.end].decode()})", mode="eval"))
        )

    theirs = [it for it in ast.walk(ast.parse(text)) if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    ours = [it for it in s.walk(*parse_module(source)[0]) if isinstance(it, s.FunctionDef)]
    for one, other in zip(
        sorted(ours, key=lambda it: it.span.end), sorted(theirs, key=lambda it: span(it).end), strict=True
    ):
        assert one.name == other.name
        assert one.is_async == isinstance(other, ast.AsyncFunctionDef)
        assert one.span.end == span(other).end
        assert again(one.returns) == words(other.returns)
        parameters = [*other.args.posonlyargs, *other.args.args, *other.args.kwonlyargs]
        extra = [it for it in (other.args.vararg, other.args.kwarg) if it]
        assert sorted(it.name for it in one.parameters) == sorted(it.arg for it in [*parameters, *extra])
        assert {it.name: again(it.annotation) for it in one.parameters} == {
            it.arg: words(it.annotation) for it in [*parameters, *extra]
        }
        assert [again(it) for it in one.decorators] == [words(it) for it in other.decorator_list]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'a'", "a"),
        ('"a" "b"', "ab"),
        (r"'\n\x41'", "\nA"),
        (r"r'\n'", r"\n"),
        (r"b'\x00'", b"\x00"),
        ("'''a\nb'''", "a\nb"),
        ("'žluť'", "žluť"),
        ("0x_ff", 255),
        ("-1", -1),
        ("1e3", 1000.0),
        ("True", True),
        ("None", None),
    ],
)
def test_literals_have_their_values(source: str, value: object) -> None:
    match parse_expression(source):
        case s.Constant(value=got):
            assert (got, type(got)) == (value, type(value))
        case other:
            pytest.fail(f"{source} is {other}")


def test_an_f_string_is_its_parts() -> None:
    found = parse_expression('f"/heroes/{hero.id}/x"')

    assert isinstance(found, s.JoinedStr)
    assert [getattr(it, "value", None) if isinstance(it, s.Constant) else s.dotted(it) for it in found.values] == [
        "/heroes/",
        "hero.id",
        "/x",
    ]


@pytest.mark.parametrize(
    "source",
    [
        'f"/{name}/{{key}}"',
        "f'{{{name}}}'",
        'f"\\n{name}\\t\\""',
        'rf"\\d{name}{{2}}"',
        'f"{{key}}\\x41"',
        'f"""a "quoted" {name}\\\\ {{"""',
        "f'é\\'{name}'",
    ],
)
def test_the_text_of_an_f_string_is_what_python_reads(source: str) -> None:
    found = parse_expression(source)
    values = found.values if isinstance(found, s.JoinedStr) else (found,)

    ours = [it.value if isinstance(it, s.Constant) else "{}" for it in values]
    tree = ast.parse(source, mode="eval").body
    assert isinstance(tree, ast.JoinedStr)
    theirs = [it.value if isinstance(it, ast.Constant) else "{}" for it in tree.values]
    assert "".join(map(str, ours)) == "".join(map(str, theirs))


def test_an_annotation_in_quotes_knows_where_it_stands() -> None:
    match parse_expression("list[Hero]", offset=100):
        case s.Subscript(span=span, slices=(s.Name(id="Hero", span=inner),)):
            assert (span, inner) == (Span(100, 110), Span(105, 109))
        case other:
            pytest.fail(str(other))


HALF_TYPED = [
    "def unfinished(\n",
    "@router.get(\n",
    "x = session.exec(select(Hero).where(\n",
    "class New(\n",
    "    async def deep(self, session: Annotated[Session, Depends(\n",
    "s = 'unclosed\n",
    "if x\n",
    "return [it for it in\n",
    "hero.\n",
]


@pytest.mark.parametrize("broken", HALF_TYPED)
def test_a_half_typed_end_loses_nothing_above_it(broken: str) -> None:
    source = "class Hero(SQLModel, table=True):\n    name: str\n\ndef get(x: int) -> Hero: ...\n\n" + broken

    _, errors = parse_module(source.encode())

    assert errors
    assert definitions(source)[:2] == ["Hero", "get"]


UNFINISHED = [
    "x = foo(",
    "x = session.exec(select(Hero).where(",
    "async def new(session: Annotated[Session, Depends(",
    "class New(",
    '@router.get("/x", response_model=',
    "x = {",
    "y = [it for it in",
    "if x",
    "for a in b",
    "hero.",
    "x = ",
    's = "unclosed',
    's = f"un{',
    "from x import (",
    "await session.",
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("line", UNFINISHED)
def test_an_unfinished_line_anywhere_hides_next_to_nothing(line: str, newline: str) -> None:
    """Typed before many statements of real files in turn; every class and function of the rest counts."""
    seen = there = 0
    for path in sorted((PACKAGES / "sqlmodel").rglob("*.py")):
        text = path.read_text("utf-8")
        rows = text.split("\n")
        whole = Counter(definitions(text))
        starts = sorted({(it.lineno, it.col_offset) for it in ast.walk(ast.parse(text)) if isinstance(it, ast.stmt)})
        for number, column in starts[::25]:
            typed = [*rows[: number - 1], " " * column + line, *rows[number - 1 :]]
            seen += (whole & Counter(definitions(newline.join(typed)))).total()
            there += whole.total()

    assert seen / there > 0.98


def definitions(text: str) -> list[str]:
    body, _ = parse_module(text.encode())
    return [it.name for it in s.walk(*body) if isinstance(it, s.ClassDef | s.FunctionDef)]


@pytest.mark.parametrize(
    "source",
    [b"", b"\n", b"\x00\xff\xfe binary \x80", b"x = " + b"f(" * 20_000, b"\xef\xbb\xbfx = 1\n", "é = '🦸'\n".encode()],
)
def test_any_bytes_can_be_read(source: bytes) -> None:
    body, _ = parse_module(source)

    assert all(it.span.end <= len(source) for it in s.walk(*body))


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "+".join(["1"] * 5000),
        "x = " + "(" * 5000 + ")" * 5000,
        "x = a" + ".b()" * 2000,
        "if " + "not " * 3000 + "x: ...",
    ],
    ids=["sum", "brackets", "calls", "condition"],
)
def test_an_expression_of_any_depth_costs_only_itself(deep: str) -> None:
    assert definitions(f"def above(): ...\n\n{deep}\n\ndef below():\n    {deep}\n\nclass Last: ...\n") == [
        "above",
        "below",
        "Last",
    ]


def test_a_long_chain_that_people_write_is_read() -> None:
    body, _ = parse_module(("query = select(Hero)" + ".where(a.b == 1)" * 60).encode())

    assert "select" in {it.id for it in s.walk(*body) if isinstance(it, s.Name)}


def test_syntax_newer_than_this_python_is_ordinary() -> None:
    source = b"def first[T](x: T) -> T:\n    try: ...\n    except ValueError, KeyError: ...\n\ntype Id = int\n"

    body, errors = parse_module(source)

    assert not errors
    assert [type(it).__name__ for it in body] == ["FunctionDef", "TypeAlias"]
    handlers = [it for it in s.walk(*body) if isinstance(it, s.ExceptHandler)]
    assert [s.dotted(it) for it in handlers[0].types] == ["ValueError", "KeyError"]


def test_a_type_alias_has_its_parameters() -> None:
    (found,), errors = parse_module(b"type Dep[T: (int, list[str]), *Ts, **P] = Annotated[T, Depends()]\n")

    assert isinstance(found, s.TypeAlias) and not errors
    assert (found.name, found.type_parameters) == ("Dep", ("T", "Ts", "P"))
