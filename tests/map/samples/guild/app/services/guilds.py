from sqlmodel import Session

from app.models import Guild, Hero


def join(session: Session, hero: Hero, guild_id: int) -> Hero:
    guild = session.get(Guild, guild_id)
    hero.guild_id = guild.id if guild else None
    session.add(hero)
    return hero
