from collections.abc import Generator

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from app.db import engine
from app.main import app
from app.models import User


@pytest.fixture(scope="session", autouse=True)
def db() -> Generator[Session, None, None]:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="module")
def client() -> Generator[TestClient, None, None]:
    with TestClient(app) as c:
        yield c


@pytest.fixture(scope="session")
def superuser_token_headers(db: Session) -> dict[str, str]:
    return _headers(db, User(email="admin@example.com", hashed_password="secret", is_superuser=True))


@pytest.fixture(scope="session")
def normal_user_token_headers(db: Session) -> dict[str, str]:
    return _headers(db, User(email="normal@example.com", hashed_password="secret"))


def _headers(db: Session, user: User) -> dict[str, str]:
    db.add(user)
    db.commit()
    return {"Authorization": f"Bearer {user.id}"}
