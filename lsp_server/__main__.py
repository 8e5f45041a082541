"""`python -m lsp_server` is the `backline` command."""

from lsp_server.cli import main

if __name__ == "__main__":
    main()
