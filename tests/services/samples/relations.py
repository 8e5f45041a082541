"""Many-to-many by a link model, and tables that inherit from tables and mixins."""

from tests.services.samples.project import DB_SQLALCHEMY, DB_SQLMODEL, Sample, app

TAGGED = """\
from sqlmodel import Field, Relationship, SQLModel


class ArticleTag(SQLModel, table=True):
    article_id: int | None = Field(default=None, foreign_key="article.id", primary_key=True)
    tag_id: int | None = Field(default=None, foreign_key="tag.id", primary_key=True)


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    articles: list["Article"] = Relationship(back_populates="tags", link_model=ArticleTag)


class Article(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, index=True)
    body: str = ""
    tags: list[Tag] = Relationship(back_populates="articles", link_model=ArticleTag)


class TagPublic(SQLModel):
    id: int
    name: str


class ArticlePublic(SQLModel):
    id: int
    slug: str
    body: str
    tags: list[TagPublic]
"""

STAFF = """\
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class TimestampMixin:
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class SoftDeleteMixin:
    is_deleted: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), default=None)


class Entity(Base, TimestampMixin):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)


class Office(Entity):
    __tablename__ = "offices"

    name: Mapped[str] = mapped_column(String(40), unique=True)


class Person(Entity, SoftDeleteMixin):
    __tablename__ = "people"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(80), unique=True)


class Manager(Person):
    __tablename__ = "managers"
    __mapper_args__ = {"polymorphic_identity": "manager"}

    id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    badge: Mapped[str | None] = mapped_column(String(20), unique=True)
"""

SAMPLES = {
    "many-to-many by a link model": Sample(
        "Article", app(TAGGED, DB_SQLMODEL), {"slug": "a"}, {"body": "b"}, unique="slug", shows=("tags",),
    ),
    "joined inheritance with mixins": Sample(
        "Manager", app(STAFF, DB_SQLALCHEMY), {"email": "a@b.c", "office_id": "$parent"}, {"badge": "1"},
        ("Office", {"name": "A"}), "email", ("office_id", 999), keeps="deleted_at",
    ),
}  # fmt: skip
