"""An agent's answer in text: operations and what it says about them (D10).

The form is tags, one after the other, with prose around or not. What stands between an opening and a closing
tag is taken as it is (this is no XML: `<` and `&` are themselves), without one line ending at either end:

    <edit path="app/a.py" symbol="A.b">code</edit>          <insert path="app/a.py" after="A.b">code</insert>
    <import path="app/a.py">from b import c</import>        <insert path="app/a.py" inside="A">code</insert>
    <replace path="app/a.py"><old>text</old><new>text</new></replace>       <file path="app/b.py">text</file>
    <summary>one sentence</summary>     <note>one sentence</note>     <nothing>why nothing needs to change</nothing>
    <question default="2">text<choice>this</choice><choice>that</choice></question>   <adr title="…">Markdown</adr>

Real models wander, so a fenced block whose first line carries a path is a file too, and so on; what can't be
understood, above all an answer that was cut, is a problem and never an operation.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.envelope_fences import unfenced
from lsp_server.edits.envelope_tags import Element, elements, parts
from lsp_server.edits.operations.operation import (
    AddImport,
    InsertSymbol,
    Operation,
    ReplaceSymbol,
    ReplaceText,
    WholeFile,
)


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    choices: tuple[str, ...]  # two to four
    default: int  # what is taken when nobody answers; counted from 1


@dataclass(frozen=True, slots=True)
class Adr:
    """A proposal to write down an architectural decision."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An answer, taken apart. `problems` are sentences for the model, on what was not understood."""

    operations: tuple[Operation, ...] = ()
    summary: str = ""
    notes: tuple[str, ...] = ()
    question: Question | None = None
    adr: Adr | None = None
    nothing: str | None = None
    problems: tuple[str, ...] = ()


def parse(text: str) -> Envelope:
    """Any text taken as an answer. Never fails."""
    found, problems = elements(text)
    operations: list[Operation] = []
    said: dict[str, list[str]] = {"summary": [], "note": [], "nothing": []}
    question = adr = None
    for it in found:
        match it.tag:
            case "summary" | "note" | "nothing":
                said[it.tag].append(it.body.strip())
            case "question":
                question = _question(it, problems) or question
            case "adr":
                adr = Adr(it.attributes.get("title", "").strip(), it.body)
            case "fence":
                pass
            case _:
                operations += _operations(it, problems)
    if not operations:
        operations += [WholeFile(it.path, it.body) for it in found if it.tag == "fence"]
    return Envelope(
        tuple(operations),
        next(iter(said["summary"]), ""),
        tuple(it for it in said["note"] if it),
        question,
        adr,
        next(iter(said["nothing"]), None),
        tuple(problems),
    )


def _operations(it: Element, problems: list[str]) -> Iterator[Operation]:
    """What one tag asks for; a problem where it does not say what it has to."""
    missing = _missing(it)
    if missing is not None:
        problems.append(missing)
        return
    code = unfenced(it.body, it.path)
    match it.tag:
        case "edit":
            yield ReplaceSymbol(it.path, it.attributes["symbol"], code)
        case "insert":
            yield InsertSymbol(it.path, code, it.attributes.get("after") or None, it.attributes.get("inside") or None)
        case "import":
            yield AddImport(it.path, code.strip())
        case "file":
            yield WholeFile(it.path, code)
        case _:
            old, new = (list(parts(it.body, each)) for each in ("old", "new"))
            if not old or len(old) != len(new):
                problems.append(f"A <replace> in {it.path} needs an <old> and a <new>, each with its closing tag.")
                return
            for (one, *_), (other, *_) in zip(old, new, strict=True):
                yield ReplaceText(it.path, unfenced(one, it.path), unfenced(other, it.path))


def _missing(it: Element) -> str | None:
    if not it.path:
        return f'A tag <{it.tag}> says no path; it needs path="…".'
    if it.tag == "edit" and not it.attributes.get("symbol", "").strip():
        return f'The <edit> in {it.path} says no symbol; it needs symbol="…", the qualified name of what it replaces.'
    return None


def _question(it: Element, problems: list[str]) -> Question | None:
    choices = list(parts(it.body, "choice"))
    text = it.body[: choices[0][1]] if choices else it.body
    if not 2 <= len(choices) <= 4 or not text.strip():
        problems.append("A <question> needs a text and two to four <choice> tags.")
        return None
    default = it.attributes.get("default", "").strip()
    number = int(default) if default.isascii() and default.isdecimal() and len(default) < 3 else 1
    return Question(
        text.strip(), tuple(each.strip() for each, *_ in choices), number if 1 <= number <= len(choices) else 1
    )


# --------------------------------------------------------------------------- the other way


def render(envelope: Envelope) -> str:
    """The text form of an envelope, for examples and tests. Problems have none."""
    lines = [_operation(it) for it in envelope.operations]
    if envelope.summary:
        lines.append(f"<summary>{envelope.summary}</summary>")
    lines += [f"<note>{it}</note>" for it in envelope.notes]
    if (question := envelope.question) is not None:
        choices = "".join(f"<choice>{it}</choice>" for it in question.choices)
        lines.append(f'<question default="{question.default}">{question.text}{choices}</question>')
    if (adr := envelope.adr) is not None:
        lines.append(f"<adr{_attributes(title=adr.title)}>\n{adr.text}\n</adr>")
    if envelope.nothing is not None:
        lines.append(f"<nothing>{envelope.nothing}</nothing>")
    return "\n".join(lines) + "\n"


def _operation(it: Operation) -> str:
    match it:
        case ReplaceSymbol(path, symbol, code):
            return f"<edit{_attributes(path=path, symbol=symbol)}>\n{code}\n</edit>"
        case InsertSymbol(path, code, after, inside):
            return f"<insert{_attributes(path=path, after=after, inside=inside)}>\n{code}\n</insert>"
        case AddImport(path, line):
            return f"<import{_attributes(path=path)}>{line}</import>"
        case ReplaceText(path, old, new):
            return f"<replace{_attributes(path=path)}>\n<old>\n{old}\n</old>\n<new>\n{new}\n</new>\n</replace>"
        case WholeFile(path, text):
            return f"<file{_attributes(path=path)}>\n{text}\n</file>"


def _attributes(**values: str | None) -> str:
    return "".join(
        f" {name}='{value}'" if '"' in value else f' {name}="{value}"'
        for name, value in values.items()
        if value is not None
    )
