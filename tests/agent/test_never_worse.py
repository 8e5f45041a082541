"""Whatever a model makes of a draft: each definition of it is in the result, or the result is the draft (D14)."""

import random

import pytest

from lsp_server.agent.curtain import Curtain
from lsp_server.agent.workpiece import Workpiece
from lsp_server.edits.envelope import Envelope
from lsp_server.edits.operations import InsertSymbol, Operation, ReplaceSymbol, ReplaceText, WholeFile
from lsp_server.facts.file import read
from lsp_server.text import Document
from tests.agent.conftest import Start
from tests.agent.test_run import texts

CODES = [
    "def {name}(self):\n    return 1\n",
    "async def {name}(self, *args, **kwargs):\n    return 1\n",
    "class {name}:\n    pass\n",
    "async def renamed(self, hero_id: int):\n    return 1\n",
    "",
    "x = 1\n",
]


def operation(chance: random.Random, drafted: dict[str, str]) -> Operation:
    """Some edit of a drafted file, mostly a harmful one."""
    path = chance.choice(sorted(drafted))
    names = sorted(read(Document(path, drafted[path])).definitions) or ["nothing"]
    name = chance.choice(names)
    code = chance.choice(CODES).format(name=name.rpartition(".")[2])
    lines = drafted[path].splitlines(keepends=True)
    kind = chance.randrange(5)
    if kind == 0:
        return ReplaceSymbol(path, name, code)
    if kind == 1:
        return InsertSymbol(path, code or "y = 2\n", after=name)
    if kind == 2:
        return WholeFile(
            path, chance.choice([code, "", drafted[path][: len(drafted[path]) // 2], drafted[path] + "# more\n"])
        )
    if kind == 3 and lines:
        start = chance.randrange(len(lines))
        return ReplaceText(path, "".join(lines[start : start + chance.randrange(1, 12)]), code)
    return ReplaceText(path, name.rpartition(".")[2], f"{name.rpartition('.')[2]}_new")


@pytest.mark.parametrize("seed", range(30))
async def test_the_result_has_all_that_the_draft_has(start: Start, seed: int) -> None:
    bench, _ = await start()
    task = bench.task("generate-service")
    drafted = texts(task.brief.draft)
    chance = random.Random(seed)
    work = Workpiece(task.texts, bench.root, task.brief.may_write, task.judge, Curtain(), task.brief.draft)

    for _ in range(3):
        await work.take(Envelope(tuple(operation(chance, drafted) for _ in range(chance.randrange(1, 4)))))

    if work.change is None:
        return  # nothing passed, so that the draft is what the person gets
    made = texts(work.change)
    for path, text in drafted.items():
        wanted, found = read(Document(path, text)), read(Document(path, made[path]))
        assert set(wanted.definitions) <= set(found.definitions)
