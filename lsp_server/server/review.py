"""Whether a change is applied at once or looked at before."""

from typing import Literal

from lsp_server.edits.change import Change, EditFile
from lsp_server.server.client import Client
from lsp_server.settings import Settings

Way = Literal["at once", "in the editor", "as a proposal"]


def way(change: Change, chosen_in: str, settings: Settings, client: Client, *, look: bool = False) -> Way:
    """How a change reaches the files. `chosen_in` is the file in which the person chose it; with `look` it has
    code that a person must have seen, whatever the settings say.

    New files take nothing from anybody, and the file at hand is before the person's eyes: by default only
    what edits other files is looked at first, in the editor's own preview where it has one (VS Code,
    Neovim 0.12).
    """
    elsewhere = any(isinstance(it, EditFile) and it.path != chosen_in for it in change.files)
    match settings.review:
        case "never" if not look:
            return "at once"
        case "auto" if not elsewhere and not look:
            return "at once"
        case "proposal":
            return "as a proposal"
        case "auto" | "always" | "never":
            return "in the editor" if client.confirms and client.document_changes else "as a proposal"
