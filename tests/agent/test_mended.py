"""A finding that was to be mended is gone, or the answer goes back."""

from lsp_server.agent.result import Made
from tests.agent.conftest import Start
from tests.agent.standin.turns import says

MAIN = """\
from fastapi import FastAPI

from app.models import Hero

app = FastAPI()


@app.post("/heroes/check")
async def check_hero(hero: Hero) -> bool:
    return bool(hero.name)
"""
AROUND = '''\
<edit path="app/main.py" symbol="check_hero">
@app.post("/heroes/check")
async def check_hero(hero: Hero) -> bool:
    """Whether a hero has a name."""
    return bool(hero.name)
</edit>
<summary>Said what it does.</summary>
'''
MENDED = """\
<import path="app/main.py">from sqlmodel import SQLModel</import>
<insert path="app/main.py">
class HeroCheck(SQLModel):
    name: str
</insert>
<replace path="app/main.py"><old>hero: Hero)</old><new>hero: "HeroCheck")</new></replace>
<summary>The body is a schema.</summary>
"""


async def test_what_leaves_the_finding_goes_back(start: Start) -> None:
    back = "would still have what was to be mended"
    bench, server = await start(says(AROUND), says(MENDED).expecting(back))
    bench.write({"app/main.py": MAIN})

    result = await bench.run("fix-finding", "app/main.py", "Hero) -> bool")

    assert isinstance(result, Made)
    assert result.change is not None
    assert 'hero: "HeroCheck"' in result.change.files[0].after
    assert len(server.messages) == 2
