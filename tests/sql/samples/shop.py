"""Tables and queries of many shapes. Each function without underscore returns one statement."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Optional

import sqlalchemy as sa
from pydantic import AwareDatetime, EmailStr, NaiveDatetime
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import aliased, joinedload, load_only, selectinload
from sqlmodel import AutoString, Field, Relationship, SQLModel, and_, col, func, or_, select

NAME_LENGTH = 40 + 10


class Size(StrEnum):
    small = "S"
    large = "L"


class Level(int, Enum):
    low = 1
    high = 2


class Stamped(SQLModel):
    created_at: AwareDatetime = Field(sa_column_kwargs={"server_default": text("now()")})
    updated_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))  # type: ignore[call-overload]


class BrandCategory(SQLModel, table=True):
    brand_id: int = Field(foreign_key="brand.id", primary_key=True)
    category_id: uuid.UUID = Field(foreign_key="category.id", primary_key=True, ondelete="CASCADE")


class Category(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    title: str = Field(max_length=NAME_LENGTH, unique=True)
    brands: list["Brand"] = Relationship(back_populates="categories", link_model=BrandCategory)


class Brand(Stamped, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, max_length=50)
    size: Size = Size.small
    level: Level | None = Field(default=None, index=True)
    mail: EmailStr | None = None
    founded: date | None = None
    opens: time | None = None
    delivers_in: timedelta | None = None
    logo: bytes | None = None
    turnover: Decimal | None = Field(default=None, max_digits=12, decimal_places=2)
    rating: float = 0
    active: bool = True
    naive: NaiveDatetime | None = None
    größe: int = Field(default=0, ge=0)
    products: list["Product"] = Relationship(back_populates="brand")
    categories: list[Category] = Relationship(back_populates="brands", link_model=BrandCategory)


class Product(SQLModel, table=True):
    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("brand_id", "sku", name="uq_products_sku"),
        Index("ix_products_name_price", "name", "price"),
        Index("ix_products_cheap", "price", postgresql_where=text("price < 10")),
        CheckConstraint("price >= 0", name="ck_products_price"),
        {"schema": "shop"},
    )
    id: int | None = Field(default=None, sa_column=Column(sa.BigInteger, sa.Identity(always=True), primary_key=True))
    sku: str = Field(sa_column=Column("sku", String(12), nullable=False))
    name: Annotated[str, Field(max_length=80)]
    price: Decimal = Field(default=Decimal(0), sa_type=sa.Numeric(10, 2))  # type: ignore[call-overload]
    tags: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(String(20)), nullable=False, server_default="{}")
    )
    data: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    note: str | None = Field(default=None, sa_type=AutoString(30))  # type: ignore[call-overload]
    stock: int = Field(default=0, sa_column_kwargs={"server_default": "0", "name": "in_stock"})
    brand_id: int = Field(foreign_key="brand.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="shop.products.id", ondelete="SET NULL")
    brand: Brand | None = Relationship(back_populates="products")
    reviews: list["Review"] = Relationship(back_populates="product", cascade_delete=True)


class Review(SQLModel, table=True):
    __table_args__ = (ForeignKeyConstraint(["product_id"], ["shop.products.id"], ondelete="CASCADE"),)
    id: int | None = Field(default=None, primary_key=True)
    product_id: int
    stars: int
    text: str = Field(sa_type=sa.Text)
    product: Optional[Product] = Relationship(back_populates="reviews")  # noqa: UP045 - as people write it


def everything():
    return select(Product)


def by_key(product_id: int):
    return select(Product).where(Product.id == product_id)


def literal_values():
    return select(Brand).where(Brand.active == True, Brand.name != "O'Neill", col(Brand.mail).is_(None))  # noqa: E712


def none_comparison():
    return select(Product).where(Product.parent_id == None)  # noqa: E711


def a_page(offset: int, limit: int):
    return select(Product).order_by(col(Product.price).desc(), Product.name).offset(offset).limit(limit)


def ten():
    return select(Product.name, Product.price).limit(10)


def renamed_column():
    return select(Product).where(Product.stock > 3)


def listed(ids: list[int]):
    return select(Product).where(col(Product.id).in_(ids))


def joined_on(name: str):
    return select(Product, Brand).join(Brand, Product.brand_id == Brand.id).where(Brand.name == name)


def joined_by_relationship():
    return select(Product).join(Product.brand).where(Brand.size == Size.large)


def outer_joined():
    return select(Brand, Product).join(Product, isouter=True)


def many_to_many(title: str):
    return select(Brand).join(Brand.categories).where(Category.title == title)


def eager():
    return select(Brand).options(selectinload(Brand.products).selectinload(Product.reviews))


def eager_joined():
    return select(Product).options(joinedload(Product.brand)).where(Product.stock < 5)


def some_columns():
    return select(Product).options(load_only(Product.name, Product.price))


def counted():
    return select(func.count()).select_from(Product)


def grouped():
    total = func.sum(Product.stock).label("total")
    return select(Product.brand_id, total).group_by(Product.brand_id).having(func.count(Product.id) > 2).order_by(total)


def either(q: str):
    return select(Product).where(or_(col(Product.name).ilike(q), and_(Product.stock > 0, Product.price < 5)))


def operators():
    return select(Product).where((Product.stock > 1) & ~(Product.price > 3) | (Product.stock == -1))


def aliased_parent():
    parent = aliased(Product)
    return select(Product.name, parent.name).join(parent, Product.parent_id == parent.id)


def subquery():
    best = select(Review.product_id, func.avg(Review.stars).label("mean")).group_by(Review.product_id).subquery()
    return select(Product, best.c.mean).join(best, best.c.product_id == Product.id)


def existing():
    return select(Brand).where(Brand.products.any(Product.stock == 0))


def in_a_subquery():
    return select(Brand).where(col(Brand.id).in_(select(Product.brand_id).where(Product.stock > 0)))


def in_a_list_of_literals():
    return select(Brand).where(col(Brand.size).in_([Size.small, Size.large]))


def by_keywords(name: str):
    return select(Brand).filter_by(name=name, active=True)


def with_case():
    return select(sa.case((Product.stock > 0, "yes"), else_="no")).distinct()


def locked():
    return select(Product).with_for_update(skip_locked=True)


def exists_at_all():
    return select(select(Product.id).where(Product.price > 100).exists())


def json_path():
    return select(Product.id).where(Product.data["color"].astext == "red", col(Product.tags).contains(["new"]))


def constant_limit():
    return select(Brand.name).limit(NAME_LENGTH).where(Brand.größe >= 2)


def united():
    return sa.union_all(select(Brand.name), select(Product.name))


def first_then_more(name: str):
    statement = select(Product).where(Product.name == name)
    return statement.order_by(Product.id)


def over():
    return select(Product.id, func.row_number().over(partition_by=Product.brand_id, order_by=Product.price))


def _no_statement():
    return select


class Text(sa.TypeDecorator):
    impl = sa.String(70)
    cache_ok = True


class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    size: Size = Field(sa_column=Column(sa.Enum(Size, name="order_size"), nullable=False))
    kind: Size = Field(default=Size.small, sa_type=sa.String(10))  # type: ignore[call-overload]
    label: str = Field(sa_type=Text)
    note: str | None = Field(default=None, sa_column=Column(Text()))


def enums_in_text():
    return select(Order).where(Order.kind == Size.large, Order.size == Size.large, col(Order.kind).in_([Size.small]))
