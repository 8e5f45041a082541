from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, StringConstraints
from sqlalchemy import JSON, Column, DateTime, Numeric
from sqlmodel import Field, SQLModel


class Kind(StrEnum):
    BOOK = "book"
    TOY = "toy"


class Category(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    slug: str = Field(unique=True, max_length=30)


class Maker(BaseModel):
    name: str
    country: str


class ProductBase(SQLModel):
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{4}$")]
    name: str = Field(min_length=2, max_length=60)
    kind: Kind
    price: Decimal = Field(gt=0, max_digits=8, decimal_places=2)
    weight: float = Field(default=1.5, ge=0.1, le=50)
    category_id: UUID = Field(foreign_key="category.id")
    available_from: datetime = Field(sa_type=DateTime(timezone=True))


class Product(ProductBase, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    price: Decimal = Field(sa_column=Column(Numeric(8, 2), nullable=False))
    maker: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class ProductCreate(ProductBase):
    maker: Maker


class ProductPublic(ProductBase):
    id: UUID
    maker: Maker


class Order(SQLModel, table=True):
    __tablename__ = "orders"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=200)


class OrderLine(SQLModel, table=True):
    __tablename__ = "order_lines"

    order_id: UUID = Field(foreign_key="orders.id", primary_key=True)
    product_id: UUID = Field(foreign_key="product.id", primary_key=True)
    amount: int = Field(ge=1)


class OrderLineCreate(SQLModel):
    product_id: UUID
    amount: int = Field(ge=1, le=99)


class OrderLinePublic(SQLModel):
    order_id: UUID
    product_id: UUID
    amount: int
