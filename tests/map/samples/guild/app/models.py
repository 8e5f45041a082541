from sqlmodel import Field, Relationship, SQLModel


class Guild(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="guild")


class Hero(SQLModel, table=True):
    __tablename__ = "heroes"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    guild_id: int | None = Field(default=None, foreign_key="guild.id")
    guild: Guild | None = Relationship(back_populates="heroes")
