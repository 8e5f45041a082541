"""Projects whose services have a manner of their own, which the new one follows."""

from tests.services.samples.project import DB_SQLALCHEMY, DB_SQLALCHEMY_COMMITS, DB_SQLMODEL, DB_SYNC, Sample, app

DECLARATIVE = """\
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    author: Mapped[Author] = relationship(back_populates="books")
"""

ITEM_CRUD = """\
from sqlmodel import Session, select

from app.models import Item, ItemCreate, Tag


def create_item(*, session: Session, item_in: ItemCreate) -> Item:
    item = Item.model_validate(item_in)
    session.add(item)
    session.commit()
    session.refresh(item)
    return item


def get_item(*, session: Session, item_id: int) -> Item | None:
    return session.get(Item, item_id)


def get_tag(*, session: Session, tag_id: int) -> Tag | None:
    return session.exec(select(Tag).where(Tag.id == tag_id)).one_or_none()
"""

ITEM = """\
from sqlmodel import Field, SQLModel


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    label: str = Field(unique=True)


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True, max_length=20)
    count: int = 0


class ItemCreate(SQLModel):
    title: str = Field(max_length=20)
    count: int = 0
"""

STATIC = """\
from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from app.models import Tag


class TagService:
    @staticmethod
    async def create_tag(session: AsyncSession, label: str) -> Tag:
        tag = Tag(label=label)
        session.add(tag)
        await session.commit()
        await session.refresh(tag)
        return tag

    @staticmethod
    async def get_tag(session: AsyncSession, tag_id: int) -> Tag:
        result = await session.execute(select(Tag).where(Tag.id == tag_id))
        tag = result.scalar_one_or_none()
        if tag is None:
            raise HTTPException(status_code=404, detail="Tag not found")
        return tag
"""

REPOSITORY = """\
from collections.abc import Sequence
from typing import Generic, TypeVar

from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

Model = TypeVar("Model", bound=SQLModel)
Create = TypeVar("Create", bound=SQLModel)


class BaseRepository(Generic[Model, Create]):
    model: type[Model]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def create(self, data: Create) -> Model:
        row = self.model.model_validate(data)
        self.session.add(row)
        await self.session.commit()
        await self.session.refresh(row)
        return row

    async def get(self, row_id: int) -> Model | None:
        return await self.session.get(self.model, row_id)

    async def list(self, *, offset: int = 0, limit: int = 100) -> tuple[Sequence[Model], int]:
        total = await self.session.exec(select(func.count()).select_from(self.model))
        key = col(self.model.__table__.c.id)  # type: ignore[attr-defined]
        rows = await self.session.exec(select(self.model).order_by(key).offset(offset).limit(limit))
        return rows.all(), total.one()
"""

TAG_REPOSITORY = """\
from app.models import Tag, TagCreate
from app.repositories.base import BaseRepository


class TagRepository(BaseRepository[Tag, TagCreate]):
    model = Tag

    async def update(self, tag: Tag, label: str) -> Tag | None:
        tag.label = label
        await self.session.commit()
        return tag
"""

ITEM_SCHEMAS = """

class TagCreate(SQLModel):
    label: str
"""

TAG_FUNCTIONS = '''\
from typing import Optional

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.models import Tag


def add_tag(db: Session, label: str) -> Tag:
    """Add a tag.

    Args:
        db: Database session
        label: What it says

    Returns:
        The tag
    """
    tag = Tag(label=label)
    db.add(tag)
    try:
        db.commit()
    except IntegrityError as e:
        db.rollback()
        raise ValueError("Label is taken") from e
    db.refresh(tag)
    return tag


def find_tag(db: Session, tag_id: int) -> Optional[Tag]:
    """Find a tag.

    Returns:
        The tag, or None
    """
    return db.exec(select(Tag).where(Tag.id == tag_id)).first()
'''

GET_AND_LIST = '''\
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Item


class ItemNotFound(Exception):
    def __init__(self, item_id: int) -> None:
        super().__init__(f"Item {item_id} not found")


class ItemService:
    """Reads items."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fetch_item(self, item_id: int) -> Item:
        """One item."""
        item = await self._session.get(Item, item_id)
        if item is None:
            raise ItemNotFound(item_id)
        return item

    async def fetch_all_items(self, offset: int = 0, limit: int = 100) -> tuple[list[Item], int]:
        """Some items."""
        items = await self._session.exec(select(Item))
        rows = list(items.all())
        return rows[offset : offset + limit], len(rows)

    async def add_item(self, data: Item) -> Item:
        """Store an item."""
        self._session.add(data)
        await self._session.commit()
        return data
'''

SAMPLES = {
    "SQLAlchemy declarative": Sample(
        "Book", app(DECLARATIVE, DB_SQLALCHEMY_COMMITS), {"title": "T", "author_id": "$parent"}, {"title": "U"},
        ("Author", {"name": "A"}), "title", ("author_id", 999), flushes=True,
    ),
    "sync functions with keyword arguments": Sample(
        "Tag", app(ITEM, DB_SYNC, **{"app/crud.py": ITEM_CRUD}), {"label": "a"}, {"label": "b"}, unique="label",
        propagates=True, written=("app/crud.py", "app/models.py"),
    ),
    "static methods that raise HTTPException": Sample(
        "Item",
        app(ITEM, DB_SQLALCHEMY, **{"app/services/__init__.py": "", "app/services/tag_service.py": STATIC}),
        {"title": "a"}, {"count": 3}, unique="title",
    ),
    "a repository derived from the project's own": Sample(
        "Item",
        app(
            ITEM + ITEM_SCHEMAS,
            DB_SQLMODEL,
            **{
                "app/repositories/__init__.py": "", "app/repositories/base.py": REPOSITORY,
                "app/repositories/tag_repository.py": TAG_REPOSITORY,
            },
        ),
        {"title": "a"}, {"count": 3}, unique="title", propagates=True,
        written=("app/dependencies.py", "app/models.py", "app/repositories/item_repository.py"),
    ),
    "functions that answer None and raise ValueError": Sample(
        "Item", app(ITEM, DB_SYNC, **{"app/services/__init__.py": "", "app/services/tag_service.py": TAG_FUNCTIONS}),
        {"title": "a"}, {"count": 3}, unique="title",
        written=("app/models.py", "app/services/item_service.py"),
    ),
    "a class that reads and adds, by other names": Sample(
        "Item",
        app(ITEM, DB_SQLMODEL, **{"app/services/__init__.py": "", "app/services/item_service.py": GET_AND_LIST}),
        {"title": "a"}, {"count": 3},
        written=(
            "app/error_handlers.py", "app/errors.py", "app/main.py", "app/models.py", "app/services/item_service.py",
        ),
    ),
}  # fmt: skip
