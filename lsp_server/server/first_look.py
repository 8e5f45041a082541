"""The findings in the files that are open at the start, told while pygls is still being imported.

Only the plain case is looked at: one folder, whose files were opened and nothing else. All of it is said by the second
stage once more, which knows every case; it takes over what was read of the folder here.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from lsp_server.agent.personal import file, personal
from lsp_server.diagnose import Diagnostic, diagnose
from lsp_server.rule import Severity
from lsp_server.rules import ALL as RULES
from lsp_server.server import uris
from lsp_server.server.first import encoding
from lsp_server.server.streams import Inbox, send
from lsp_server.session import Loaded, Session
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Encoding, Span

log = logging.getLogger(__name__)

_ASKED = "backline-first-look"  # the request for the settings
_LITTLE = 200_000  # bytes of code, which are linked in no time
_LATER = ("textDocument/didChange", "textDocument/didClose", "workspace/didChangeWorkspaceFolders", "shutdown", "exit")


def look(inbox: Inbox, params: Mapping[str, Any]) -> Mapping[Path, Loaded]:
    """Publish what is found in the files that the editor has opened by now; `params` are those of `initialize`.

    Returns what was read of the folder. Never fails: where something is odd, nothing is said.
    """
    try:
        return _Look(inbox, params).look()
    except Exception:  # whatever it is, the second stage meets it with all that it knows
        log.exception("The first look has failed")
        return {}


@dataclass(frozen=True)
class _Look:
    inbox: Inbox
    params: Mapping[str, Any]

    def look(self) -> Mapping[Path, Loaded]:
        folder, opened = self._folder(), tuple(self._opened())
        if folder is None or not opened:
            return {}
        session = Session(RULES, personal(file()).settings)
        session.configure(self.params.get("initializationOptions"))
        if self._offers("workspace", "configuration"):
            send({"id": _ASKED, "method": "workspace/configuration", "params": {"items": [{"section": "backline"}]}})
        root = session.add_folder(folder).root
        loaded = session.load(root)
        if self._is_configured(session) and self._opened() == list(opened):
            for path, document in opened:
                session.put(path, document["text"], document["version"])
            session.take(root, loaded)
            for path, document in opened:
                self._publish(session, path, document)
        return {root: loaded}

    def _folder(self) -> Path | None:
        """The workspace folder, where there is just one."""
        folders = self.params.get("workspaceFolders") or [{"uri": self.params.get("rootUri") or ""}]
        return uris.path_of(folders[0]["uri"]) if len(folders) == 1 else None

    def _opened(self) -> list[tuple[Path, dict[str, Any]]]:
        """The Python files that were opened; none when anything else has happened to files."""
        messages = self.inbox.messages()
        if any(it.get("method") in _LATER for it in messages):
            return []
        found = [it["params"]["textDocument"] for it in messages if it.get("method") == "textDocument/didOpen"]
        paths = [(path, it) for it in found if (path := uris.path_of(it["uri"])) is not None]
        return [it for it in paths if it[0].suffix == ".py"]

    def _is_configured(self, session: Session) -> bool:
        """Whether the editor's settings are known, and in force."""
        if not self._offers("workspace", "configuration"):
            return not any(it.get("method") == "workspace/didChangeConfiguration" for it in self.inbox.messages())
        answer = self.inbox.take(_ASKED)
        if answer is None or "result" not in answer:
            return False
        said = answer["result"][0] if answer["result"] else None
        if said is not None:
            session.configure(said)
        return True

    def _publish(self, session: Session, path: Path, document: Mapping[str, Any]) -> None:
        place = session.at(path)
        if place is None or place.snapshot.root is None:
            return
        hurry = sum(len(it.document.text) for it in place.snapshot.files.unnoted().values()) > _LITTLE
        found = diagnose(place.snapshot.project, place.path, place.settings, RULES, hurry=hurry)
        shown = [self._diagnostic(it, place.snapshot) for it in found]
        params = {"uri": uris.uri_of(path), "version": document["version"], "diagnostics": shown}
        send({"method": "textDocument/publishDiagnostics", "params": params})

    def _diagnostic(self, it: Diagnostic, snapshot: Snapshot) -> dict[str, Any]:
        """As `convert.diagnostic` does it, which needs LSP's classes."""
        root, related = snapshot.root, self._offers("textDocument", "publishDiagnostics", "relatedInformation")
        assert root is not None, "only files of a folder are looked at"
        shown = {
            "range": self._range(snapshot.files[it.path].document, it.finding.span),
            "message": it.finding.message,
            "severity": get_args(Severity).index(it.severity) + 1,
            "code": it.code,
            "source": "backline",
        }
        places = [
            {
                "location": {"uri": uris.uri_of(root / other.path), "range": self._range(at.document, other.span)},
                "message": other.message,
            }
            for other in it.finding.related
            if related and (at := snapshot.files.get(other.path)) is not None
        ]
        return {**shown, "relatedInformation": places} if places else shown

    def _range(self, document: Document, span: Span) -> dict[str, Any]:
        positions = cast(Encoding, encoding(self.params["capabilities"]))
        ends = (("start", span.start), ("end", span.end))
        found = {name: document.position(at, positions) for name, at in ends}
        return {name: {"line": it.line, "character": it.character} for name, it in found.items()}

    def _offers(self, *names: str) -> bool:
        """Whether the editor's capabilities say yes to this."""
        said: Any = self.params["capabilities"]
        for it in names:
            said = said.get(it) if isinstance(said, dict) else None
        return bool(said)
