"""What was read in an answer, as lines: one for each thing that it says, its text below with a bar."""

from collections.abc import Iterator

from lsp_server.edits.envelope import Envelope
from lsp_server.edits.operations import AddImport, InsertSymbol, Operation, ReplaceSymbol, ReplaceText, WholeFile


def shown(envelope: Envelope) -> str:
    return "".join(f"{it}\n" for it in _lines(envelope))


def _lines(envelope: Envelope) -> Iterator[str]:
    for it in envelope.operations:
        yield from _operation(it)
    if envelope.summary:
        yield f"summary: {envelope.summary}"
    for note in envelope.notes:
        yield f"note: {note}"
    if (question := envelope.question) is not None:
        yield f"question: {question.text}"
        for number, choice in enumerate(question.choices, 1):
            yield f"  {number}. {choice}{' (default)' if number == question.default else ''}"
    if (adr := envelope.adr) is not None:
        yield f"adr: {adr.title}"
        yield from _barred(adr.text)
    if envelope.nothing is not None:
        yield f"nothing: {envelope.nothing}"
    for problem in envelope.problems:
        yield f"problem: {problem}"


def _operation(it: Operation) -> Iterator[str]:
    match it:
        case ReplaceSymbol(path, symbol, code):
            yield f"replace {symbol} in {path}"
            yield from _barred(code)
        case InsertSymbol(path, code, after, inside):
            where = [f"after {after}"] if after else []
            where += [f"inside {inside}"] if inside else []
            yield f"insert {' '.join(where) or 'at the end'} in {path}"
            yield from _barred(code)
        case AddImport(path, line):
            yield f"import in {path}"
            yield from _barred(line)
        case ReplaceText(path, old, new):
            yield f"replace text in {path}"
            yield from _barred(old)
            yield "by"
            yield from _barred(new)
        case WholeFile(path, text):
            yield f"file {path}"
            yield from _barred(text)


def _barred(text: str) -> list[str]:
    return [f"  |{it}" for it in text.split("\n")]
