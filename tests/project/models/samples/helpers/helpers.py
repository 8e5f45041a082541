"""What projects make with small functions of their own, and with star imports."""

import uuid
from datetime import *
from enum import Enum as PythonEnum
from functools import partial

import sqlalchemy as sa
from pydantic import AliasChoices, AliasGenerator, BaseModel, ConfigDict
from pydantic import Field as PydanticField
from pydantic.alias_generators import to_pascal, to_snake
from sqlmodel import *

KEPT = {"created_at"}
TABLES = "help" + "_"


def camel(name: str) -> str:
    """first_name -> firstName; created_at stays."""
    if name in KEPT or name == "same_name":
        return name
    if "_" not in name and name not in KEPT:
        return name.upper()
    return "".join(word.capitalize() if i else word for i, word in enumerate(name.split("_")))


def primary_key():
    return Field(default_factory=uuid.uuid4, primary_key=True)


def money_column() -> sa.Column:
    return sa.Column(sa.Numeric(12, 2), nullable=False, server_default="0")


class Helped(SQLModel, table=True):
    __tablename__ = f"{TABLES}ed"

    id: uuid.UUID = primary_key()
    born: date
    money: float = Field(default=0, sa_column=money_column())
    owner: str = Field(index=True)
    group: str = "a"


Index("ix_owner_group", Helped.owner, Helped.group.desc())


class Seen(SQLModel, table=True):
    __table_args__ = ({"info": {"is_view": True}},)
    __mapper_args__ = {"primary_key": ["number"]}

    number: int
    name: str = ""


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=camel, populate_by_name=True)

    first_name: str
    same_name: str
    plain: str
    created_at: datetime
    choice: int = PydanticField(default=1, validation_alias=AliasChoices("choosing", "picking"))


class Pascal(BaseModel):
    model_config = {"alias_generator": AliasGenerator(validation_alias=to_pascal)}

    first_name: str


class Snake(Camel, alias_generator=to_snake):
    lastName: str
