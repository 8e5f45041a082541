"""Bases, mixins and generics that tables elsewhere inherit from."""

import uuid
from datetime import datetime, timezone
from typing import Annotated

from pydantic import ConfigDict
from sqlalchemy import func
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class BaseModel(SQLModel):
    model_config = ConfigDict(extra="forbid")

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)


class Timestamps(SQLModel):
    created_at: datetime = Field(default_factory=utc_now, nullable=False)
    updated_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": func.now()})


class SoftDelete:
    deleted_at: datetime | None = None
    deleted_by: Annotated[str, Field(max_length=64)] | None = Field(default=None, index=True)


class Snake(SQLModel):
    @declared_attr.directive
    def __tablename__(cls) -> str:
        import re

        name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        return f"{name}s"


class Identified(SQLModel):
    id: int | None = Field(default=None, primary_key=True)
    previous: int | None = None
