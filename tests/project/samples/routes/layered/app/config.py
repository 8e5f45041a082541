from pydantic import BaseModel


class Settings(BaseModel):
    API_V1_STR: str = "/api/v1"
    DEBUG: bool = False


settings = Settings()
