"""Which tables a route reaches, and through which functions."""
