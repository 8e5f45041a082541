"""Docstrings in the project's habit: none, one sentence, or sections for arguments and results."""

from collections.abc import Sequence
from dataclasses import dataclass

from lsp_server.edits.services.style import Docs
from lsp_server.edits.templates import docstring


@dataclass(frozen=True)
class Doc:
    """What a function's docstring has to say."""

    summary: str
    arguments: Sequence[tuple[str, str]] = ()
    returns: str = ""
    raises: Sequence[tuple[str, str]] = ()

    def lines(self, style: Docs, width: int) -> list[str]:
        """The docstring's lines, not indented; none where the project writes none."""
        if style == "none":
            return []
        if style == "plain":
            return docstring(self.summary, line_length=width - 4).split("\n")
        found = [f'"""{self.summary}']
        if self.arguments:
            found += ["", "Args:", *(f"    {name}: {text}" for name, text in self.arguments)]
        if self.returns:
            found += ["", "Returns:", f"    {self.returns}"]
        if self.raises:
            found += ["", "Raises:", *(f"    {name}: {text}" for name, text in self.raises)]
        return [*found, '"""'] if len(found) > 1 else [f'{found[0]}"""']
