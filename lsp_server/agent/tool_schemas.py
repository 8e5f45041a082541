"""The tools that a model may call, as it is told of them: no shell, no network, no deleting (D21).

The names and fields are those that models were trained on; the schemas are our own, since servers differ on
built-in ones.
"""

from collections.abc import Mapping
from typing import Any

from lsp_server.agent.talk import Tool


def _schema(**properties: str) -> dict[str, Any]:
    """Strings only; a name that ends in _ may be left out."""
    return {
        "type": "object",
        "properties": {
            name.removesuffix("_"): {"type": "string", "description": about} for name, about in properties.items()
        },
        "required": [name for name in properties if not name.endswith("_")],
        "additionalProperties": False,
    }


_PATH = "relative to the workspace folder, with forward slashes"
_ASK: dict[str, Any] = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "choices": {
            "type": "array",
            "items": {"type": "string"},
            "description": "two to four; the first is taken when nobody answers",
        },
    },
    "required": ["question", "choices"],
    "additionalProperties": False,
}
TOOLS = (
    Tool("read_file", "Read a file, with your edits in it.", _schema(path=_PATH)),
    Tool("list_files", "List the project's files.", _schema(glob_="such as app/services/*.py; every file without it")),
    Tool(
        "search", "Find a text in the project's files, line by line.", _schema(text="as it is written", glob_="files")
    ),
    Tool("get_symbol", "Read one class, function or method.", _schema(path=_PATH, symbol="such as HeroService.create")),
    Tool(
        "replace_symbol",
        "Replace one class, function or method, decorators included.",
        _schema(path=_PATH, symbol="its qualified name", code="the whole new definition"),
    ),
    Tool(
        "insert_symbol",
        "Add a definition: after a sibling, inside a class, or at the end of the module.",
        _schema(path=_PATH, code="the definition", after_="a sibling's name", inside_="a class's name"),
    ),
    Tool("add_import", "Add one import line.", _schema(path=_PATH, line="from app.models import Hero")),
    Tool(
        "str_replace",
        "Replace text that stands exactly once in a file.",
        _schema(path=_PATH, old_str="the text", new_str="the new text"),
    ),
    Tool("create_file", "Create a file.", _schema(path=_PATH, file_text="all of it")),
    Tool("ask_user", "Ask the person where the spec allows two readings. At most twice.", _ASK),
)


def wrong_with(tool: Tool, given: Mapping[str, Any]) -> str | None:
    """What is wrong with a call's fields."""
    known = tool.schema["properties"]
    for name in tool.schema["required"]:
        if name not in given:
            return f"{tool.name} needs {name}."
    for name, value in given.items():
        if name not in known:
            return f"{tool.name} has no field {name}; it has {', '.join(known)}."
        if known[name]["type"] == "string" and not isinstance(value, str):
            return f"{name} of {tool.name} must be a text."
    return None
