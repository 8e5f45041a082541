"""Where things are: symbols, navigation, code lenses and inlay hints. All of it values; the server speaks LSP."""
