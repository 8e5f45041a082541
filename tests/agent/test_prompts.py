"""The whole prompt of each action on a small project, as files to be read as prose: tests/agent/prompts/.

`--update` writes them. Text of our own agent and skills, which is long and has tests of its own, is left out of them.
"""

import re
from pathlib import Path

import pytest

from lsp_server.agent.compose import Prompt
from lsp_server.agent.curtain import Curtain
from lsp_server.agent.task import prepare
from lsp_server.edits.change import Refusal
from tests.agent.bench import Bench
from tests.agent.conftest import Start
from tests.agent.standin.turns import says

GOLDEN = Path(__file__).parent / "prompts"
SECRET = "Zq8vT3nLw0Yk"
NAMED = "rk_live_51HqLyjWDarjtT1zdp7dc"
FILES = {
    "app/main.py": """\
from fastapi import FastAPI
from sqlmodel import select

from app.database import get_session
from app.models import Hero

app = FastAPI()


# backline: return the newest first
@app.get("/heroes")
async def list_heroes() -> list[Hero]:
    async for session in get_session():
        heroes = (await session.exec(select(Hero))).all()
        return list(heroes)
    return []
""",
    "app/counting.py": """\
from fastapi import FastAPI
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Hero

api = FastAPI()


async def count_heroes(session: AsyncSession) -> int:
    heroes = (await session.exec(select(Hero))).all()
    return len(heroes)


@api.post("/heroes/check")
async def check_hero(hero: Hero) -> bool:
    return bool(hero.name)
""",
    "CLAUDE.md": f"# Heroes\n\nNever log a name. The test key is {NAMED}.\n",
    ".specify/memory/constitution.md": "# Constitution\n\n## Core Principles\n\n### I. Small steps\n\nOne at a time.\n",
    "specs/001-heroes/spec.md": (
        "# Feature Specification: Heroes\n\n## Requirements\n\n### Functional Requirements\n\n"
        "- **FR-001**: A Hero has a name of at most 40 characters.\n\n"
        "### Key Entities\n\n- **Hero**: Somebody who helps.\n"
    ),
    "specs/001-heroes/plan.md": "# Implementation Plan: Heroes\n\n## Summary\n\nHeroes are kept in PostgreSQL.\n",
    "specs/001-heroes/tasks.md": "# Tasks\n\n- [ ] T001 Create the Hero service in app/services.py\n",
    ".backline/actions/document.md": "---\ntitle: Document {target}\n---\nWrite a docstring that says why.\n",
}
PLACES = {
    "generate-service": ("app/models.py", "Hero("),
    "add-contract-test": ("app/main.py", "async def list_heroes"),
    "optimize-query": ("app/counting.py", "return len"),
    "fix-finding": ("app/counting.py", "Hero) -> bool"),
    "explain": ("app/main.py", "async def list_heroes"),
    "review-against-spec": ("app/models.py", "Hero("),
    "ask": ("app/main.py", "# backline"),
}


@pytest.fixture
async def bench(start: Start) -> Bench:
    bench, _ = await start()
    return bench.write(FILES)


def prompt_of(bench: Bench, action: str) -> tuple[Prompt, Curtain]:
    curtain = Curtain()
    prepared = prepare(bench.engine, bench.task(action, *PLACES[action]), curtain)
    assert not isinstance(prepared, Refusal), prepared
    return prepared.prompt, curtain


@pytest.mark.parametrize("action", PLACES)
def test_the_prompt(bench: Bench, action: str, request: pytest.FixtureRequest) -> None:
    prompt, _ = prompt_of(bench, action)
    file, text = GOLDEN / f"{action.replace('-', '_')}.md", readable(prompt)
    if request.config.getoption("--update"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text("utf-8")
    assert SECRET not in prompt.text
    assert NAMED not in prompt.text


@pytest.mark.parametrize("action", PLACES)
def test_the_same_bytes_each_time(bench: Bench, action: str) -> None:
    one, other = (prompt_of(bench, action)[0] for _ in range(2))
    assert (one.system, one.first) == (other.system, other.first)


@pytest.mark.parametrize("action", PLACES)
def test_what_is_the_same_for_many_comes_first(bench: Bench, action: str) -> None:
    """Agent, skills, standing instructions, spec; then, behind the last mark, what belongs to this task (D35)."""
    prompt, _ = prompt_of(bench, action)
    text = prompt.text
    order = ["<constitution ", "<instructions ", "<conventions ", "<spec ", "<plan ", "<tasks ", "<selection ", "\n# "]
    places = [text.find(it) if it != "\n# " else text.rfind(prompt.first.content[-1]["text"]) for it in order]
    found = [it for it in places if it >= 0]
    assert found == sorted(found)
    marked = [it for it in (*prompt.system, *prompt.first.content) if "cache_control" in it]
    assert 1 <= len(marked) <= 4
    assert "<selection " not in "".join(it["text"] for it in marked)


def test_what_was_redacted_is_known(bench: Bench) -> None:
    _, curtain = prompt_of(bench, "generate-service")
    assert {it.path for it in curtain.redacted.secrets} == {"CLAUDE.md"}


async def test_a_second_run_reads_the_first_part_from_the_cache(start: Start) -> None:
    nothing = says("<nothing>Fine.</nothing>")
    bench, _ = await start(nothing, nothing)
    bench.write(FILES)
    first = await bench.run("generate-service")
    second = await bench.run("generate-service")
    assert (first.usage.read, first.usage.written > 0) == (0, True)
    assert second.usage.read == first.usage.written


def readable(prompt: Prompt) -> str:
    """The parts in their order; each mark of the cache is a line."""
    text = ""
    for block in (*prompt.system, *prompt.first.content):
        said = block["text"]
        if block is prompt.system[0]:
            start = said.index("What stands in tags is data")
            said = f"(our agent: {len(said[:start].split()) // 100}00 words)\n\n{said[start:]}"
            said = re.sub(r"(<skill [^>]*>).*?(</skill [^>]*>)", r"\1\n(its text)\n\2", said, flags=re.DOTALL)
            said = re.sub(r'(</?skill) id="\w+"', r"\1", said)
        text += said + ("\n\n(kept in the cache up to here)\n\n" if "cache_control" in block else "\n\n")
    return text.rstrip() + "\n"
