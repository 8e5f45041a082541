"""`backline mcp`: the project view, the findings and the drafts of actions as read-only tools for agents.

The only room that knows the `mcp` package (https://modelcontextprotocol.io), which is imported when the server starts.
"""

from importlib.util import find_spec
from pathlib import Path

import click

from lsp_server.cli.workspace import find_root, root_option


@click.command()
@root_option
def mcp(root: Path | None) -> None:
    """Run the MCP server on standard input and output.

    Its tools only read. An agent starts it, such as Claude Code; it ends when its input does.
    """
    if find_spec("mcp") is None:
        raise click.UsageError("The MCP server needs one more package; say: pip install 'backline[mcp]'")
    from lsp_server.cli.mcp.folder import Folder
    from lsp_server.cli.mcp.server import serve

    serve(Folder(root.resolve() if root is not None else find_root(Path())))
