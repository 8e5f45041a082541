import uuid
from typing import Optional

from sqlmodel import Field, SQLModel

from inherited.base import BaseModel, Identified, Snake, SoftDelete, Timestamps
from . import base as basis


class HeroBase(SQLModel):
    name: str = Field(index=True, max_length=50)
    secret_name: str
    age: int | None = None


class Hero(HeroBase, Timestamps, SoftDelete, BaseModel, table=True):
    age: int = Field(default=1, ge=0)
    team: Optional[str] = None


class HeroCreate(HeroBase):
    pass


class HeroUpdate(SQLModel):
    name: str | None = Field(default=None, max_length=50)
    age: int | None = None


class HeroPublic(HeroBase):
    id: uuid.UUID


class HeroWithMore(HeroPublic, basis.Timestamps):
    pass


class HeroesPublic(SQLModel):
    data: list[HeroPublic]
    count: int


class HTTPLogEntry(Snake, Identified, table=True):
    text: str = ""


class Marked(Identified, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)


class Top(SQLModel):
    top: int = 0


class Left(Top):
    left: int = 0


class Right(Top):
    right: int = 0
    top: int | None = None


class Diamond(Left, Right, table=True):
    id: int | None = Field(default=None, primary_key=True)


class NotMapped(Hero):
    extra: int = 0


class Composite(SQLModel, table=True):
    left_id: int = Field(primary_key=True, foreign_key="h_t_t_p_log_entrys.id")
    right_id: uuid.UUID = Field(primary_key=True, foreign_key="hero.id")
