"""Rewrites of one function's queries, one a file. Each finds its places and keeps their results."""
