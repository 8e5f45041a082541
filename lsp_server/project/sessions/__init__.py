"""Database sessions: who provides, holds and ends them."""
