"""What goes wrong in real sessions: nothing is lost, nothing half applied, the server goes on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInternalError, JsonRpcMethodNotFound

from lsp_server.server.app import build, capabilities
from lsp_server.text import Position
from tests.e2e.conftest import MADE, MODELS, Client, opened

HERE = Position(3, 6)


async def goes_on(client: Client) -> bool:
    return bool(await client.menu("app/models.py", HERE))


# --------------------------------------------------------------------------- clients that do not do as they say


class Liar(Client):
    """Neovim with a stale version: prints a line, skips the edit, answers `applied: true`."""

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        return lsp.ApplyWorkspaceEditResult(applied=True)


class Decliner(Client):
    """VS Code when the person discards the preview."""

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        return lsp.ApplyWorkspaceEditResult(applied=False)


class Modest(Client):
    """eglot 1.17 answers before it has told the server of the change; some answer no although they did it."""

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        super().receive(params)
        return lsp.ApplyWorkspaceEditResult(applied=False)


class Failing(Client):
    """eglot 1.17 with an operation that it does not know: an error instead of an answer."""

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        raise JsonRpcInternalError("wrong-type-argument stringp nil")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Liar, "The editor accepted “make”, but its text has not arrived. Look at the files before you go on."),
        (
            Decliner,
            "The editor did not apply “make”. “make” waits for you (2 files): apply, preview or discard it with the "
            "code actions of line 4.",
        ),
        (Failing, "The editor did not apply “make” (wrong-type-argument stringp nil)."),
        (Modest, "Made app/deep/made.py. Look at it. Not saved yet: app/deep/made.py and app/models.py."),
    ],
)
async def test_what_counts_is_the_text_that_arrived(root: Path, kind: type[Client], says: str) -> None:
    async with opened(root, kind=kind) as client:
        await client.begin("app/models.py", HERE, "make")

        assert await client.said() == says
        assert (root / "app/deep").exists() == (kind not in (Decliner, Failing))
        assert await goes_on(client)


class Late(Client):
    """Kate 25.04: takes edits for two seconds after a command only, and says no more than no."""

    late = True

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        if not self.late:
            return super().receive(params)
        self.late = False
        return lsp.ApplyWorkspaceEditResult(applied=False, failure_reason="")


async def test_what_came_too_late_for_the_editor_waits(root: Path) -> None:
    async with opened(root, kind=Late) as client:
        await client.begin("app/models.py", HERE, "make")
        assert "“make” waits for you (2 files)" in await client.said()
        assert client.buffers["app/models.py"].text == MODELS
        await client.begin("app/models.py", HERE, "Apply: make")
        assert (await client.said()).startswith("Made app/deep/made.py.")
        assert {path: it.text for path, it in client.buffers.items()} == MADE


class Typing(Client):
    """VS Code when somebody types just before an edit comes: it refuses, and the server hears why only then."""

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        self.change("app/models.py", MODELS + "typed = 1\n")
        return super().receive(params)


async def test_what_was_typed_just_before_the_edit_wins(root: Path) -> None:
    async with opened(root, kind=Typing) as client:
        await client.begin("app/models.py", HERE, "make")

        said = await client.said()
        assert said == "The files changed while “make” was at work, so nothing was written. Choose it again."
        assert client.buffers["app/models.py"].text == MODELS + "typed = 1\n"
        assert not (root / "app/deep").exists()


# --------------------------------------------------------------------------- while a job runs


@pytest.fixture
def gate(root: Path) -> Iterator[int]:
    """The pipe that the action `slow` reads from: it goes on when the test writes.

    Opened for reading, too, so that neither side ever waits for the other one to open it.
    """
    os.mkfifo(root / "gate")
    pipe = os.open(root / "gate", os.O_RDWR | os.O_NONBLOCK)
    yield pipe
    os.close(pipe)


def let_go(gate: int) -> None:
    """Let every draft of the job through, also one that is made anew."""
    os.write(gate, b"go")


async def test_a_job_leaves_the_server_free_and_arrives_when_ready(root: Path, gate: int) -> None:
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "slow")
        assert "Cancel: slow" in await client.menu("app/models.py", HERE)
        assert "HERO" in await client.hover("app/models.py", HERE)
        let_go(gate)

        assert (await client.said()).startswith("Made app/deep/made.py.")
        assert {path: it.text for path, it in client.buffers.items()} == MADE


async def test_a_file_changed_on_disk_wins(root: Path, gate: int) -> None:
    async with opened(root) as client:
        client.open("app/other.py")
        client.close("app/models.py")
        await client.begin("app/other.py", Position(0, 0), "slow")
        client.close("app/other.py")
        (root / "app/other.py").write_text("mine = 1\n")
        await client.hover("app/models.py", HERE)
        let_go(gate)

        assert "nothing was written" in await client.said()
        assert client.asked == []
        assert client.on_disk() == {"app/models.py": MODELS, "app/other.py": "mine = 1\n"}


async def test_typing_in_the_same_file_wins(root: Path, gate: int) -> None:
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "slow")
        client.change("app/models.py", MODELS + "typed = 1\n")
        await client.hover("app/models.py", HERE)  # now the server has it
        let_go(gate)

        assert (
            await client.said()
            == "The files changed while “slow” was at work, so nothing was written. Choose it again."
        )
        assert client.asked == []
        assert client.on_disk().keys() == {"app/models.py", "app/other.py"}


async def test_a_file_that_appears_where_one_should_be_made_is_safe(root: Path, gate: int) -> None:
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "slow")
        (root / "app/deep").mkdir()
        (root / "app/deep/made.py").write_text("mine = 1\n")
        let_go(gate)

        assert await client.said() == "app/deep/made.py exists already."
        assert client.asked == []
        assert client.on_disk()["app/deep/made.py"] == "mine = 1\n"


async def test_a_file_deleted_meanwhile_stays_deleted(root: Path, gate: int) -> None:
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "slow")
        client.close("app/models.py")
        (root / "app/models.py").unlink()
        await client.hover("app/other.py", HERE)
        let_go(gate)

        assert (
            await client.said()
            == "The files changed while “slow” was at work, so nothing was written. Choose it again."
        )
        assert client.on_disk().keys() == {"app/other.py"}


async def test_a_cancelled_job_writes_nothing(root: Path, gate: int) -> None:
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "slow")
        await client.begin("app/models.py", HERE, "Cancel: slow")

        assert await client.said() == "“slow” was cancelled; nothing was written."
        let_go(gate)
        assert await goes_on(client)
        assert client.asked == []


async def test_a_job_whose_edit_is_with_the_editor_does_not_say_that_nothing_was_written(root: Path) -> None:
    async with opened(root) as client:
        client.decided.clear()
        await client.begin("app/models.py", HERE, "make")
        while not (root / "app/deep").exists():  # made right before the edit is sent
            await goes_on(client)
        await client.begin("app/models.py", HERE, "Cancel: make")

        words = "“make” was cancelled, but the editor has its edit already. Look at the files before you go on."
        assert await client.said() == words
        client.decided.set()
        await client.wait(lambda: "app/deep/made.py" in client.buffers)


async def test_the_stop_button_of_the_progress_cancels(root: Path, gate: int) -> None:
    async with opened(root, "vscode-1.139.1-lc11") as client:
        await client.begin("app/models.py", HERE, "slow")
        await client.wait(lambda: any(title == "slow" for title in client.progress.values()))
        token = next(token for token, title in client.progress.items() if title == "slow")
        client.client.window_work_done_progress_cancel(lsp.WorkDoneProgressCancelParams(token))

        assert await client.said() == "“slow” was cancelled; nothing was written."
        let_go(gate)
        await client.wait(lambda: token in client.ended)
        assert isinstance(token, str)


async def test_the_editor_may_leave_while_a_job_runs(root: Path, gate: int) -> None:
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, "slow")

    assert client.exit_code == 0


# --------------------------------------------------------------------------- at the very start


async def test_a_menu_that_was_asked_for_before_the_file_is_opened_counts(root: Path) -> None:
    async with Client(root, "helix-25.07.1") as client:
        client.buffers.read("app/models.py")
        while "make" not in await client.menu("app/models.py", HERE):
            pass  # The folder is not read yet.
        (make,) = [it for it in await client.actions("app/models.py", HERE) if it.title == "make"]
        client.open("app/models.py")
        assert make.command is not None
        command = lsp.ExecuteCommandParams(make.command.command, make.command.arguments)
        await client.client.workspace_execute_command_async(command)

        assert (await client.said()).startswith("Made app/deep/made.py.")


async def test_typing_and_taking_it_back_changes_nothing(root: Path) -> None:
    async with opened(root) as client:
        (make,) = [it for it in await client.actions("app/models.py", HERE) if it.title == "make"]
        client.change("app/models.py", "# typed\n" + MODELS)
        client.change("app/models.py", MODELS)
        assert make.command is not None
        command = lsp.ExecuteCommandParams(make.command.command, make.command.arguments)
        await client.client.workspace_execute_command_async(command)

        assert (await client.said()).startswith("Made app/deep/made.py.")


async def test_what_is_chosen_before_the_project_is_read_waits_for_it(root: Path) -> None:
    os.mkfifo(root / "disk")
    disk = os.open(root / "disk", os.O_RDWR | os.O_NONBLOCK)
    async with Client(root, "nvim-0.11.4") as client:
        client.open("app/models.py")
        await client.begin("app/models.py", HERE, "wide")  # it edits app/other.py, too, which is not read yet
        assert "Cancel: wide" in await client.menu("app/models.py", HERE)
        os.write(disk, b"x")

        assert (await client.said()).startswith("“wide” waits for you (3 files)")
    os.close(disk)


# --------------------------------------------------------------------------- what may not be done


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("exists", "app/models.py"),
        ("outside", "outside"),
        ("blocked", "app/models.py/x.py"),
        ("through-link", "link/x.py"),
        ("refuse", "There is nothing to make today."),
        ("crash", "failed on an internal error; nothing was written"),
    ],
)
async def test_what_may_not_be_done_is_said_in_one_sentence(root: Path, action: str, words: str) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "link").symlink_to(root.parent / "elsewhere")
    before = {it: it.read_bytes() for it in root.parent.rglob("*.py")}
    async with opened(root) as client:
        await client.begin("app/models.py", HERE, action)
        said = await client.said()

        assert words in said
        assert client.asked == []
        assert {it: it.read_bytes() for it in root.parent.rglob("*.py")} == before
        assert await goes_on(client)


# --------------------------------------------------------------------------- undo


async def test_an_action_can_be_taken_back(root: Path) -> None:
    async with opened(root) as client:
        await client.choose("app/models.py", HERE, "make")
        await client.begin("app/models.py", HERE, "Undo: make")

        assert await client.said() == "“make” was undone. Save all files to keep it so."
        assert client.buffers["app/models.py"].text == MODELS
        assert not (root / "app/deep/made.py").exists()
        assert not any(it.startswith("Undo") for it in await client.menu("app/models.py", HERE))


async def test_what_somebody_worked_on_is_not_taken_back(root: Path) -> None:
    async with opened(root) as client:
        await client.choose("app/models.py", HERE, "make")
        client.change("app/deep/made.py", "made = 'mine now'\n")
        await client.begin("app/models.py", HERE, "Undo: make")

        assert await client.said() == "“make” can't be undone: its files changed since. Use the editor's own undo."
        assert client.buffers["app/models.py"].text == MADE["app/models.py"]


# --------------------------------------------------------------------------- the menu


@pytest.mark.parametrize(
    ("only", "titles"),
    [
        (["quickfix"], ["Write it small"]),
        (["refactor.rewrite"], ["make", "slow"]),
        (["refactor"], ["make", "slow"]),
        (["refactor.rewrite.practice"], ["make", "slow"]),
        (["refactor.rewrite.prac"], []),
        (["source"], []),
        ([""], ["Write it small", "make"]),
    ],
)
async def test_only_what_is_asked_for_is_offered(root: Path, only: list[Any], titles: list[str]) -> None:
    async with opened(root) as client:
        found = [it.title for it in await client.actions("app/models.py", HERE, only=only)]

    assert found[: len(titles) or None][:2] == titles


async def test_the_light_bulb_is_lit_by_fixes_alone(root: Path) -> None:
    automatic = lsp.CodeActionTriggerKind.Automatic
    async with opened(root) as client:
        assert [it.title for it in await client.actions("app/models.py", HERE, trigger_kind=automatic)] == [
            "Write it small"
        ]
        assert await client.actions("app/models.py", Position(7, 8), trigger_kind=automatic) == []


# --------------------------------------------------------------------------- odd messages


@pytest.mark.parametrize(
    "params", ["null", "[]", "{}", '{"textDocument": 3}', '{"textDocument": {"uri": "x"}, "position": {}}', "{{{"]
)
@pytest.mark.parametrize("method", ["textDocument/hover", "textDocument/didChange", "workspace/executeCommand"])
async def test_malformed_parameters_hurt_one_message_only(root: Path, method: str, params: str) -> None:
    async with opened(root) as client:
        id_ = '"id": "odd", ' if method != "textDocument/didChange" else ""
        client.send_raw(f'{{"jsonrpc": "2.0", {id_}"method": "{method}", "params": {params}}}')

        assert await goes_on(client)


@pytest.mark.parametrize(
    "arguments",
    [[{}], [{"action": "make"}], [{"action": "nobody", "title": "", "uri": "", "range": None}], ["make"], [3]],
)
@pytest.mark.parametrize("command", ["apply", "applyProposal", "discardProposal"])
async def test_a_command_that_makes_no_sense_is_answered_calmly(root: Path, command: str, arguments: list[Any]) -> None:
    async with opened(root) as client:
        await client.client.workspace_execute_command_async(lsp.ExecuteCommandParams(f"backline.{command}", arguments))

        assert await client.said() == "Backline did not understand this command. Choose the action from the menu."
        assert await goes_on(client)


async def test_a_method_that_was_never_offered_is_nothing_to_tell_the_person(root: Path) -> None:
    async with opened(root) as client:
        params = lsp.CompletionParams(lsp.TextDocumentIdentifier((root / "app/models.py").as_uri()), lsp.Position(3, 6))
        with pytest.raises(JsonRpcMethodNotFound):
            await client.client.text_document_completion_async(params)
        await client.choose("app/models.py", HERE, "refuse")
        assert await client.said() == "There is nothing to make today."


ODD_ARGUMENTS = [
    None,
    [],
    [None],
    [{}],
    ["make"],
    [[]],
    [{"places": 1}],
    [{"job": None}],
    [{"change": "first"}],
    [{"proposal": 99}],
    [{"question": 1}],
    [{"root": "/"}],
    [{"action": "make", "title": "make", "uri": "file:///none.py", "range": {"start": {"line": -1}}}],
    [{}, {}, 3],
]


async def test_every_command_takes_whatever_comes(root: Path) -> None:
    """Missing, null, of another type, for something that is gone, too many: never an error, nothing written."""
    negative = {"start": {"line": -1, "character": 0}, "end": {"line": 2**40, "character": 0}}
    ours = {"action": "make", "title": "make", "uri": (root / "app/models.py").as_uri(), "range": negative}
    async with opened(root) as client:
        for command in capabilities(build())["executeCommandProvider"]["commands"]:
            for arguments in (*ODD_ARGUMENTS, [ours]):
                asked = lsp.ExecuteCommandParams(command, arguments)
                assert await client.client.workspace_execute_command_async(asked) is None
        for odd in ("3", '"x"', "{}"):
            client.send_raw(
                '{"jsonrpc": "2.0", "id": "odd", "method": "workspace/executeCommand",'
                f' "params": {{"command": "backline.undo", "arguments": {odd}}}}}'
            )
        assert await goes_on(client)
        assert client.asked == []


@pytest.mark.parametrize("uri", ["file:///nowhere/at/all.py", "untitled:Untitled-1", "git:/a.py?x"])
async def test_a_document_that_nobody_opened_has_no_menu_and_no_hover(root: Path, uri: str) -> None:
    document = lsp.TextDocumentIdentifier(uri)
    async with opened(root) as client:
        assert await client.client.text_document_hover_async(lsp.HoverParams(document, lsp.Position(0, 0))) is None
        none = lsp.Range(lsp.Position(0, 0), lsp.Position(99, 99))
        params = lsp.CodeActionParams(document, none, lsp.CodeActionContext([]))
        assert not await client.client.text_document_code_action_async(params)
        assert await goes_on(client)


@pytest.mark.parametrize("at", [Position(0, 9999), Position(99999, 0), Position(2**31 - 1, 2**31 - 1)])
async def test_a_position_outside_the_text_is_clamped(root: Path, at: Position) -> None:
    async with opened(root) as client:
        assert "make" in await client.menu("app/models.py", at)
        await client.hover("app/models.py", at)
        assert await goes_on(client)


# --------------------------------------------------------------------------- odd files


@pytest.mark.parametrize(
    "text",
    [
        "",
        "class HERO(",
        "\ufeffclass HERO: ...\r\n",
        "class HERO:\n\tx = 1",
        "class ŽLUŤ: ...\n" * 3,
        "\x00\x01\x02 class HERO: ...",
        "class HERO[T]: ...\n\ntype X = HERO\n",
        "class HERO: ...\n" + "x = 1  # 🦸\n" * 400_000,
    ],
    ids=["empty", "half-typed", "BOM and CRLF", "tabs, no final newline", "non-ASCII", "binary", "new syntax", "5 MB"],
)
async def test_any_text_is_served(root: Path, text: str) -> None:
    (root / "app/odd.py").write_bytes(text.encode())
    async with opened(root) as client:
        client.open("app/odd.py")
        await client.diagnostics("app/odd.py")
        await client.hover("app/odd.py", Position(0, 7))

        done = await client.choose("app/odd.py", Position(0, 0), "make")

        after = {path: it for path, _, it in done.files}["app/odd.py"]
        newline = "\r\n" if "\r\n" in text else "\n"
        assert after == text + f"# made 🦸{newline}"


async def test_a_file_that_is_not_utf_8_is_passed_over(root: Path) -> None:
    (root / "app/latin.py").write_bytes(b"x = '\xe9'\n")
    async with opened(root) as client:
        assert await goes_on(client)


# --------------------------------------------------------------------------- folders, settings, the end


async def test_each_folder_is_a_world_of_its_own(root: Path) -> None:
    second = root.parent / "second"
    second.mkdir()
    (second / "b.py").write_text("class OTHER: ...\n")
    async with opened(root) as client:
        folder = lsp.WorkspaceFolder(second.as_uri(), "second")
        change = lsp.DidChangeWorkspaceFoldersParams(lsp.WorkspaceFoldersChangeEvent(added=[folder], removed=[]))
        client.client.workspace_did_change_workspace_folders(change)
        client.open("../second/b.py")
        assert [it.message for it in await client.diagnostics("../second/b.py")] == ["OTHER shouts."]

        done = await client.choose("../second/b.py", Position(0, 0), "make")

    assert [path for path, _, _ in done.files] == ["../second/b.py", "../second/app/deep/made.py"]


async def test_settings_count_as_soon_as_they_are_sent(root: Path) -> None:
    async with opened(root) as client:
        client.published.clear()
        client.configuration = {"ignore": ["BL900"]}
        client.client.workspace_did_change_configuration(
            lsp.DidChangeConfigurationParams({"backline": client.configuration})
        )

        await client.wait(lambda: "app/models.py" in client.published)
        assert client.published["app/models.py"] == []


async def test_findings_while_typing_are_a_setting(root: Path) -> None:
    async with opened(root, options={"checkOn": "change"}) as client:
        client.published.clear()
        client.change("app/models.py", MODELS.replace("HERO", "Hero"))
        await client.wait(lambda: client.versions["app/models.py"] == 1)

        assert await client.diagnostics("app/models.py") == ()


async def test_a_saved_file_is_told_of_and_others_only_if_something_is_new(root: Path) -> None:
    async with opened(root) as client:
        client.open("app/other.py")
        await client.diagnostics("app/other.py")
        await client.wait(lambda: set(client.progress) <= client.ended)
        client.published.clear()
        client.save("app/other.py")
        await client.diagnostics("app/other.py")
        await client.hover("app/models.py", HERE)  # answered after the checks that come then

        assert client.published == {"app/other.py": []}

        client.published.clear()
        client.change("app/models.py", MODELS.replace("HERO", "Hero"))
        client.save("app/other.py")
        await client.wait(lambda: len(client.published) == 2)

        assert client.published == {"app/other.py": [], "app/models.py": []}


async def test_a_closed_file_has_no_findings(root: Path) -> None:
    async with opened(root) as client:
        client.published.clear()
        client.close("app/models.py")

        assert await client.diagnostics("app/models.py") == ()


async def test_leaving_without_a_word_is_an_error_to_the_one_who_started_it(root: Path, gate: int) -> None:
    client = Client(root, "nvim-0.11.4")
    async with client:
        client.open("app/models.py")
        await client.diagnostics("app/models.py")
        await client.begin("app/models.py", HERE, "slow")
        client.client.shutdown_async = nothing  # type: ignore[method-assign]

    assert client.exit_code == 1


async def nothing(_: None) -> None:
    """What an editor that crashes says at its end."""


async def test_it_ends_with_the_code_that_the_protocol_asks_for(root: Path) -> None:
    async with opened(root) as client:
        pass
    assert client.exit_code == 0
