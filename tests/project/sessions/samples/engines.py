"""Engines that are never connected: no provider here runs a statement."""

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_engine("sqlite://")
async_engine = create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:1/none")
