# ruff: noqa: E501 - both sides of a mutation are read on one line
"""Ways to break the handlers of the samples. Each is one promise that is no longer kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    sample: str
    kind: str
    path: str
    old: str
    new: str


_HEROES = ("heroes", "app/services/hero.py")
_ROUTES = ("heroes", "app/routes/heroes.py")
_NOTES = ("notes", "src/notes/api/notes.py")
_ITEMS = ("desk", "app/api/items.py")
_USERS = ("desk", "app/api/users.py")
_PRODUCTS = ("shop", "app/api/products.py")
_ORDERS = ("shop", "app/api/orders.py")
_EVENTS = ("events", "main.py")
_FORMS = ("forms", "main.py")


def _of(place: tuple[str, str], kind: str, old: str, new: str, path: str = "") -> Mutant:
    return Mutant(place[0], kind, path or place[1], old, new)


MUTANTS = (
    # heroes: SQLModel, async, services
    _of(_ROUTES, "wrong status", "status_code=status.HTTP_201_CREATED", "status_code=200"),
    _of(_ROUTES, "wrong status", "status_code=status.HTTP_204_NO_CONTENT", "status_code=200"),
    _of(_ROUTES, "missing field", "class HeroPublic(HeroBase):\n    id: int\n    created_at: datetime",
        "class HeroPublic(HeroBase):\n    id: int", "app/models/hero.py"),
    _of(_ROUTES, "missing field", "    data: list[HeroPublic]\n    count: int", "    data: list[HeroPublic]",
        "app/models/hero.py"),
    _of(_ROUTES, "wrong type", "class HeroPublic(HeroBase):\n    id: int", "class HeroPublic(HeroBase):\n    id: str",
        "app/models/hero.py"),
    _of(_ROUTES, "secret leaks", "    created_at: datetime\n\n\nclass HeroesPublic",
        '    created_at: datetime\n    password: str = "x"\n\n\nclass HeroesPublic', "app/models/hero.py"),
    _of(_HEROES, "no 404", '            raise NotFound("Hero")', '            return Hero(id=hero_id, name="x", secret_name="y")'),
    _of(_HEROES, "no 404", 'if team_id is not None and await self.session.get(Team, team_id) is None:', "if False:"),
    _of(_HEROES, "conflict not handled", 'raise Conflict("name") from error', "raise"),
    _of(_ROUTES, "conflict not handled", "status_code=409", "status_code=400", "app/errors.py"),
    _of(_ROUTES, "validation removed", "age: int | None = Field(default=None, ge=0, le=200)",
        "age: int | None = Field(default=None)", "app/models/hero.py"),
    _of(_ROUTES, "validation removed", "    secret_name: str\n", '    secret_name: str = "?"\n', "app/models/hero.py"),
    _of(_ROUTES, "validation removed", "Query(ge=1, le=100)", "Query(ge=1)"),
    _of(_ROUTES, "validation removed", "Query(ge=0)", "Query()"),
    _of(_ROUTES, "bounds narrowed", "Query(ge=1, le=100)", "Query(ge=1, le=99)"),
    _of(_HEROES, "limit ignored", ".offset(offset).limit(limit)", ".offset(offset)"),
    _of(_HEROES, "offset ignored", ".offset(offset).limit(limit)", ".limit(limit)"),
    _of(_HEROES, "wrong total", "return heroes.all(), total.one()", "rows = heroes.all()\n        return rows, len(rows)"),
    _of(_HEROES, "not stored", "        self.session.add(hero)\n        try:\n            await self.session.commit()\n        except",
        "        self.session.add(hero)\n        try:\n            await self.session.flush()\n        except"),
    _of(_HEROES, "not deleted", "        await self.session.delete(await self.get(hero_id))\n", "        await self.get(hero_id)\n"),
    _of(_HEROES, "wrong value", "hero.sqlmodel_update(changes)", "pass"),
    _of(_HEROES, "wrong value", "data.model_dump(exclude_unset=True)", "data.model_dump()"),
    # notes: SQLAlchemy, execute in routes, signed-in user
    _of(_NOTES, "wrong status", "status_code=status.HTTP_201_CREATED", "status_code=200"),
    _of(_NOTES, "missing field", "    pinned: bool\n    created_at", "    created_at", "src/notes/schemas.py"),
    _of(_NOTES, "wrong type", "    text: str | None\n    pinned: bool\n    created_at", "    text: list[str] = []\n    pinned: bool\n    created_at", "src/notes/schemas.py"),
    _of(_NOTES, "wrong type", "    pinned: bool\n    created_at", "    pinned: int\n    created_at", "src/notes/schemas.py"),
    _of(_NOTES, "no 404", "        raise HTTPException(status_code=404, detail=\"Note not found\")",
        '        return Note(id=note_id, user_id=user.id, title="x", pinned=False)'),
    _of(_NOTES, "no 404", "status_code=404", "status_code=400"),
    _of(_NOTES, "conflict not handled", "except IntegrityError:", "except KeyError:"),
    _of(_NOTES, "validation removed", "title: str = Field(min_length=3, max_length=120)", "title: str", "src/notes/schemas.py"),
    _of(_NOTES, "validation removed", 'extra="forbid"', 'extra="ignore"', "src/notes/schemas.py"),
    _of(_NOTES, "validation removed", "Query(50, gt=0, le=200)", "Query(50)"),
    _of(_NOTES, "limit ignored", ".offset(skip).limit(limit)", ".offset(skip)"),
    _of(_NOTES, "auth removed", "    credentials: HTTPAuthorizationCredentials = Depends(bearer), db: AsyncSession = Depends(get_db)\n",
        "    db: AsyncSession = Depends(get_db)\n", "src/notes/security.py"),
    _of(_NOTES, "auth removed", "bearer = HTTPBearer()", "bearer = HTTPBearer(auto_error=False)", "src/notes/security.py"),
    _of(_NOTES, "owner not checked", "Note.id == note_id, Note.user_id == user.id", "Note.id == note_id"),
    _of(_NOTES, "owner not checked", "select(Note).where(Note.user_id == current_user.id)", "select(Note)"),
    _of(_NOTES, "not deleted", "    await db.delete(note)\n", ""),
    _of(_NOTES, "wrong value", "setattr(note, name, value)", "pass"),
    # desk: sync, TestClient, the project's own fixtures
    _of(_ITEMS, "wrong status", '@router.post("/", response_model=ItemPublic)', '@router.post("/", response_model=ItemPublic, status_code=201)'),
    _of(_ITEMS, "missing field", "class ItemPublic(ItemBase):\n    id: uuid.UUID\n    owner_id: uuid.UUID",
        "class ItemPublic(ItemBase):\n    id: uuid.UUID", "app/models.py"),
    _of(_ITEMS, "no 404", "    if not item:\n        raise HTTPException(status_code=404, detail=\"Item not found\")\n",
        '    if not item:\n        item = Item(id=id, title="x", owner_id=current_user.id)\n'),
    _of(_ITEMS, "owner not checked", "if not current_user.is_superuser and (item.owner_id != current_user.id):", "if False:"),
    _of(_ITEMS, "owner not checked", "    if not current_user.is_superuser:\n", "    if False:\n"),
    _of(_ITEMS, "auth removed", "OAuth2PasswordBearer(tokenUrl=\"/login/access-token\")",
        "OAuth2PasswordBearer(tokenUrl=\"/login/access-token\", auto_error=False)", "app/deps.py"),
    _of(_ITEMS, "limit ignored", ".offset(skip).limit(limit)", ".offset(skip)"),
    _of(_ITEMS, "validation removed", "    title: str = Field(min_length=1, max_length=255)", "    title: str", "app/models.py"),
    _of(_ITEMS, "not deleted", "    session.delete(item)\n", ""),
    _of(_ITEMS, "wrong value", 'update={"owner_id": current_user.id}', 'update={"owner_id": current_user.id, "title": "x"}'),
    _of(_USERS, "conflict not handled", "select(User).where(User.email == user_in.email)", 'select(User).where(User.email == "")'),
    _of(_USERS, "rights not checked", "    if not current_user.is_superuser:\n", "    if False:\n", "app/deps.py"),
    _of(_USERS, "rights not checked", '@router.get("/", dependencies=[Depends(get_current_active_superuser)],', '@router.get("/",'),
    _of(_USERS, "validation removed", "    password: str = Field(min_length=8, max_length=128)", "    password: str", "app/models.py"),
    _of(_USERS, "secret leaks", "class UserPublic(UserBase):\n", "class UserPublic(UserBase):\n    hashed_password: str\n", "app/models.py"),
    # shop: UUID and composite keys, an enum, Decimal, a chain of foreign keys
    _of(_PRODUCTS, "wrong status", '@router.post("/products", status_code=201)', '@router.post("/products")'),
    _of(_PRODUCTS, "missing field", "    id: UUID\n    maker: Maker", "    maker: Maker", "app/models/product.py"),
    _of(_PRODUCTS, "missing field", "    name: str\n    country: str", "    name: str", "app/models/product.py"),
    _of(_PRODUCTS, "wrong type", "class ProductPublic(ProductBase):\n", "class ProductPublic(ProductBase):\n    price: float  # type: ignore\n", "app/models/product.py"),
    _of(_PRODUCTS, "no 404", '        raise HTTPException(404, "Product not found")', '        raise HTTPException(400, "Product not found")'),
    _of(_PRODUCTS, "parent not checked", 'status_code=422, detail="Category', 'status_code=400, detail="Category'),
    _of(_PRODUCTS, "validation removed", "    kind: Kind\n", "    kind: str\n", "app/models/product.py"),
    _of(_PRODUCTS, "validation removed", "price: Decimal = Field(gt=0, ", "price: Decimal = Field(", "app/models/product.py"),
    _of(_PRODUCTS, "validation removed", 'Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{4}$")]', "str", "app/models/product.py"),
    _of(_PRODUCTS, "wrong value", "return ProductPublic(**product.model_dump())", 'return ProductPublic(**product.model_dump() | {"weight": 0.1})'),
    _of(_PRODUCTS, "not stored", "    await session.commit()\n", ""),
    _of(_ORDERS, "no 404", "if await session.get(Order, order_id) is None:", "if False:"),
    _of(_ORDERS, "no 404", '        raise HTTPException(404, "Product not found")', "        pass"),
    _of(_ORDERS, "no 404", '        raise HTTPException(404, "Order line not found")', '        raise HTTPException(410, "Order line not found")'),
    _of(_ORDERS, "conflict not handled", "except IntegrityError as error:", "except KeyError as error:"),
    _of(_ORDERS, "validation removed", "    amount: int = Field(ge=1, le=99)", "    amount: int", "app/models/product.py"),
    _of(_ORDERS, "not deleted", "    await session.delete(line)\n", ""),
    # events: sync, flat, numbered pages
    _of(_EVENTS, "wrong status", '@app.post("/events", response_model=EventRead)', '@app.post("/events", response_model=EventRead, status_code=201)'),
    _of(_EVENTS, "missing field", "    total: int\n    page: int", "    page: int", "models.py"),
    _of(_EVENTS, "missing field", '    return {"ok": True}', '    return {"done": True}'),
    _of(_EVENTS, "wrong type", "class EventRead(EventBase):\n    id: int", "class EventRead(EventBase):\n    id: float", "models.py"),
    _of(_EVENTS, "no 404", '        raise HTTPException(status_code=404, detail="Event not found")', '        return {"ok": True}'),
    _of(_EVENTS, "validation removed", "seats: int = Field(gt=0, lt=1000)", "seats: int", "models.py"),
    _of(_EVENTS, "validation removed", "Query(1, ge=1)", "Query(1)"),
    _of(_EVENTS, "limit ignored", ".offset((page - 1) * size).limit(size)", ".offset((page - 1) * size)"),
    _of(_EVENTS, "offset ignored", ".offset((page - 1) * size).limit(size)", ".limit(size)"),
    _of(_EVENTS, "wrong total", "total = session.exec(select(func.count()).select_from(Event)).one()", "total = size"),
    _of(_EVENTS, "not deleted", "    session.delete(event)\n", ""),
    _of(_EVENTS, "not stored", "    session.add(row)\n    session.commit()\n    session.refresh(row)\n", "    session.add(row)\n    session.flush()\n"),
    # forms: no database; forms, files and bodies that are no schema
    _of(_FORMS, "wrong status", 'raise HTTPException(400, "Incorrect username or password")', "pass"),
    _of(_FORMS, "wrong status", "status_code=201", "status_code=200"),
    _of(_FORMS, "validation removed", "Form(min_length=3)", "Form()"),
    _of(_FORMS, "validation removed", "pages: Annotated[int, Form(ge=1)]", "pages: Annotated[int, Form()]"),
    _of(_FORMS, "validation removed", "scan: Annotated[bytes, File()]", 'scan: Annotated[bytes, File()] = b""'),
    _of(_FORMS, "validation removed", "Body(min_length=1)", "Body()"),
    _of(_FORMS, "validation removed", "factor: Annotated[int, Body(embed=True, ge=1)]", "factor: Annotated[int, Body(embed=True)]"),
    _of(_FORMS, "validation removed", "labels: dict[str, str]", "labels: dict[str, str] | list[str] | str"),
    _of(_FORMS, "validation removed", "age: int = Field(ge=18)", "age: int"),
    _of(_FORMS, "wrong value", "Move(source=source, target=target)", "Move(source=source, target=Place(x=5, y=6))"),
    _of(_FORMS, "wrong value", "title=title, pages=pages", 'title="?", pages=pages'),
    _of(_FORMS, "missing field", "    title: str\n    pages: int", "    title: str"),
)  # fmt: skip
