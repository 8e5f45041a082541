"""The linked view of a workspace folder, read from its files without importing or running any."""
