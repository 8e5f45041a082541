"""The Python in agents/, fence by fence.

```python title="app/db.py"          a whole file of the application that all skills together form
```python                            a snippet that is right; names it does not bind come from the application
```python bad="BL101 TypeError"      a snippet that is wrong, and who says so: a rule of ours or of ruff, an error
                                     code of mypy, or the exception that it raises
```python title="…" bad="BL302"      the same, where it matters in which file it stands
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt

AGENTS = Path(__file__).parents[2] / "agents"
Judge = Literal["backline", "ruff", "mypy", "running"]
_INFO = re.compile(r'python(?: title="(?P<title>[\w./]+)")?(?: bad="(?P<bad>[\w -]+)")?')


@dataclass(frozen=True, slots=True)
class Fence:
    """`name` is unique and a Python name; `title` the path it is written to, if it says one; `bad` who reports it."""

    name: str
    text: str
    title: str | None
    bad: tuple[str, ...]


def judge(claim: str) -> Judge:
    """Who has to report it."""
    if re.fullmatch(r"BL\d+", claim):
        return "backline"
    if re.fullmatch(r"[A-Z]+\d+", claim):
        return "ruff"
    return "running" if claim[0].isupper() else "mypy"


def fences(path: Path) -> Iterator[Fence]:
    """All fences of a Markdown file that hold Python, or say nothing of what they hold."""
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        if token.type not in ("fence", "code_block"):
            continue
        info = token.info.strip()
        if info and not info.startswith("py"):
            continue
        line = token.map[0] + 1 if token.map else 0
        found = _INFO.fullmatch(info)
        assert found, f"{path.name}:{line}: the fence says {info!r}"
        where = path.relative_to(AGENTS).as_posix().removesuffix("/SKILL.md").removesuffix(".md")
        name = re.sub(r"\W", "_", f"{where}_{line}").removeprefix("skills_")
        yield Fence(name, token.content, found["title"], tuple((found["bad"] or "").split()))


ALL = tuple(it for path in sorted(AGENTS.rglob("*.md")) for it in fences(path))
FILES = {it.title: it.text for it in ALL if it.title and not it.bad}
GOOD = tuple(it for it in ALL if it.title is None and not it.bad)
BAD = tuple(it for it in ALL if it.bad)
