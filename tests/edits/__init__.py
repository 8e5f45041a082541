"""What is tested of `edits/`; `shown.py` is how an envelope looks in its fixtures."""
