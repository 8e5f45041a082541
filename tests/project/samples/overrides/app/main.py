from typing import Annotated

from fastapi import Depends, FastAPI

from app.deps import Service, current_user, get_session

app = FastAPI()


@app.get("/me")
def read_me(user: Annotated[str, Depends(current_user)]) -> str:
    return user


@app.get("/serve")
def serve(service: Annotated[Service, Depends()], session: Annotated[int, Depends(get_session)]) -> int:
    return service.number + session
