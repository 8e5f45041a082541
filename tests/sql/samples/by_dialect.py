"""Types that choose by the dialect, checks of one column, foreign keys of one column beside those of two."""

import uuid

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Select
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import CHAR, TypeDecorator
from sqlmodel import Field, SQLModel, select


class Guid(TypeDecorator):
    """A UUID where the database has one."""

    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        """By the dialect's name."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        else:
            return dialect.type_descriptor(CHAR(32))


class Json(TypeDecorator):
    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.JSONB() if "postgresql" == dialect.name else sa.JSON())


class Name(TypeDecorator):
    impl = sa.String(40)
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(CHAR(40))
        return self.impl


LATE = "DEFERRED"


class Tenant(SQLModel, table=True):
    id: uuid.UUID = Field(sa_type=Guid, primary_key=True)
    name: str = Field(sa_type=Name)
    options: dict = Field(sa_type=Json)


class Alert(SQLModel, table=True):
    tenant_id: uuid.UUID = Field(sa_type=Guid, foreign_key="tenant.id", primary_key=True)
    fingerprint: str = Field(primary_key=True)
    threshold: int = Field(sa_column_args=(CheckConstraint("threshold > 0"),), default=1)


class Link(SQLModel, table=True):
    tenant_id: uuid.UUID = Field(sa_type=Guid, foreign_key="tenant.id", primary_key=True)
    fingerprint: str = Field(primary_key=True)
    other_id: uuid.UUID = Field(sa_column=Column(Guid(), ForeignKey("tenant.id", ondelete="CASCADE"), primary_key=True))
    named: uuid.UUID = Field(sa_type=Guid, sa_column_args=[ForeignKey("tenant.id", name="named_key", onupdate="CASCADE")])
    later: uuid.UUID = Field(sa_type=Guid, sa_column_args=[ForeignKey("tenant.id", deferrable=True, initially=LATE)])
    altered: uuid.UUID = Field(sa_type=Guid, sa_column_args=[ForeignKey("tenant.id", use_alter=True, name="altered_key")])
    rank: int = Field(sa_column=Column(sa.Integer, CheckConstraint("rank < 9", name="low"), nullable=False))

    __table_args__ = (ForeignKeyConstraint(["tenant_id", "fingerprint"], ["alert.tenant_id", "alert.fingerprint"]), {})


def tenants() -> Select:
    return select(Tenant).where(Tenant.name == "a")


def alerts(tenant_id: uuid.UUID) -> Select:
    return select(Alert).where(Alert.tenant_id == tenant_id)


def links() -> Select:
    return select(Link.rank).join(Alert, Link.fingerprint == Alert.fingerprint)


def names() -> Select:
    return select(Tenant.name).order_by(Tenant.name)
