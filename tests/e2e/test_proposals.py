"""Changes that wait: shown at their line, applied, looked at, discarded; what the settings decide."""

import stat
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from lsp_server.text import Position
from tests.e2e.conftest import MADE, MODELS, NAMES, Client, capabilities, opened

HERE = Position(3, 6)
WIDE = MADE | {"app/other.py": "x = 1\n# from sqlmodel import SQLModel\n"}
WAITS = "“wide” waits for you (3 files): apply, preview or discard it with the code actions of line 4."


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


async def propose(client: Client, path: str = "app/models.py") -> None:
    """Let a change over three files wait."""
    client.published.clear()
    await client.begin(path, HERE, "wide")
    assert await client.said() == WAITS
    assert len(proposals(client, path)) == 1, "it is seen where the sentence says, before somebody looks there"
    assert client.asked == []


def proposals(client: Client, path: str = "app/models.py") -> list[lsp.Diagnostic]:
    return [it for it in client.published.get(path, ()) if it.code == "proposal"]


def texts(client: Client) -> dict[str, str]:
    return {path: it.text for path, it in client.buffers.items()}


async def menu(client: Client, at: Position = HERE) -> list[str]:
    """What is offered about proposals."""
    return [it.partition(":")[0] for it in await client.menu("app/models.py", at) if it.endswith("files)")]


async def test_what_edits_other_files_waits_and_says_so_where_it_was_chosen(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)

        (shown,) = proposals(client)
        assert shown.message == "Backline proposes: wide, 3 files"
        assert shown.severity == lsp.DiagnosticSeverity.Information
        assert shown.range == lsp.Range(lsp.Position(3, 0), lsp.Position(3, 21))
        assert await menu(client) == ["Apply", "Preview", "Discard"]
        assert await menu(client, Position(7, 0)) == []
        for it in await client.actions("app/models.py", HERE, only=["quickfix"]):
            assert it.is_preferred is not True or it.title == "Write it small"
        assert client.on_disk() == {"app/models.py": MODELS, "app/other.py": "x = 1\n"}


async def test_apply_writes_it_and_it_is_gone(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        done = await client.choose("app/models.py", HERE, "Apply: wide")

        assert {path: after for path, _, after in done.files} == WIDE
        assert done.said == ("Made it wide. Not saved yet: app/deep/made.py, app/models.py and 1 more.",)
        assert await menu(client) == []
        await client.wait(lambda: proposals(client) == [])
        await client.choose("app/models.py", HERE, "Undo: wide")
        assert texts(client)["app/models.py"] == MODELS


async def test_discard_forgets_it(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        (discard,) = [it for it in await client.actions("app/models.py", HERE) if it.title.startswith("Discard")]
        await client.begin("app/models.py", HERE, "Discard: wide")

        await client.wait(lambda: proposals(client) == [])
        assert await menu(client) == []
        assert client.asked == [] and client.on_disk().keys() == {"app/models.py", "app/other.py"}
        assert discard.command is not None
        again = lsp.ExecuteCommandParams(discard.command.command, discard.command.arguments)
        await client.client.workspace_execute_command_async(again)
        assert await client.said() == "This proposal is no longer waiting. Choose the action again."


# --------------------------------------------------------------------------- preview


async def test_preview_opens_a_read_only_diff_in_the_cache_folder(root: Path, cache: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        await client.begin("app/models.py", HERE, "Preview: wide")
        await client.wait(lambda: bool(client.shown))

        (file,) = client.shown
        assert file.is_relative_to(cache / "backline") and file.suffix == ".diff"
        assert stat.S_IMODE(file.stat().st_mode) == 0o400
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        text = file.read_text(encoding="utf-8")
        assert text.startswith("wide: not applied yet\nMade it wide.\n\n--- /dev/null\n+++ b/app/deep/made.py\n")
        assert "+# made 🦸\n" in text and "+# from sqlmodel import SQLModel\n" in text
        assert await menu(client) == ["Apply", "Preview", "Discard"]
        assert client.asked == []
    assert not file.exists()


SENTENCE = (
    "“wide” would create app/deep/made.py (1 line), change app/models.py (+1 -0) and change app/other.py (+1 -0)."
)


class Blind(Client):
    """It says that it shows documents, and then does not."""

    def show(self, params: lsp.ShowDocumentParams) -> lsp.ShowDocumentResult:
        return lsp.ShowDocumentResult(success=False)


@pytest.mark.parametrize(("name", "kind"), [("helix-25.01.1", Client), ("nvim-0.11.4", Blind)])
async def test_where_no_document_can_be_shown_a_sentence_says_what_it_would_do(
    root: Path, name: str, kind: type[Client]
) -> None:
    async with opened(root, name, kind) as client:
        await propose(client)
        await client.begin("app/models.py", HERE, "Preview: wide")

        assert await client.said() == SENTENCE


async def test_where_no_file_can_be_written_a_sentence_says_what_it_would_do(root: Path, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    async with opened(root) as client:
        await propose(client)
        await client.begin("app/models.py", HERE, "Preview: wide")

        assert await client.said() == SENTENCE
        assert client.shown == []


# --------------------------------------------------------------------------- texts that change meanwhile


async def test_it_moves_along_with_its_line_and_is_made_anew_on_apply(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        typed = MODELS.replace("\n\n\nclass HERO", "\n\nimport re\n\n\nclass HERO") + "typed = 1\n"
        client.change("app/models.py", typed)
        assert await menu(client) == []
        assert await menu(client, Position(5, 6)) == ["Apply", "Preview", "Discard"]
        client.save("app/models.py")
        await client.wait(lambda: [it.range.start.line for it in proposals(client)] == [5])
        done = await client.choose("app/models.py", Position(5, 6), "Apply: wide")

    wanted = {"app/models.py": typed + "# made 🦸\n"}
    assert {path: after for path, _, after in done.files} == WIDE | wanted


async def test_it_survives_edits_of_files_that_it_does_not_touch(root: Path) -> None:
    (root / "app/third.py").write_text("x = 1\n")
    async with opened(root) as client:
        client.open("app/third.py")
        await propose(client)
        client.change("app/third.py", "y = 2\n")
        client.save("app/third.py")
        await client.diagnostics("app/third.py")
        done = await client.choose("app/models.py", HERE, "Apply: wide")

        assert {path: after for path, _, after in done.files} == WIDE


async def test_one_that_turned_out_differently_is_looked_at_first(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        client.change("app/models.py", "import os\n" + MODELS)
        await client.begin("app/models.py", Position(4, 6), "Apply: wide")

        assert await client.said() == "The files have changed, so “wide” was made anew. Look at it, then apply it."
        assert client.asked == []
        done = await client.choose("app/models.py", Position(4, 6), "Apply: wide")

    assert {path: after for path, _, after in done.files}["app/other.py"] == "x = 1\n# import os\n"


async def test_one_that_was_made_anew_on_save_is_looked_at_first_too(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        client.change("app/models.py", "import os\n" + MODELS)
        client.save("app/models.py")
        await client.wait(lambda: [it.range.start.line for it in proposals(client)] == [4])
        await client.begin("app/models.py", Position(4, 6), "Apply: wide")

        assert await client.said() == "The files have changed, so “wide” was made anew. Look at it, then apply it."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (MODELS.replace("class HERO(SQLModel)", "class HERO(Base)"), "The line that it was made for has changed."),
        ("x = 1\n", "The line that it was made for has changed."),
    ],
)
async def test_one_that_can_not_be_made_anew_is_dropped_calmly(root: Path, text: str, reason: str) -> None:
    async with opened(root) as client:
        await propose(client)
        client.change("app/models.py", text)
        client.save("app/models.py")

        assert await client.said() == f"“wide” is no longer proposed. {reason}"
        await client.wait(lambda: proposals(client) == [])
        assert client.asked == []


async def test_the_action_itself_may_say_no_the_second_time(root: Path) -> None:
    async with opened(root) as client:
        client.change("app/models.py", MODELS + "\n\nclass Other: ...\n")
        client.open("app/other.py")
        await client.begin("app/models.py", Position(7, 6), "wide")
        await client.wait(lambda: len(proposals(client)) == 1)
        await client.said()
        client.change("app/models.py", MODELS.replace("HERO", "Hero") + "\n\nclass Other: ...\n")
        await client.begin("app/models.py", Position(7, 6), "Apply: wide")

        assert await client.said() == "“wide” is no longer proposed. There is no HERO any more."
        assert client.asked == []


async def test_a_file_that_appears_where_one_is_proposed_ends_it(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        (root / "app/deep").mkdir()
        (root / "app/deep/made.py").write_text("mine = 1\n")
        await client.begin("app/models.py", HERE, "Apply: wide")

        assert (await client.said()).startswith("“wide” is no longer proposed. ")
        assert client.on_disk()["app/deep/made.py"] == "mine = 1\n"
        assert client.asked == []


async def test_choosing_the_action_again_replaces_it(root: Path) -> None:
    async with opened(root) as client:
        await propose(client)
        await propose(client)

        assert await menu(client) == ["Apply", "Preview", "Discard"]


# --------------------------------------------------------------------------- who reviews how


@pytest.mark.parametrize("name", NAMES)
async def test_an_editor_with_a_preview_of_its_own_asks_there(root: Path, name: str) -> None:
    edit = capabilities(name).workspace.workspace_edit
    asks = edit is not None and edit.change_annotation_support is not None
    async with opened(root, name) as client:
        if not asks:
            await propose(client)
            return
        done = await client.choose("app/models.py", HERE, "wide")

    assert {path: after for path, _, after in done.files} == WIDE
    (edit,) = client.asked
    (annotation,) = (edit.change_annotations or {}).values()
    assert (annotation.label, annotation.needs_confirmation) == ("wide", True)


@pytest.mark.parametrize(
    ("name", "review", "action", "proposed", "asked"),
    [
        ("nvim-0.11.4", "auto", "make", False, False),
        ("nvim-0.11.4", "always", "make", True, False),
        ("nvim-0.11.4", "proposal", "make", True, False),
        ("nvim-0.11.4", "never", "wide", False, False),
        ("vscode-1.139.1-lc11", "auto", "make", False, False),
        ("vscode-1.139.1-lc11", "auto", "wide", False, True),
        ("vscode-1.139.1-lc11", "always", "make", False, True),
        ("vscode-1.139.1-lc11", "proposal", "make", True, False),
        ("vscode-1.139.1-lc11", "never", "wide", False, False),
    ],
)
async def test_review_is_a_setting(
    root: Path, name: str, review: str, action: str, proposed: bool, asked: bool
) -> None:
    async with opened(root, name, options={"review": review}) as client:
        await client.begin("app/models.py", HERE, action)
        said = await client.said()

        assert said.startswith(f"“{action}” waits for you") == proposed
        assert [bool(it.change_annotations) for it in client.asked] == ([] if proposed else [asked])


async def test_a_setting_that_was_changed_counts_for_the_next_action(root: Path) -> None:
    async with opened(root) as client:
        client.configuration = {"review": "never"}
        client.published.clear()
        client.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams({}))
        await client.wait(lambda: "app/models.py" in client.published)
        done = await client.choose("app/models.py", HERE, "wide")

        assert {path: after for path, _, after in done.files} == WIDE


async def test_what_the_project_says_is_under_what_the_person_says(root: Path) -> None:
    (root / "pyproject.toml").write_text('[tool.backline]\nreview = "proposal"\n')
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "make")
        assert (await client.said()).startswith("“make” waits for you (2 files)")
    async with opened(root, options={"review": "auto"}) as client:
        await client.begin("app/models.py", HERE, "make")
        assert (await client.said()).startswith("Made ")


class Picky(Client):
    """VS Code when the person ticks one file of the preview, or none."""

    ticked = ("app/models.py",)

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        params.edit.document_changes = [
            it
            for it in params.edit.document_changes or ()
            if isinstance(it, lsp.TextDocumentEdit) and it.text_document.uri.endswith(self.ticked)
        ]
        super().receive(params)
        return lsp.ApplyWorkspaceEditResult(applied=bool(self.ticked))


class Undecided(Picky):
    ticked = ()


async def test_what_was_applied_in_part_is_said_and_can_be_taken_back(root: Path) -> None:
    async with opened(root, "vscode-1.139.1-lc11", Picky) as client:
        await client.begin("app/models.py", HERE, "wide")

        sentence = "The editor applied “wide” in part: app/models.py, not app/deep/made.py and app/other.py."
        assert await client.said() == f"{sentence} “Undo: wide” takes it back."
        assert texts(client) == {"app/models.py": MODELS + "# made 🦸\n"}
        await client.begin("app/models.py", HERE, "Undo: wide")
        await client.said()
        assert texts(client) == {"app/models.py": MODELS}


async def test_a_preview_in_which_nothing_was_chosen_is_a_no(root: Path) -> None:
    async with opened(root, "vscode-1.139.1-lc11", Undecided) as client:
        await client.begin("app/models.py", HERE, "wide")

        assert await client.said() == "“wide” was not applied: nothing was chosen in the editor's preview."
        assert not (root / "app/deep").exists()


class Saver(Client):
    """VS Code, which saves the files of a refactoring."""

    metadata: lsp.WorkspaceEditMetadata | None = None

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        self.metadata = params.metadata
        answer = super().receive(params)
        if self.metadata is not None and self.metadata.is_refactoring:
            for path in self.buffers:
                self.save(path)
        return answer


@pytest.mark.parametrize("saves", [True, False])
async def test_saving_is_a_setting_where_the_editor_can(root: Path, saves: bool) -> None:
    async with opened(root, "vscode-1.139.1-lc11", Saver, options={"saveChanges": saves}) as client:
        await client.begin("app/models.py", HERE, "make")
        said = await client.said()

        assert (client.metadata is not None) == saves
        assert ("Not saved yet" in said) != saves
        assert (client.on_disk() == MADE | {"app/other.py": "x = 1\n"}) == saves


async def test_an_editor_that_can_not_save_is_not_asked_to(root: Path) -> None:
    async with opened(root, "nvim-0.11.4", Saver, options={"saveChanges": True}) as client:
        await client.begin("app/models.py", HERE, "make")

        assert "Not saved yet" in await client.said()
        assert client.metadata is None
