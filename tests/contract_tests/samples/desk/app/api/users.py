from typing import Any

from fastapi import APIRouter, Depends, HTTPException
from sqlmodel import func, select

from app.deps import CurrentUser, SessionDep, get_current_active_superuser
from app.models import User, UserCreate, UserPublic, UsersPublic

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/", dependencies=[Depends(get_current_active_superuser)], response_model=UsersPublic)
def read_users(session: SessionDep, skip: int = 0, limit: int = 100) -> Any:
    """Retrieve users."""
    rows = session.exec(select(User).offset(skip).limit(limit)).all()
    users = [UserPublic.model_validate(it) for it in rows]
    return UsersPublic(data=users, count=session.exec(select(func.count()).select_from(User)).one())


@router.post("/", dependencies=[Depends(get_current_active_superuser)], response_model=UserPublic)
def create_user(*, session: SessionDep, user_in: UserCreate) -> Any:
    """Create new user."""
    if session.exec(select(User).where(User.email == user_in.email)).first():
        raise HTTPException(status_code=400, detail="The user with this email already exists in the system.")
    user = User.model_validate(user_in, update={"hashed_password": user_in.password[::-1]})
    session.add(user)
    session.commit()
    session.refresh(user)
    return user


@router.get("/me", response_model=UserPublic)
def read_user_me(current_user: CurrentUser) -> Any:
    """Get current user."""
    return current_user
