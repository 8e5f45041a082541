from sqlmodel import Field, SQLModel


class TeamCreate(SQLModel):
    name: str = Field(min_length=2, max_length=80)
    headquarters: str = Field(max_length=120)


class TeamPublic(SQLModel):
    id: int
    name: str
    headquarters: str


class Roster(SQLModel):
    team: str
    heroes: list[str]
