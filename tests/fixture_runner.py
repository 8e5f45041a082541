"""Markdown files as test suites: one heading is one test.

A section is prose with files in fences, each introduced by its path in backticks and a colon:

    `app/models.py`:

    ```py
    class Hero<CURSOR>(SQLModel, table=True): ...
    ```

`<CURSOR>` is where the cursor stands; `<START>` and `<END>` select. Expectations, per folder:

tests/actions/<id>.md, the action of that name:
    Offered as "Generate service for Hero".      the title in the menu (optional where it becomes something)
    Not offered: There is no table here.         with the reason that --why would print
    Becomes `app/services/hero.py`:              a fence with the whole new text; one for every file that changes
    Removed `path`: not possible; actions never delete.
    Says "Created app/services/hero.py."         the summary (optional)
    Notes "Run the migration."                   one of the notes (optional, may be repeated)
    Refuses: The file is half-typed here.        offered, but the draft is a refusal
    Given an agent.                              one may work here; also "specs" and "findings" (of the rules)
    Shows:                                       of an action that only an agent does: a fence with what it is asked

tests/rules/<name>.md, the rule of that name:
    Reports:                                     a fence of lines `path:line:column message`, 1-based,
                                                 columns in code points; all findings of this rule in all files
    Clean.                                       no findings
    Fixed `app/routes.py`:                       the text after the first fix of every finding was applied
    Fix "Insert await" (safe)                    title and safety of a finding's first fix (optional)

tests/cards/<name>.md, the card of that name:
    Shows:                                       a fence (~~~md) with the Markdown of the card
    Shows nothing.

tests/places/<what>.md, what an editor is told at the cursor (of the file it is in, or for the selected text):
    Shows:                                       a fence of lines, as tests/places/shown.py writes them
    Shows nothing.

tests/specs/<what>.md, what the specifications of a folder with these files say:
    Shows:                                       a fence of lines, as tests/specs/shown.py writes them

tests/edits/operations/<kind>.md, what an agent's answer does to the files:
    Answer:                                      a fence with the answer; several are several rounds
    Becomes `app/models.py`:                     as above
    Refuses: There is no Hero in app/models.py.  one for each operation that is refused, in their order

tests/edits/envelope/<what>.md, what is read in an answer:
    Answer:                                      a fence with the answer (`crlf`, `no-newline` as above)
    Shows:                                       a fence of lines, as tests/edits/shown.py writes them

tests/agent/files/<what>.md, what is read of these files for an agent; those under home/ are the person's own:
    Shows:                                       a fence of lines, as tests/agent/files/shown.py writes them

A fence may be longer than three backticks, or of tildes, where the text holds fences itself. A file
whose fence is marked `py crlf` has Windows line endings. `pytest --update` rewrites what a section
expects (and adds it where a section expects nothing yet): read what it wrote.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from lsp_server.action import Cursor, Noticed, Offer
from lsp_server.actions import ALL as ACTIONS
from lsp_server.agent.brief import Brief
from lsp_server.cards import ALL as CARDS
from lsp_server.diagnose import diagnose
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.envelope import parse as read_answer
from lsp_server.edits.operations import carry_out
from lsp_server.rules import ALL as RULES
from lsp_server.settings import Settings
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Span, apply
from tests.agent.files.shown import SHOWN as SHOWN_FILES
from tests.edits.shown import shown
from tests.places.shown import SHOWN
from tests.specs.shown import SHOWN as SHOWN_SPECS

_BLOCK = re.compile(
    r"^(?:(?P<role>Becomes|Fixed) )?`(?P<path>[^`\n]+)`:\n+"
    r"(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=fence)$\n?"
    r"|^(?P<output>Reports|Shows):\n+(?P<fence2>`{3,}|~{3,})[^\n]*\n(?P<result>.*?)^(?P=fence2)$\n?"
    r"|^Answer:\n+(?P<fence3>`{3,}|~{3,})(?P<manner>[^\n]*)\n(?P<answer>.*?)^(?P=fence3)$\n?",
    re.MULTILINE | re.DOTALL,
)
_LINE = {
    "offered": re.compile(r'^Offered as "(.+)"\.$', re.MULTILINE),
    "not_offered": re.compile(r"^Not offered: (.+)$", re.MULTILINE),
    "refuses": re.compile(r"^Refuses: (.+)$", re.MULTILINE),
    "says": re.compile(r'^Says "(.+)"$', re.MULTILINE),
    "given": re.compile(r"^Given (an agent|specs|findings)\.$", re.MULTILINE),
    "notes": re.compile(r'^Notes "(.+)"$', re.MULTILINE),
    "fix": re.compile(r'^Fix "(.+)" \((safe|unsafe)\)$', re.MULTILINE),
    "clean": re.compile(r"^(Clean|Shows nothing)\.$", re.MULTILINE),
}


@dataclass
class Case:
    """One section, taken apart."""

    documents: dict[str, Document] = field(default_factory=dict)
    cursor: tuple[str, Span] | None = None
    answers: list[str] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)
    output: str | None = None
    lines: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def expects_something(self) -> bool:
        return bool(self.wanted or self.output is not None or any(self.lines.values()))

    def snapshot(self) -> Snapshot:
        return of(self.documents.values())

    def at(self) -> Cursor:
        assert self.cursor is not None, "the section has no <CURSOR>"
        return Cursor(self.snapshot(), *self.cursor)


@dataclass
class Outcome:
    """What really happened, in the same terms."""

    wanted: dict[str, str] = field(default_factory=dict)
    output: str | None = None
    lines: dict[str, list[Any]] = field(default_factory=dict)


def parse(body: str) -> Case:
    case = Case()
    outside = []
    end = 0
    for block in _BLOCK.finditer(body):
        outside.append(body[end : block.start()])
        end = block.end()
        if block["output"]:
            case.output = block["result"]
            continue
        if block["answer"] is not None:
            case.answers.append(_as_marked(block["answer"], block["manner"]))
            continue
        text = _as_marked(block["text"], block["info"])
        if block["role"]:
            case.wanted[block["path"]] = text
            continue
        text, span = _without_marks(text)
        if span is not None:
            case.cursor = block["path"], span
        case.documents[block["path"]] = Document(block["path"], text, version=1)
    outside.append(body[end:])
    prose = "".join(outside)
    case.lines = {name: pattern.findall(prose) for name, pattern in _LINE.items()}
    return case


def _as_marked(text: str, info: str) -> str:
    """A text with the line endings that the first line of its fence asks for."""
    if "crlf" in info:
        text = text.replace("\n", "\r\n")
    return text.rstrip("\r\n") if "no-newline" in info else text


def _without_marks(text: str) -> tuple[str, Span | None]:
    if "<CURSOR>" in text:
        before, after = text.split("<CURSOR>")
        at = len(before.encode())
        return before + after, Span(at, at)
    if "<START>" in text:
        before, rest = text.split("<START>")
        inside, after = rest.split("<END>")
        start = len(before.encode())
        return before + inside + after, Span(start, start + len(inside.encode()))
    return text, None


# --------------------------------------------------------------------------- what really happens


def run_action(stem: str, case: Case) -> Outcome:
    action = ACTIONS[stem]
    cursor = case.at()
    given = case.lines["given"]
    found = diagnose(cursor.project, cursor.path, Settings()) if "findings" in given else ()
    noticed = tuple(
        Noticed(it.code, it.finding.message, it.finding.span, any(fix.safe for fix in it.finding.fixes)) for it in found
    )
    cursor = replace(cursor, noticed=noticed, has_agent="an agent" in given, has_specs="specs" in given)
    offer = action.offer(cursor)
    if isinstance(offer, Refusal):
        return Outcome(lines={"not_offered": [offer.reason]})
    assert isinstance(offer, Offer)
    if action.draft is None:
        assert action.brief is not None, "an action has an engine or asks a model"
        brief = action.brief(offer, None)
        assert isinstance(brief, Brief), brief
        return Outcome(lines={"offered": [offer.title]}, output=_asked(brief))
    change = action.draft(offer)
    if isinstance(change, Refusal):
        return Outcome(lines={"offered": [offer.title], "refuses": [change.reason]})
    lines = {"offered": [offer.title], "says": [change.summary], "notes": list(change.notes)}
    return Outcome(wanted=_after(change, case), lines=lines)


def _asked(brief: Brief) -> str:
    """A brief as lines: what is asked, and what is read with it."""
    first, last = brief.selected.lines
    lines = [
        f"prompt {brief.prompt}, about {brief.target}, answered by a {brief.answers}",
        f"may write {', '.join(brief.may_write) or 'nothing'}{', may look for more' if brief.tools else ''}",
        *([f"asks: {brief.instruction}"] if brief.instruction else []),
        *(f"finding: {it}" for it in brief.findings),
        f"selected {brief.path}:{first}-{last}",
        *(f"reads {it.path}:{it.lines[0]}-{it.lines[1]}, {it.why}" for it in brief.pieces),
    ]
    return "".join(f"{it}\n" for it in lines)


def _after(change: Change, case: Case) -> dict[str, str]:
    for it in change.files:
        if it.before is None:
            assert it.path not in case.documents, f"{it.path} exists already"
        else:
            assert it.before == case.documents[it.path].text, f"{it.path} was edited from another text"
    return {it.path: it.after for it in change.files}


def run_rule(stem: str, case: Case) -> Outcome:
    rule = next(it for it in RULES.values() if it.name.replace("-", "_") == stem)
    project = case.snapshot().project
    reported, titles, fixed = [], [], {}
    for path, facts in sorted(project.files.items()):
        edits = []
        for it in sorted(rule.findings(facts, project), key=lambda it: it.span):
            assert it.code == rule.code, f"{rule.code} reports {it.code}"
            line, column = facts.document.line_and_column(it.span.start)
            reported.append(f"{path}:{line}:{column} {it.message}\n")
            for fix in it.fixes[:1]:
                titles.append((fix.title, "safe" if fix.safe else "unsafe"))
                edits += [edit for file in fix.change.files for edit in getattr(file, "edits", ()) if file.path == path]
        if edits:
            fixed[path] = apply(facts.document.text, dict.fromkeys(edits))
    if not reported:
        return Outcome(lines={"clean": ["Clean"]})
    return Outcome(wanted=fixed, output="".join(reported), lines={"fix": titles})


def run_card(stem: str, case: Case) -> Outcome:
    shown = CARDS[stem].show(case.at())
    if shown is None:
        return Outcome(lines={"clean": ["Shows nothing"]})
    return Outcome(output=shown.markdown().rstrip("\n") + "\n")


def run_place(stem: str, case: Case) -> Outcome:
    lines = [f"{it}\n" for it in SHOWN[stem](case.at())]
    return Outcome(output="".join(lines)) if lines else Outcome(lines={"clean": ["Shows nothing"]})


def run_specs(stem: str, case: Case) -> Outcome:
    return _in_a_folder(SHOWN_SPECS[stem], case)


def run_files(stem: str, case: Case) -> Outcome:
    return _in_a_folder(SHOWN_FILES[stem], case)


def _in_a_folder(lines: Callable[[Path, str], Iterable[str]], case: Case) -> Outcome:
    """The section's files on disk; the one called `asked` is not written, it says what is asked about."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, document in case.documents.items():
            if path != "asked":
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(document.data)
        asked = case.documents["asked"].text if "asked" in case.documents else ""
        return Outcome(output="".join(f"{it}\n" for it in lines(folder, asked)))


def run_operations(_stem: str, case: Case) -> Outcome:
    change, refused = None, []
    for answer in case.answers:
        envelope = read_answer(answer)
        assert not envelope.problems, envelope.problems
        outcome = carry_out(envelope.operations, case.documents.get, change)
        change = outcome.change
        refused += [it.reason for it in outcome.refused]
    assert change is not None, "the section has no answer"
    return Outcome(wanted=_after(change, case), lines={"refuses": refused})


def run_envelope(_stem: str, case: Case) -> Outcome:
    (answer,) = case.answers
    return Outcome(output=shown(read_answer(answer)))


_INFO = {
    "actions": "text",
    "cards": "md",
    "rules": "text",
    "places": "text",
    "envelope": "text",
    "specs": "text",
    "files": "text",
}  # what stands behind the fence of an output
_RUN = {
    "actions": run_action,
    "rules": run_rule,
    "cards": run_card,
    "places": run_place,
    "operations": run_operations,
    "envelope": run_envelope,
    "specs": run_specs,
    "files": run_files,
}
FOLDERS = frozenset(_RUN)  # whose Markdown files are tests

# --------------------------------------------------------------------------- pytest


class Section(pytest.Item):
    funcargs: dict[str, Any] = {}  # pytest-lsp 1.0.1 reads it of every item and breaks those without

    def __init__(self, *, body: str, line: int, **kw: Any) -> None:
        super().__init__(**kw)
        self.body, self.line = body, line

    def runtest(self) -> None:
        case = parse(self.body)
        outcome = _RUN[self.path.parent.name](self.path.stem, case)
        if self.config.getoption("--update"):
            _update(self.path, self.body, self.path.parent.name, outcome)
            return
        assert case.expects_something, "the section expects nothing; write it, or run pytest --update and read"
        for kind, wanted in case.lines.items():
            got = outcome.lines.get(kind, [])
            if kind == "given":
                continue
            if kind in ("notes", "fix"):
                assert set(wanted) <= set(got), f"{kind}: wanted {wanted}, got {got}"
            elif wanted or kind in ("not_offered", "refuses", "clean"):
                assert got == wanted, f"{kind}: wanted {wanted}, got {got}"
        assert outcome.output == case.output
        if self.path.parent.name == "actions" or case.wanted:
            assert outcome.wanted == case.wanted

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.name


class MarkdownFile(pytest.File):
    def collect(self) -> Iterator[Section]:
        for title, body, line in sections(self.path.read_text(encoding="utf-8")):
            yield Section.from_parent(self, name=title, body=body, line=line)


def sections(text: str) -> Iterator[tuple[str, str, int]]:
    """Split at headings; a `# comment` inside a fence is no heading."""
    title, lines, start, fence = None, [], 0, ""
    for number, line in enumerate(text.splitlines(keepends=True)):
        mark = re.match(r"(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.rstrip() == fence:
            fence = ""
        elif line.startswith("# ") and not fence:
            if title:
                yield title, "".join(lines), start
            title, lines, start = line[2:].strip(), [], number
            continue
        lines.append(line)
    if title:
        yield title, "".join(lines), start


def _update(path: Path, body: str, folder: str, outcome: Outcome) -> None:
    """Write what happened over what was expected: blocks in place where they stand, else at the end of the section."""
    text = path.read_text(encoding="utf-8")
    left = dict(outcome.wanted)

    def rewrite(block: re.Match[str]) -> str:
        if block["role"]:
            if block["path"] not in left:
                return ""
            return _fence(f"{block['role']} `{block['path']}`:", left.pop(block["path"]), block["info"].split(" ")[0])
        if block["output"]:
            return _fence(f"{block['output']}:", outcome.output, _INFO[folder]) if outcome.output is not None else ""
        return block[0]

    had_output = parse(body).output is not None
    new = _BLOCK.sub(rewrite, body)
    for kind, form in {
        "offered": 'Offered as "{}".',
        "not_offered": "Not offered: {}",
        "refuses": "Refuses: {}",
        "says": 'Says "{}"',
    }.items():
        got = outcome.lines.get(kind, [])
        had = bool(_LINE[kind].search(new))
        if not got:
            new = _LINE[kind].sub("", new)
        elif len(got) > 1 and kind == "refuses":
            new = _LINE[kind].sub("", new).rstrip("\n") + "\n\n" + "".join(f"{form.format(it)}\n" for it in got)
        elif had:
            new = _LINE[kind].sub(form.format(got[0]).replace(chr(92), chr(92) * 2), new)
        elif kind != "says":
            new = new.rstrip("\n") + "\n\n" + form.format(got[0]) + "\n"
    if outcome.lines.get("clean") and not _LINE["clean"].search(new):
        new = new.rstrip("\n") + f"\n\n{outcome.lines['clean'][0]}.\n"
    if outcome.output is not None and not had_output:
        new = _LINE["clean"].sub("", new)
        heading = "Reports:" if folder == "rules" else "Shows:"
        new = new.rstrip("\n") + "\n\n" + _fence(heading, outcome.output, _INFO[folder])
    for file, after in left.items():
        role = "Becomes" if folder in ("actions", "operations") else "Fixed"
        new = new.rstrip("\n") + "\n\n" + _fence(f"{role} `{file}`:", after, "py")
    if not any("\n\n\n" in it for it in (body, *outcome.wanted.values())):
        new = re.sub(r"\n{3,}(?=\S)", "\n\n", new)
    path.write_text(
        text.replace(body, new.rstrip("\n") + "\n\n" if text.find(body) + len(body) < len(text) else new),
        encoding="utf-8",
    )


def _fence(heading: str, text: str, info: str) -> str:
    marks = "" if not re.search(r"^(`{3,}|~{3,})", text, re.MULTILINE) else "~~~~"
    if "\r\n" in text:
        info += " crlf"
        text = text.replace("\r\n", "\n")
    if text and not text.endswith("\n"):
        info += " no-newline"
        text += "\n"
    fence = marks or "```"
    return f"{heading}\n\n{fence}{info}\n{text}{fence}\n"
