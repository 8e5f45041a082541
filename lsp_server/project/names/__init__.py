"""What names, classes and constants of a file stand for, across files."""
