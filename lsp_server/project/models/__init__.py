"""Tables and schemas: classes with fields, as SQLModel, SQLAlchemy and pydantic read them."""
