"""The oldest style that real projects still use."""

import re

from sqlalchemy import Column, DateTime, ForeignKey, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, String, Text
from sqlalchemy.ext.declarative import declarative_base, declared_attr
from sqlalchemy.orm import backref, relationship


def resolve_table_name(name):
    """ "HTTPThing" -> "http_thing"."""
    names = re.split("(?=[A-Z])", name)
    return "_".join([x.lower() for x in names if x])


class Customized:
    @declared_attr
    def __tablename__(self):
        return resolve_table_name(self.__name__)

    @declared_attr
    def id_path(cls):
        return f"{cls.__tablename__}.id"

    id = Column(Integer, primary_key=True)


Base = declarative_base(cls=Customized)


class TimeMixin:
    created_at = Column(DateTime(timezone=True), nullable=False)
    updated_at = Column(DateTime)


class Project(Base, TimeMixin):
    name = Column(String(40), unique=True, nullable=False)
    text = Column(Text)
    incidents = relationship("Incident", back_populates="project")
    owner_id = Column(Integer, ForeignKey("person.id", ondelete="SET NULL"))
    owner = relationship("Person", foreign_keys=[owner_id])


class Incident(TimeMixin, Base):
    project_id = Column(Integer, ForeignKey("project.id"), index=True)
    project = relationship("Project", back_populates="incidents", lazy="joined")


class Person(Base):
    first = Column("first_name", String)
    passport = relationship("Passport", uselist=False)


class Passport(Base):
    person_id = Column(Integer, ForeignKey("person.id"))


class Visa(Base):
    passport_id = Column(Integer, ForeignKey(Passport.id_path))
    first = Column("visa_name", String, ForeignKey(Person.first))


class Pair(Base):
    __tablename__ = "pairs"
    __table_args__ = (
        PrimaryKeyConstraint("left", "right"),
        ForeignKeyConstraint(["left"], ["project.id"], ondelete="CASCADE"),
        {"extend_existing": True},
    )
    id = None
    left = Column(Integer)
    right = Column(Integer)
