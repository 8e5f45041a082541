"""What a schema is for, and which table it belongs to."""

import pytest

from lsp_server.project.models.schema_names import role_of_name
from lsp_server.project.models.values import Schema
from tests.project.models.ours import project

ROLES = {
    "HeroCreate": "create", "CreateHero": "create", "HeroCreateRequest": "create", "NewHero": "create",
    "UserRegister": "create",
    "HeroUpdate": "update", "UpdateHeroRequest": "update", "HeroPatch": "update", "UserUpdateMe": "update",
    "HeroPublic": "public", "HeroRead": "public", "HeroResponse": "public", "HeroOut": "public", "HeroDetail": "public",
    "HeroPublicWithTeam": "public", "HeroDTO": "public", "HeroCreateResponse": "public",
    "HeroBase": "base", "HeroListResponse": "list", "PaginatedHeroes": "list", "HeroPage": "list",
    "Token": "other", "Message": "other", "PublicHoliday": "other", "BaseModel": "other", "Update": "other",
    "": "other", "ÄrgerCreate": "create",
}  # fmt: skip


@pytest.mark.parametrize("name", ROLES)
def test_role_of_a_name(name: str) -> None:
    assert role_of_name(name) == ROLES[name]


@pytest.mark.parametrize(
    ("name", "entity", "role"),
    [
        ("PostRead", "Post", "public"), ("PostUpdate", "Posts", "update"), ("PageCreate", "Page", "create"),
        ("CreatePost", "Post", "create"), ("PostHero", "Hero", "create"), ("ListPublic", "List", "public"),
        ("PageResponse", None, "list"),
    ],
)  # fmt: skip
def test_the_entity_is_no_verb(name: str, entity: str | None, role: str) -> None:
    assert role_of_name(name, entity) == role


def test_schemas_of_a_table_whose_name_is_a_verb_elsewhere() -> None:
    table = "from sqlmodel import Field, SQLModel\nclass Post(SQLModel, table=True):\n"
    names = ("PostCreate", "PostRead", "CreatePostRequest")
    schemas = "from pydantic import BaseModel\n" + "".join(f"class {it}(BaseModel): ...\n" for it in names)
    found = project(
        {"models.py": f"{table}    id: int | None = Field(default=None, primary_key=True)\n", "schemas.py": schemas}
    )
    assert {it.name: (it.table, it.role) for it in found.schemas} == {
        "PostCreate": ("Post", "create"),
        "PostRead": ("Post", "public"),
        "CreatePostRequest": ("Post", "create"),
    }


TABLES = """
from sqlmodel import Field, Relationship, SQLModel
class TimestampMixin(SQLModel):
    created_at: str = ""
class HeroBase(SQLModel):
    name: str
class Hero(HeroBase, TimestampMixin, table=True):
    id: int | None = Field(default=None, primary_key=True)
class TeamModel(TimestampMixin, table=True):
    id: int | None = Field(default=None, primary_key=True)
class Category(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
class CartItem(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
class Cart(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    price: int
"""

SCHEMAS = """
from typing import Generic, TypeVar
from pydantic import BaseModel, ConfigDict
from pydantic_settings import BaseSettings
from models import Hero, HeroBase, TimestampMixin
T = TypeVar("T")
class Settings(BaseSettings):
    url: str
class NotOurs(ConfigDict): ...
class Champion(HeroBase):
    power: int
class HeroCreate(HeroBase): ...
class HeroOut(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")
    name: str
class HeroesPublic(BaseModel):
    data: list[HeroOut]
    count: int
class HeroWithFriends(HeroOut):
    friends: list[HeroOut] = []
class Catalogue(BaseModel):
    items: list[HeroOut]
    total: int
class TeamCreate(TimestampMixin): ...
class CategoryIn(BaseModel):
    class Config:
        orm_mode = True
    title: str
class CategoriesResponse(BaseModel):
    categories: list[Hero]
    total: int
class CartChatOutput(BaseModel):
    answer: str
class CartItemUpdate(BaseModel): ...
class CartResponse(BaseModel):
    items: list[CartItemUpdate]
    price: int
class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
class HeroPage(Page[HeroOut]): ...
class UserCreate(BaseModel): ...
class LoginRequest(BaseModel): ...
"""


@pytest.fixture(scope="module")
def schemas() -> dict[str, Schema]:
    return {it.name: it for it in project({"models.py": TABLES, "schemas.py": SCHEMAS}).schemas}


BELONGS: dict[str, tuple[str, str | None]] = {
    "TimestampMixin": ("base", None),
    "HeroBase": ("base", "Hero"),
    "Champion": ("other", "Hero"),
    "HeroCreate": ("create", "Hero"),
    "HeroOut": ("public", "Hero"),
    "HeroesPublic": ("list", "Hero"),
    "HeroWithFriends": ("other", "Hero"),
    "Catalogue": ("list", "Hero"),
    "TeamCreate": ("create", "TeamModel"),
    "CategoryIn": ("create", "Category"),
    "CategoriesResponse": ("list", "Hero"),
    "CartChatOutput": ("public", None),
    "CartItemUpdate": ("update", "CartItem"),
    "CartResponse": ("public", "Cart"),
    "Page": ("list", None),
    "HeroPage": ("list", "Hero"),
    "UserCreate": ("create", None),
    "LoginRequest": ("other", None),
}


def test_every_schema_and_nothing_else_is_one(schemas: dict[str, Schema]) -> None:
    assert set(schemas) == set(BELONGS)


@pytest.mark.parametrize("name", BELONGS)
def test_role_and_table(name: str, schemas: dict[str, Schema]) -> None:
    assert (schemas[name].role, schemas[name].table) == BELONGS[name]


def test_configuration(schemas: dict[str, Schema]) -> None:
    assert [name for name, it in schemas.items() if it.extra_forbid] == ["HeroOut", "HeroWithFriends"]
    assert {name for name, it in schemas.items() if it.from_attributes} == {
        "TimestampMixin", "HeroBase", "Champion", "HeroCreate", "HeroOut", "HeroWithFriends", "TeamCreate",
        "CategoryIn",
    }  # fmt: skip


def test_of_two_tables_with_one_name_the_nearest_is_meant() -> None:
    table = "from sqlmodel import SQLModel\nclass User(SQLModel, table=True):\n    id: int\n    name: str\n"
    schema = "from pydantic import BaseModel\nclass UserCreate(BaseModel):\n    name: str\n"
    found = project({
        "orders/app/models.py": table, "users/app/models.py": table, "users/app/schemas.py": schema,
        "users/app/other.py": "from app.models import User\n",
    })  # fmt: skip

    assert [it.table for it in found.schemas] == ["User"]
    assert found.table("User", "users/app/other.py") is found.tables[1]
    assert found.table("User", "orders/app/routes.py") is found.tables[0]
    assert found.table_by_db_name("user", "users/app/schemas.py") is found.tables[1]
    assert found.table_of(found.tables[1].symbol) is found.tables[1]
    assert found.schema("UserCreate", "users/app/x.py") is found.schemas[0]
    assert found.schema_of(found.schemas[0].symbol) is found.schemas[0]
    assert found.table("UserCreate", "users/app/schemas.py") is None
