"""Operations with everything FastAPI knows of them."""
