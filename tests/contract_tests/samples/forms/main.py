from typing import Annotated

from fastapi import Body, Depends, FastAPI, File, Form, HTTPException, UploadFile
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, Field, RootModel

app = FastAPI()

PASSWORDS = {"ada": "lovelace"}


class Token(BaseModel):
    access_token: str


class Upload(BaseModel):
    name: str
    size: int
    title: str
    pages: int


class Place(BaseModel):
    x: int = Field(ge=0)
    y: int = Field(ge=0)


class Move(BaseModel):
    source: Place
    target: Place


class Contact(BaseModel):
    name: str = Field(min_length=2)
    age: int = Field(ge=18)


@app.post("/login")
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    if PASSWORDS.get(form.username) != form.password:
        raise HTTPException(400, "Incorrect username or password")
    return Token(access_token=form.username)


@app.post("/uploads", status_code=201)
def upload(file: UploadFile, title: Annotated[str, Form(min_length=3)], pages: Annotated[int, Form(ge=1)]) -> Upload:
    return Upload(name=file.filename or "", size=file.size or 0, title=title, pages=pages)


@app.post("/scans", status_code=202)
def scan(scan: Annotated[bytes, File()]) -> dict[str, int]:
    return {"size": len(scan)}


@app.post("/tags")
def tag(tags: Annotated[list[str], Body(min_length=1)]) -> dict[str, int]:
    return {"count": len(tags)}


@app.post("/moves")
def move(source: Place, target: Place) -> Move:
    return Move(source=source, target=target)


@app.put("/scale")
def scale(factor: Annotated[int, Body(embed=True, ge=1)]) -> dict[str, int]:
    return {"factor": factor}


@app.post("/labels")
def label(labels: dict[str, str]) -> dict[str, list[str]]:
    return {"keys": sorted(labels)}


@app.post("/contacts")
def contact(data: Annotated[Contact, Form()]) -> Contact:
    return data


class Grades(RootModel[list[int]]):
    pass


@app.post("/grades")
def grade(grades: Grades) -> dict[str, int]:
    return {"sum": sum(grades.root)}
