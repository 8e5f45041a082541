from fastapi import APIRouter, HTTPException, status
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.db import SessionDep
from app.models import Team
from app.schemas import Roster, TeamCreate, TeamPublic

router = APIRouter(prefix="/teams", tags=["teams"])


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_team(data: TeamCreate, session: SessionDep) -> TeamPublic:
    """Found a team."""
    team = Team.model_validate(data)
    session.add(team)
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(status.HTTP_409_CONFLICT, "This name is taken.") from error
    return TeamPublic.model_validate(team)


@router.get("/rosters")
async def list_rosters(session: SessionDep) -> list[Roster]:
    """Who is in which team."""
    teams = (await session.exec(select(Team).order_by(Team.name))).all()
    return [Roster(team=team.name, heroes=[hero.name for hero in team.heroes]) for team in teams]


@router.get("/{team_id}")
async def read_team(team_id: int, session: SessionDep) -> TeamPublic:
    team = await session.get(Team, team_id)
    if team is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such team.")
    return TeamPublic.model_validate(team)
