from fastapi import APIRouter, Header


def guard(x_key: str = Header()) -> None: ...


router = APIRouter(prefix="/users")


@router.delete("/{user_id}", status_code=204)
def delete_user(user_id: int) -> None: ...
