"""One file's facts, read from its tree-sitter tree. Knows no other file."""
