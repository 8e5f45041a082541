"""`backline serve`: the language server."""

import os

import click


@click.command()
@click.option("--tcp", metavar="HOST:PORT", help="Listen there for one editor, as remote containers need.")
def serve(tcp: str | None) -> None:
    """Run the language server on standard input and output."""
    from lsp_server.server import app

    if tcp is None:
        app.serve()
        return
    host, _, port = tcp.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"{tcp!r} is no address; write HOST:PORT, such as 127.0.0.1:2087.", param_hint="--tcp")
    try:
        app.serve_tcp(host.strip("[]"), int(port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)
        raise click.ClickException(f"Can't listen on {tcp}: {reason}.") from error
