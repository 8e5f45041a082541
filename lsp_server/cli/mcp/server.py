"""The MCP server: lists the tools, and answers one call at a time."""

import json
import logging
from functools import partial
from typing import Any

import anyio
import click
import mcp_types as types
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server

from lsp_server import __version__
from lsp_server.cli.mcp.answer import Answer
from lsp_server.cli.mcp.arguments import read, schema
from lsp_server.cli.mcp.folder import Folder
from lsp_server.cli.mcp.tools import ALL, Tool
from lsp_server.edits.change import Refusal

log = logging.getLogger(__name__)

_INSTRUCTIONS = (
    "Backline knows FastAPI, SQLModel and PostgreSQL projects and their Spec Kit specs, from the files as they are on "
    "disk. All tools only read. Lines and columns count from 1. Paths are relative to the project's folder."
)


def serve(folder: Folder) -> None:
    """Answer on standard input and output until the input ends."""
    anyio.run(_serve, folder)


async def _serve(folder: Folder) -> None:
    one_at_a_time = anyio.CapacityLimiter(1)

    async def list_tools(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(it) for it in ALL.values()])

    async def call_tool(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        # In a thread, so that other messages are answered meanwhile. A cancelled call is looked at to its end, since
        # its folder is the next one's, but its answer goes nowhere.
        job = partial(_answer, folder, params.name, params.arguments or {})
        return await anyio.to_thread.run_sync(job, limiter=one_at_a_time)

    server = Server(
        "backline",
        version=__version__,
        title="Backline",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _described(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(
        title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema(tool.arguments),
        annotations=hints,
    )


def _answer(folder: Folder, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """What a tool says; a refusal and even a defect of ours is one sentence that the agent can read."""
    try:
        outcome = _ask(folder, name, arguments)
    except click.BadParameter as error:  # its sentence follows the option's name on the command line
        outcome = Refusal(f"{error.message[:1].upper()}{error.message[1:]}")
    except click.UsageError as error:
        outcome = Refusal(error.message)
    except Exception:  # a bug in one tool, which the others must not pay for
        log.exception("The tool %s failed", name)
        outcome = Refusal("This is a defect of Backline, not of the project; its log on standard error says more.")
    if isinstance(outcome, Refusal):
        return types.CallToolResult(content=[types.TextContent(text=_sendable(outcome.reason))], is_error=True)
    value = json.loads(_sendable(json.dumps(outcome.value, ensure_ascii=False)))
    return types.CallToolResult(
        content=[types.TextContent(text=_sendable(outcome.written()))], structured_content=value
    )


def _ask(folder: Folder, name: str, arguments: dict[str, Any]) -> Answer | Refusal:
    tool = ALL.get(name)
    if tool is None:
        return Refusal(f"There is no tool {name!r}; there are {', '.join(ALL)}.")
    given = read(tool.arguments, arguments)
    if isinstance(given, Refusal):
        return given
    workspace = folder.now()
    return workspace if isinstance(workspace, Refusal) else tool.ask(workspace, given)


def _sendable(text: str) -> str:
    """Text without lone surrogates: a file's name on disk need not be UTF-8, and JSON must be."""
    return text.encode("utf-8", "replace").decode("utf-8")
