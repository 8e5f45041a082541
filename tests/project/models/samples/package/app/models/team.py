from sqlmodel import Field, Relationship, SQLModel

from app.models import people
from app.models.link import HeroTeamLink


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)

    heroes: list[people.Hero] = Relationship(back_populates="teams", link_model=HeroTeamLink)
