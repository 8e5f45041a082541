"""Settings in every spelling; all fields are strings with a default, so that any one variable can be tried alone."""

from typing import Annotated

from pydantic import AliasChoices, AliasPath, BaseModel, Field
from pydantic.alias_generators import to_camel
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SHOP_"


class Plain(BaseSettings):
    name: str = "unset"
    Größe: str = "unset"
    mixedCase: str = "unset"


class Prefixed(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX + "API_")
    name: str = "unset"
    aliased: str = Field("unset", alias="OTHER_NAME")
    annotated: Annotated[str, Field(validation_alias="SECRET")] = "unset"
    choices: str = Field(default="unset", validation_alias=AliasChoices("FIRST", "second"))
    path: str = Field(default="unset", validation_alias=AliasChoices(AliasPath("PATHS", 0), "PATH_ONE"))


class Heir(Prefixed):
    model_config = SettingsConfigDict(case_sensitive=True)
    own: str = "unset"


class Overridden(Heir, env_prefix="HEIR_"):
    own: str = "set"


class ByName(BaseSettings):
    model_config = {"populate_by_name": True, "env_prefix": "N_"}
    one: str = Field("unset", alias="ONE_ALIAS")


class NoAlias(BaseSettings):
    model_config = SettingsConfigDict(validate_by_alias=False, validate_by_name=True)
    one: str = Field("unset", alias="ONE_ALIAS")


class Everything(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="E_", env_prefix_target="all")
    one: str = Field("unset", alias="ONE_ALIAS")
    two: str = "unset"


class Generated(BaseSettings):
    model_config = SettingsConfigDict(alias_generator=to_camel, env_prefix="G_")
    database_url: str = "unset"


class OldStyle(BaseSettings):
    url: str = "unset"

    class Config:
        env_prefix = "OLD_"
        case_sensitive = True


class Mixin(BaseModel):
    mixed: str = "unset"


class Mixed(Mixin, BaseSettings):
    own: str = "unset"
