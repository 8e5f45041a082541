"""What happens to rows in time: mixins that stamp them, deletion that keeps them, tenants that share a table."""

from tests.services.samples.project import DB_SQLMODEL, Sample, app

MIXINS = """\
from datetime import UTC, datetime

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel


def utcnow() -> datetime:
    return datetime.now(UTC)


class TimestampMixin(SQLModel):
    created_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(default_factory=utcnow, sa_type=DateTime(timezone=True))


class SoftDeleteMixin(SQLModel):
    is_deleted: bool = Field(default=False, index=True)
"""

BILLING = """\
import uuid
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.mixins import SoftDeleteMixin, TimestampMixin


class Currency(str, Enum):
    EUR = "EUR"
    USD = "USD"


class Entity(SQLModel):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)


class Invoice(Entity, TimestampMixin, SoftDeleteMixin, table=True):
    __table_args__ = (UniqueConstraint("tenant_id", "number", name="one_number_a_tenant"),)

    tenant_id: int = Field(index=True)
    number: str
    amount: Decimal = Field(max_digits=10, decimal_places=2, ge=0)
    currency: Currency = Currency.EUR
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    approved_by: str
"""

QUERIES = """\
from collections.abc import Sequence

from sqlmodel import col, select

from app.db import SessionDep
from app.models import Invoice


async def numbers(session: SessionDep, tenant_id: int) -> Sequence[str]:
    found = await session.exec(select(Invoice.number).where(col(Invoice.tenant_id) == tenant_id).limit(10))
    return found.all()
"""

SCHEMAS = """\
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from app.models import Currency


class InvoiceCreate(BaseModel):
    number: str
    amount: Decimal
    currency: Currency = Currency.EUR
    lines: list[dict[str, Any]] = []
"""

SAMPLES = {
    "tenant, mixins, Decimal, JSON and enum": Sample(
        "Invoice",
        app(BILLING, DB_SQLMODEL, **{"app/mixins.py": MIXINS, "app/queries.py": QUERIES, "app/schemas.py": SCHEMAS}),
        {"number": "1", "amount": "12.50", "currency": "USD", "lines": [{"sku": "a", "n": 2}]}, {"amount": "9.99"},
        unique="number", scope="tenant_id", stranger=2, given={"approved_by": "Ann"}, keeps="is_deleted",
    ),
}  # fmt: skip
