"""Scripts in Markdown, and the stand-in as a process."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anthropic
import pytest

from tests.agent.standin import markdown, words
from tests.agent.standin.dialects import OLLAMA
from tests.agent.standin.markdown import ScriptError, parse, read
from tests.agent.standin.sdk import Connect, Start, going_on, streamed, text
from tests.agent.standin.turns import (
    answers,
    empty_stream,
    fails,
    hangs_up,
    html,
    rate_limited,
    redirects,
    refuses,
    says,
    silent,
)
from tests.agent.standin.values import Expectation, Text, Thinking, ToolUse, Unknown, Usage

SCRIPT = Path(__file__).parent / "scripts" / "every_word.md"
LONG = "A long sentence that will not be said to its end."
SHOWN = {"thinking": {"type": "adaptive", "display": "summarized"}}


def test_every_word_is_understood() -> None:
    turns = {it.name: it for it in read(SCRIPT).turns}
    call = ToolUse("read_file", '{"path": "app/models.py"}')
    first = answers(
        Thinking("Which layer?"), Text("Let me look.\n\n```py\nx = 1\n```"), call, usage=Usage(1200, 30, 0, 0)
    )
    looked = (
        first.expecting("class Hero").expecting_no("postgresql://").expecting("class Hero(SQLModel):\n    name: str")
    )
    hologram = answers(Unknown({"type": "hologram"}), Text("<nothing>It is all there: žluťoučký 🦸</nothing>"))
    wanted = [
        looked.named("The agent looks around"),
        hologram.with_event("content_block_hint").in_fragments(7).named("It writes, and an unknown block passes by"),
        says(LONG).cut(5).expecting_no("never").named("It is cut"),
        says(LONG).cut(5, "ends").named("It ends too soon"),
        says(LONG).cut(5, "resets").named("It is reset"),
        says(LONG).failing(5).named("It fails"),
        says("def create(", stop_reason="max_tokens").named("It has no room"),
        says("At last.").waiting().named("It waits"),
        says("At last.").waiting(3).named("It waits later"),
        says("At last.").dripping().named("It drips"),
        says("At last.").paced(0.001).named("It takes its time"),
        refuses("cyber", "This can't be answered.").named("It refuses"),
        rate_limited(3600).named("Too many"),
        fails(529, "overloaded_error", "overloaded_error").named("Too busy"),
        html().named("A captive portal"),
        empty_stream().named("Nothing"),
        redirects().named("Elsewhere"),
        silent().named("Silence"),
        hangs_up().named("Good-bye"),
    ]
    for it in wanted:
        got = turns.pop(it.name)
        assert (got.act, got.delivery, set(got.expects)) == (it.act, it.delivery, set(it.expects))
    assert not turns


def test_the_page_and_the_script_hold_every_word() -> None:
    """A new word is in the docstring that people read, and in the script above."""
    for page in (markdown.__doc__ or "", SCRIPT.read_text(encoding="utf-8")):
        lines = [re.split(r"\s{2,}", it.strip())[0] for it in page.splitlines()]
        for pattern, _ in (*words.FENCES, *words.CHANGES, *words.OTHERS):
            assert any(re.fullmatch(pattern, it) for it in lines), pattern


@pytest.mark.parametrize(
    "wrong, line",
    [
        ("# One\n\nExpect `x`.\n\n```\nHi\n```\n", None),
        ("# One\n\nExpects x.\n\n```\nHi\n```\n", 3),
        ("# One\n\nSome prose.\nStops with max_tokens.\n\n```\nHi\n```\n", 4),
        ("# One\n\nSays:\n\nnot a fence\n", 5),
        ("# One\n\nOnly prose.\n", 1),
        ("# One\n\nHangs up.\n\n```\nHi\n```\n", 1),
        ("Speaks klingon.\n\n# One\n\n```\nHi\n```\n", 1),
        ("Answers HTML.\n\n# One\n\n```\nHi\n```\n", 1),
        ("No turn.\n", 0),
        ("", 0),
    ],
)
def test_what_is_not_understood_is_an_error(wrong: str, line: int | None) -> None:
    if line is None:  # "Expect" is no word of ours: prose
        assert parse(wrong).turns[0].expects == ()
        return
    with pytest.raises(ScriptError, match=f"script:{line}: " if line else "no turn"):
        parse(wrong)


def test_crlf_and_the_dialect() -> None:
    script = parse("Speaks ollama.\r\n\r\n# One\r\n\r\nExpects `a`.\r\n\r\n```\r\nHi\r\nyou\r\n```\r\n")
    assert script.dialect is OLLAMA
    assert script.turns[0].act == says("Hi\nyou").act
    assert script.turns[0].expects == (Expectation("a"),)


async def test_a_script_plays(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(*read(SCRIPT).turns)
    sdk = connect(server.url)
    tool = {"name": "read_file", "input_schema": {"type": "object"}}
    ask = "class Hero(SQLModel):\n    name: str"
    _, message = await streamed(sdk, **SHOWN, tools=[tool], messages=[{"role": "user", "content": ask}])
    assert [it.type for it in message.content] == ["thinking", "text", "tool_use"]
    assert message.content[2].input == {"path": "app/models.py"}
    assert (message.usage.input_tokens, message.usage.output_tokens) == (1200, 30)
    history = going_on(message, "x = 1")
    history[0]["content"] = ask
    _, message = await streamed(sdk, **SHOWN, tools=[tool], messages=history)
    assert text(message) == "<nothing>It is all there: žluťoučký 🦸</nothing>"


# ------------------------------------------------------------- as a process


@asynccontextmanager
async def process(script: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    pipe = asyncio.subprocess.PIPE
    root = Path(__file__).parents[3]
    command = (sys.executable, "-m", "tests.agent.standin", str(script))
    started = await asyncio.create_subprocess_exec(*command, cwd=root, stdin=pipe, stdout=pipe, stderr=pipe)
    assert started.stdin is not None and started.stdout is not None
    try:
        yield (await started.stdout.readline()).decode().strip(), started
    finally:
        started.stdin.close()
        await started.wait()


async def test_a_process_serves_until_its_input_ends(tmp_path: Path, connect: Connect) -> None:
    script = tmp_path / "script.md"
    script.write_text("# One\n\nWaits.\n\n```\nHi 🦸\n```\n", encoding="utf-8")
    async with process(script) as (url, it):
        asking = asyncio.create_task(streamed(connect(url)))
        assert it.stdin is not None
        it.stdin.write(b"go on\n")
        _, message = await asking
        assert text(message) == "Hi 🦸"
    assert it.returncode == 0


async def test_a_process_says_what_went_against_its_script(tmp_path: Path, connect: Connect) -> None:
    script = tmp_path / "script.md"
    script.write_text("# One\n\nExpects `Team`.\n\n```\nHi\n```\n", encoding="utf-8")
    async with process(script) as (url, it):
        with pytest.raises(anthropic.InternalServerError):
            await streamed(connect(url))
    assert it.returncode == 1
    assert it.stderr is not None
    assert "One: the request does not hold 'Team'." in (await it.stderr.read()).decode()


async def test_a_process_says_what_it_does_not_understand(tmp_path: Path) -> None:
    script = tmp_path / "script.md"
    script.write_text("# One\n\nCuts.\n", encoding="utf-8")
    async with process(script) as (url, it):
        assert url == ""
    assert it.returncode == 1
    assert it.stderr is not None
    assert (await it.stderr.read()).decode() == "script.md:3: not understood: Cuts.\n"
