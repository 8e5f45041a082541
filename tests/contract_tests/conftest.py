"""The samples are applications with tests of their own, run by `runner.py` and not by our pytest."""

collect_ignore = ["samples"]
