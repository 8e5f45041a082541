"""How the linked view is kept up while files change: what was computed is kept while what it read is the same."""
