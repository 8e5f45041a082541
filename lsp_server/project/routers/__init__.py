"""Routers and applications, and the prefixes under which they are reached."""
