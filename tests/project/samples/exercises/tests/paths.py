PREFIX = "/api"
HEROES = "/heroes"
HERO = HEROES + "/{hero_id}"
