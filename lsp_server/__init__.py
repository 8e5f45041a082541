"""Backline: a language server for FastAPI, SQLModel and PostgreSQL."""

__version__ = "0.1.0"
