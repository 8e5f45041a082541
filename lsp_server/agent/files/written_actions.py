"""Actions that a project's people wrote themselves: Markdown files in `.backline/actions/`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.agent.files.front_matter import front_matter
from lsp_server.agent.files.nearest import nearest
from lsp_server.edits.change import Refusal
from lsp_server.reading.files import Files

FOLDER = ".backline/actions"
KINDS = ("table", "route", "class", "function", "file")
_KEYS = ("title", "applies-to", "may-write", "tools")
_LONGEST = 20_000  # characters of one file
_NAME = re.compile(r"[A-Za-z0-9][\w-]{0,60}")
_YES = frozenset(["true", "yes", "on"])


@dataclass(frozen=True, slots=True)
class Written:
    """One action. In the title `{target}` stands for what the cursor is on; `may_write` are globs."""

    name: str
    title: str
    applies_to: tuple[str, ...]
    may_write: tuple[str, ...]  # empty: the file at hand
    tools: bool
    instruction: str


def written_actions(files: Files) -> Iterator[Written | Refusal]:
    """The actions of a workspace folder, by the names of their files; one sentence for each file that is none."""
    for name in files.names(FOLDER):
        path = f"{FOLDER}/{name}"
        text = files.text(path) if name.endswith(".md") else None
        if text is not None:
            found = read(name.removesuffix(".md"), text)
            yield Refusal(f"{path}: {found.reason}") if isinstance(found, Refusal) else found


def read(name: str, text: str) -> Written | Refusal:
    """A file taken apart, or what is wrong with it."""
    if _NAME.fullmatch(name) is None:
        return Refusal("its name may hold letters, digits, dashes and underscores only.")
    if len(text) > _LONGEST:
        return Refusal("it is too long.")
    file = front_matter(f"{FOLDER}/{name}.md", text, _KEYS)
    for key in file.values:
        if key not in _KEYS:
            close = nearest(key, _KEYS)
            return Refusal(f"`{key}` is not known; {f'did you mean `{close}`?' if close else 'it knows ' + _listed()}")
    kinds = tuple(it.text for it in file.names("applies-to"))
    wrong = next((it for it in kinds if it not in KINDS), None)
    if wrong is not None:
        return Refusal(f"it can't apply to `{wrong}`; there are {', '.join(KINDS)}.")
    if not file.body.strip():
        return Refusal("it does not say what is to be done.")
    title = file.text("title") or name.replace("-", " ").replace("_", " ").capitalize()
    may_write = tuple(it.text for it in file.names("may-write"))
    return Written(name, title, kinds or KINDS, may_write, file.text("tools").lower() in _YES, file.body.strip())


def _listed() -> str:
    return f"{', '.join(_KEYS[:-1])} and {_KEYS[-1]}."
