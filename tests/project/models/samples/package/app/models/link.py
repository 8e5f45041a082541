from sqlmodel import Field, SQLModel


class HeroTeamLink(SQLModel, table=True):
    __tablename__: str = "hero_team"

    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="team.id", primary_key=True, ondelete="CASCADE")
    is_training: bool = False
