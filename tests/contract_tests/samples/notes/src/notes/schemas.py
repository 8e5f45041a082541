from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class NoteCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=3, max_length=120)
    text: str | None = None
    pinned: bool = False


class NoteUpdate(BaseModel):
    title: str = Field(min_length=3, max_length=120)
    text: str | None = None
    pinned: bool = False


class NoteResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    user_id: UUID
    title: str
    text: str | None
    pinned: bool
    created_at: datetime
    updated_at: datetime
