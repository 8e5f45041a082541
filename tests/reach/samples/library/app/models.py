from sqlmodel import Field, Relationship, SQLModel

from app.active import Active


class BookTag(SQLModel, table=True):
    __tablename__ = "book_tags"

    book_id: int | None = Field(default=None, foreign_key="books.id", primary_key=True)
    tag_id: int | None = Field(default=None, foreign_key="tag.id", primary_key=True)


class Tag(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="tags", link_model=BookTag)


class Author(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    books: list["Book"] = Relationship(back_populates="author")


class Book(SQLModel, table=True):
    __tablename__ = "books"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    author_id: int | None = Field(default=None, foreign_key="author.id")
    author: Author | None = Relationship(back_populates="books")
    tags: list[Tag] = Relationship(back_populates="books", link_model=BookTag)
    loans: list["Loan"] = Relationship(back_populates="book", cascade_delete=True)


class Member(Active, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    cards: list["Card"] = Relationship(back_populates="member", sa_relationship_kwargs={"lazy": "selectin"})
    loans: list["Loan"] = Relationship(back_populates="member", sa_relationship_kwargs={"passive_deletes": "all"})


class Card(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    number: str
    member_id: int | None = Field(default=None, foreign_key="member.id")
    member: Member | None = Relationship(back_populates="cards")


class Loan(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    book_id: int = Field(foreign_key="books.id")
    member_id: int = Field(foreign_key="member.id")
    returned: bool = False
    book: Book | None = Relationship(back_populates="loans")
    member: Member | None = Relationship(back_populates="loans")


class Entry(SQLModel, table=True):
    """What happened."""

    __tablename__ = "audit_entries"

    id: int | None = Field(default=None, primary_key=True)
    text: str


class Key(SQLModel, table=True):
    __tablename__ = "api_keys"

    id: int | None = Field(default=None, primary_key=True)
    secret: str
    uses: int = 0
