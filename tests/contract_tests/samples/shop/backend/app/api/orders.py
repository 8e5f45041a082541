from uuid import UUID

from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import IntegrityError

from app.database import SessionDep
from app.models.product import Order, OrderLine, OrderLineCreate, OrderLinePublic, Product

router = APIRouter(prefix="/orders/{order_id}/lines", tags=["orders"])


@router.post("", status_code=201, response_model=OrderLinePublic)
async def add_line(order_id: UUID, data: OrderLineCreate, session: SessionDep) -> OrderLine:
    if await session.get(Order, order_id) is None:
        raise HTTPException(404, "Order not found")
    if await session.get(Product, data.product_id) is None:
        raise HTTPException(404, "Product not found")
    line = OrderLine(order_id=order_id, **data.model_dump())
    session.add(line)
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(409, "The product is in the order already") from error
    return line


@router.get("/{product_id}", response_model=OrderLinePublic)
async def get_line(order_id: UUID, product_id: UUID, session: SessionDep) -> OrderLine:
    line = await session.get(OrderLine, (order_id, product_id))
    if line is None:
        raise HTTPException(404, "Order line not found")
    return line


@router.delete("/{product_id}", status_code=204)
async def remove_line(order_id: UUID, product_id: UUID, session: SessionDep) -> None:
    line = await session.get(OrderLine, (order_id, product_id))
    if line is None:
        raise HTTPException(404, "Order line not found")
    await session.delete(line)
    await session.commit()
