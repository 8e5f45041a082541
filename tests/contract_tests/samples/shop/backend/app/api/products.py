from uuid import UUID

from fastapi import APIRouter, HTTPException
from sqlmodel import select

from app.database import SessionDep
from app.models.product import Category, Kind, Product, ProductCreate, ProductPublic

router = APIRouter(tags=["products"])


@router.post("/products", status_code=201)
async def create_product(data: ProductCreate, session: SessionDep) -> ProductPublic:
    category = await session.get(Category, data.category_id)
    if category is None:
        raise HTTPException(status_code=422, detail="Category does not exist")
    product = Product(**data.model_dump())
    session.add(product)
    await session.commit()
    return ProductPublic.model_validate(product, from_attributes=True)


@router.get("/products/{product_id}")
async def get_product(product_id: UUID, session: SessionDep) -> ProductPublic:
    product = await session.get(Product, product_id)
    if product is None:
        raise HTTPException(404, "Product not found")
    return ProductPublic(**product.model_dump())


@router.get("/products", response_model=list[ProductPublic])
async def list_products(session: SessionDep, kind: Kind | None = None) -> list[Product]:
    query = select(Product)
    if kind is not None:
        query = query.where(Product.kind == kind)
    return list((await session.exec(query)).all())
