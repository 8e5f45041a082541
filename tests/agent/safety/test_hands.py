"""What a model has no hands for (D21), and what does not depend on what an editor asks (D29)."""

from pathlib import Path

from lsp_server.agent.tools import TOOLS
from lsp_server.edits.allowed import refuse_writing
from lsp_server.edits.change import Change, NewFile
from lsp_server.server.client import Client
from lsp_server.server.review import way
from lsp_server.settings import Settings


def test_d21_there_is_no_tool_that_runs_reaches_out_or_deletes() -> None:
    assert [it.name for it in TOOLS] == [
        "read_file",
        "list_files",
        "search",
        "get_symbol",
        "replace_symbol",
        "insert_symbol",
        "add_import",
        "str_replace",
        "create_file",
        "ask_user",
    ]


def test_d29_a_protected_file_is_refused_whatever_the_editor_would_ask(tmp_path: Path) -> None:
    for path in (".vscode/settings.json", ".claude/settings.json", ".git/hooks/pre-commit", ".envrc"):
        assert refuse_writing(path, tmp_path) is not None, path


def test_d29_what_has_to_be_looked_at_waits_where_no_editor_asks() -> None:
    change = Change((NewFile("app/new.py", "import subprocess\n"),), "Made it.")
    never = Settings(review="never")
    asks = Client(confirms=True, document_changes=True)

    assert way(change, "app/models.py", never, Client(), look=True) == "as a proposal"
    assert way(change, "app/models.py", never, asks, look=True) == "in the editor"
    assert way(change, "app/models.py", never, Client()) == "at once"
