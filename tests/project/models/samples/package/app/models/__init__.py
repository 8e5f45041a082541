from .link import HeroTeamLink
from .people import Hero, Person
from .team import Team

__all__ = ["Hero", "HeroTeamLink", "Person", "Team"]
