"""SQLAlchemy 2's declarative tables, in new and old style."""

import datetime
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Any, Optional

from sqlalchemy import (
    Boolean, Column, DateTime, Enum, ForeignKey, Identity, Index, Integer, MetaData, Numeric, String, Table, UniqueConstraint,
    func, text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, MappedAsDataclass, attribute_keyed_dict, column_property, declared_attr, deferred, mapped_column, relationship,
)

intpk = Annotated[int, mapped_column(primary_key=True)]
str50 = Annotated[str, mapped_column(String(50), index=True)]
created = Annotated[datetime.datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]


class Base(DeclarativeBase):
    metadata = MetaData(schema="shop")
    type_annotation_map = {datetime.datetime: DateTime(timezone=True), dict[str, Any]: JSONB}


class Status(enum.StrEnum):
    OPEN = enum.auto()
    DONE = "done"


class WithId:
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class Timestamped:
    created_at: Mapped[created]
    updated_at: Mapped[datetime.datetime | None] = mapped_column(onupdate=func.now())


class Owned:
    @declared_attr
    def owner_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("shop.users.id", ondelete="CASCADE"), index=True)


class Record(Base):
    __abstract__ = True

    note: Mapped[Optional[str]] = mapped_column(sort_order=10)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"


user_groups = Table(
    "user_groups",
    Base.metadata,
    Column("user_id", ForeignKey("shop.users.id"), primary_key=True),
    Column("group_id", ForeignKey("shop.groups.id"), primary_key=True),
)


class User(WithId, Timestamped, Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", "name"), Index("ix_shape", "name", text("lower(email)")))

    email: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str50]
    nick: Mapped[str50 | None]
    data: Mapped[dict[str, Any]] = mapped_column("json_data", server_default="{}")
    status: Mapped[Status] = mapped_column(Enum(Status), default=Status.OPEN)
    seen: Mapped[datetime.datetime]
    local: Mapped[datetime.datetime | None] = mapped_column(DateTime)
    old = Column(Integer, nullable=False, index=True)
    older = Column(String(20))
    price: Mapped[Decimal] = mapped_column(Numeric(8, 2), nullable=True)
    big: Mapped[str] = deferred(mapped_column())
    column: Mapped[str] = Column(String)
    both: Mapped[str] = column_property(email + "!")

    orders: Mapped[list["Order"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", foreign_keys="Order.user_id"
    )
    groups: Mapped[list["Group"]] = relationship(secondary=user_groups, back_populates="users", lazy="selectin")
    notes: Mapped[dict[str, "Note"]] = relationship(collection_class=attribute_keyed_dict("title"))
    profile: Mapped[Optional["Profile"]] = relationship(back_populates="user")


class Note(Record):
    id: Mapped[intpk]
    title: Mapped[str]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shop.users.id"))


class Group(Record):
    id: Mapped[intpk]
    title: Mapped[str]

    users: Mapped[list[User]] = relationship(secondary="shop.user_groups", back_populates="groups")


class Order(Owned, Timestamped, Record):
    number: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(User.id))
    active = Column(Boolean, default=True, server_default=text("true"))

    user: Mapped["User"] = relationship(back_populates="orders", foreign_keys=[user_id])


class Profile(Record):
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("shop.users.id"), unique=True)
    user = relationship("User", back_populates="profile")
    things = relationship("Thing")


class Thing(Base):
    __tablename__ = "things"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("shop.profiles.id"))
    kind: Mapped[str]

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "thing"}


class Special(Thing):
    extra: Mapped[int | None]

    __mapper_args__ = {"polymorphic_identity": "special"}


class Joined(Thing):
    __tablename__ = "joined"

    id: Mapped[int] = mapped_column(ForeignKey("shop.things.id"), primary_key=True)
    more: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "joined"}


class DataBase(MappedAsDataclass, DeclarativeBase):
    pass


class Point(DataBase):
    __tablename__ = "point"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    x: Mapped[int]
    y: Mapped[int] = mapped_column(default=0)
    tags: Mapped[list[str]] = mapped_column(JSONB, default_factory=list)
