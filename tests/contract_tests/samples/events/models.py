from datetime import date

from sqlmodel import Field, SQLModel


class EventBase(SQLModel):
    title: str = Field(max_length=80)
    day: date
    seats: int = Field(gt=0, lt=1000)


class Event(EventBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class EventCreate(EventBase):
    pass


class EventRead(EventBase):
    id: int


class EventPage(SQLModel):
    items: list[EventRead]
    total: int
    page: int
    size: int
