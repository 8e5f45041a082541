"""The `backline` command: one file per sub-command, each imported only when it is asked for."""

import sys


def main() -> None:
    """Run the command that `sys.argv` names."""
    if sys.argv[1:] == ["serve"]:
        # An editor is waiting: no command line library, no other command's imports.
        from lsp_server.server.first import serve

        serve()
        return
    from lsp_server.cli.group import run

    run()
