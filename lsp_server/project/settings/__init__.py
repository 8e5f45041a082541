"""What the program reads from its environment: settings classes, `os.environ`, and who uses the values."""
