"""What becomes of a model's calls: they read the workspace, and edit a copy of it (D21).

Every tool works on the files as they were when the run began, with the run's own edits on top.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from lsp_server.agent.curtain import Curtain
from lsp_server.agent.safety.secret_files import refuse_reading
from lsp_server.agent.talk import Call, Tool
from lsp_server.agent.tool_schemas import TOOLS, wrong_with
from lsp_server.agent.workpiece import Workpiece
from lsp_server.edits.operations import AddImport, InsertSymbol, Operation, ReplaceSymbol, ReplaceText, WholeFile
from lsp_server.facts.file import read
from lsp_server.reading.secret import is_secret
from lsp_server.text import Document

_MOST = 20_000  # characters that one answer may hold
_FOUND = 50  # places that one search lists

_Input = Mapping[str, Any]


@dataclass
class ToolBox:
    """`paths` are the project's files when the run began; `curtain` takes secrets out of what is read."""

    work: Workpiece
    paths: tuple[str, ...]
    curtain: Curtain
    tools: tuple[Tool, ...] = TOOLS

    def use(self, call: Call) -> tuple[str, bool]:
        """What a tool answers, and whether it worked."""
        answer, worked = self._used(call)
        return (answer if worked else self.curtain.hide_quotes(answer)), worked

    def _used(self, call: Call) -> tuple[str, bool]:
        if call.trouble is not None:
            return f"The call could not be read: {call.trouble}.", False
        tool = next((it for it in self.tools if it.name == call.name), None)
        if tool is None:
            return f"There is no tool {call.name}.", False
        wrong = wrong_with(tool, call.input)
        if wrong is not None:
            return wrong, False
        if call.name in _EDITS:
            problems = self.work.carry_out([_EDITS[call.name](call.input)])
            return (problems[0], False) if problems else ("Done.", True)
        answer = {"read_file": self._read, "list_files": self._list, "search": self._search, "get_symbol": self._symbol}
        return answer[call.name](call.input)

    # ----------------------------------------------------------------- reading

    def _read(self, given: _Input) -> tuple[str, bool]:
        text = self._text(given["path"])
        return (text[:_MOST], True) if text is not None else (f"There is no file {given['path']} to read.", False)

    def _list(self, given: _Input) -> tuple[str, bool]:
        found = list(self._paths(given.get("glob")))
        more = f"\n… and {len(found) - 500} more" if len(found) > 500 else ""
        return ("\n".join(found[:500]) or "No file matches.") + more, True

    def _search(self, given: _Input) -> tuple[str, bool]:
        # Plain text: a regular expression can take for ever, and nothing could stop it.
        found: list[str] = []
        for path in self._paths(given.get("glob")):
            for number, line in enumerate((self._text(path) or "").splitlines(), 1):
                if given["text"] in line:
                    found.append(f"{path}:{number}: {line.strip()[:200]}")
                    if len(found) >= _FOUND:
                        return "\n".join([*found, "… and more; search for less."]), True
        return "\n".join(found) or "Nothing was found.", True

    def _symbol(self, given: _Input) -> tuple[str, bool]:
        text = self._text(given["path"])
        if text is None:
            return f"There is no file {given['path']} to read.", False
        document = Document(given["path"], text)
        definitions = read(document).definitions
        node = definitions.get(given["symbol"])
        if node is None:
            return f"{given['path']} defines: {', '.join(definitions) or 'nothing'}.", False
        return document.slice(node.span)[:_MOST], True

    def _text(self, path: str) -> str | None:
        """What a file of the project says, secrets taken out; files with secrets are not there."""
        if is_secret(path) or not (path in self.paths or path in self._made) or self._leads_to_a_secret(path):
            return None
        text = self.work.text_now(path)
        return self.curtain.hide(path, text) if text is not None else None

    def _leads_to_a_secret(self, path: str) -> bool:
        root = self.work.root
        return root is not None and (root / path).is_symlink() and refuse_reading(path, root) is not None

    @property
    def _made(self) -> frozenset[str]:
        return frozenset(self.work.made_paths)

    def _paths(self, glob: str | None) -> Iterable[str]:
        everything = sorted({*self.paths, *self._made})
        return (it for it in everything if not is_secret(it) and (not glob or fnmatchcase(it, glob)))


_EDITS: Mapping[str, Callable[[_Input], Operation]] = {
    "replace_symbol": lambda it: ReplaceSymbol(it["path"], it["symbol"], it["code"]),
    "insert_symbol": lambda it: InsertSymbol(it["path"], it["code"], it.get("after"), it.get("inside")),
    "add_import": lambda it: AddImport(it["path"], it["line"]),
    "str_replace": lambda it: ReplaceText(it["path"], it["old_str"], it["new_str"]),
    "create_file": lambda it: WholeFile(it["path"], it["file_text"]),
}
