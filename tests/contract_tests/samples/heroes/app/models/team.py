from sqlmodel import Field, SQLModel


class TeamBase(SQLModel):
    name: str = Field(unique=True, min_length=2, max_length=40)
    headquarters: str = Field(max_length=80)


class Team(TeamBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class TeamCreate(TeamBase):
    pass


class TeamPublic(TeamBase):
    id: int
