from fastapi import FastAPI

from app.routes import books, classic, members

app = FastAPI()
app.include_router(books.router)
app.include_router(members.router)
app.include_router(classic.router)
