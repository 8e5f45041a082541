"""Files of generated code: text, imports and line length brought together."""

from lsp_server.edits.change import NewFile
from lsp_server.edits.imports import add
from lsp_server.edits.services.layout import fit
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.spelling import Needs
from lsp_server.text import Document, apply


def fitted(plan: Plan, text: str) -> str:
    """The text within the project's line length and in its quotes."""
    return fit(text, plan.conventions.format.line_length, plan.conventions.format.quotes)


def new_file(plan: Plan, path: str, text: str, needs: Needs) -> NewFile:
    """A new file with its imports in order."""
    document = Document(path, fitted(plan, text))
    width = plan.conventions.format.line_length
    tops = {plan.project.modules.name_of(it).partition(".")[0] for it in plan.project.files if it.endswith(".py")}
    edits = add(document, *needs.wanted, first_party=tops | needs.tops, line_length=width)
    return NewFile(path, apply(document.text, edits))
