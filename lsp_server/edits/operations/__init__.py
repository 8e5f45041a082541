"""What an agent says, carried out on texts: five operations, each by name or by exact text, never by line number.

This is the door: the values are in `operation.py`, how they come together in `carry.py`, and how each one
becomes edits in the file of its name.
"""

from lsp_server.edits.operations.carry import carry_out
from lsp_server.edits.operations.operation import (
    AddImport,
    InsertSymbol,
    Operation,
    Outcome,
    Refused,
    ReplaceSymbol,
    ReplaceText,
    Texts,
    WholeFile,
)

__all__ = [
    "AddImport",
    "InsertSymbol",
    "Operation",
    "Outcome",
    "Refused",
    "ReplaceSymbol",
    "ReplaceText",
    "Texts",
    "WholeFile",
    "carry_out",
]
