"""The database work of functions."""
