from pydantic import BaseModel


class Settings(BaseModel):
    API_VERSION: str = "v1"
    API_V1_STR: str = f"/api/{API_VERSION}"
    DEBUG: bool = False


settings = Settings()
