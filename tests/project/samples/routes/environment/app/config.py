import os
from functools import lru_cache

from pydantic import BaseModel

ROOT = os.environ.get("SAMPLE_ROOT", "/root")


class Settings(BaseModel):
    api_root: str = "/api"
    version: str = os.getenv("SAMPLE_VERSION", "/v1")
    area: str = os.getenv("SAMPLE_AREA") or "/area"


@lru_cache
def get_settings() -> Settings:
    return Settings()


def get_other():
    other = Settings(api_root="/other")
    return other


settings = get_settings()
