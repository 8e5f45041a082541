"""What an agent's change lost of the draft that it began with: no result is worse than the draft (D14)."""

from lsp_server.edits.change import Change
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document


def loss(draft: Change, result: Change) -> str | None:
    """One sentence about the first thing that the draft defines and the result does not; None: nothing is lost.

    Functions, methods and classes count by their qualified names, functions with the parameters that a caller has to
    give. What the files had before the draft counts as well: a change that deletes it loses it.
    """
    made = {it.path: it for it in result.files}
    for it in draft.files:
        now = made.get(it.path)
        if now is None:
            return f"{it.path} was in the draft and is missing."
        wanted, found = read(Document(it.path, it.after)), read(Document(it.path, now.after))
        if (lost := _lost(wanted, found)) is not None:
            return lost
    return None


def _lost(wanted: FileFacts, found: FileFacts) -> str | None:
    for name, node in wanted.definitions.items():
        now = found.definitions.get(name)
        if now is None:
            return f"{name} of the draft is missing in {wanted.path}; keep it, with its name."
        if isinstance(node, syntax.FunctionDef):
            if not isinstance(now, syntax.FunctionDef):
                return f"{name} in {wanted.path} is no function any more."
            missing = _parameters(node) - _parameters(now)
            if missing:
                return f"{name} in {wanted.path} lost its parameter {min(missing)}; keep the draft's signature."
            if node.is_async != now.is_async:
                return f"{name} in {wanted.path} is {'async' if node.is_async else 'sync'} in the draft; keep it so."
    return None


def _parameters(node: syntax.FunctionDef) -> frozenset[str]:
    return frozenset(it.name for it in node.parameters)
