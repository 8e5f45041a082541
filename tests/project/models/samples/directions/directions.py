"""Relationships without annotations: which way they go is told by foreign keys, and by what they say of them."""

from typing import ClassVar, List

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, Table
from sqlalchemy.orm import DynamicMapped, Mapped, RelationshipProperty, backref, declarative_base, foreign, relationship, remote

Base = declarative_base()


class Node(Base):
    __tablename__ = "node"
    id = Column(Integer, primary_key=True)
    parent_id = Column(Integer, ForeignKey("node.id"))
    children = relationship("Node", back_populates="parent")
    parent = relationship("Node", back_populates="children", remote_side=[id])


class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
    mother_id = Column(Integer, ForeignKey("person.id"))
    boss_id = Column("boss", Integer, ForeignKey("person.id"))
    mother = relationship("Person", foreign_keys=[mother_id], remote_side="Person.id", back_populates="children")
    children = relationship("Person", foreign_keys="Person.mother_id", back_populates="mother")
    boss = relationship(lambda: Person, foreign_keys="[Person.boss_id]", remote_side=lambda: Person.id, viewonly=True)
    team = relationship("Person", primaryjoin="Person.id == Person.boss_id", viewonly=True)
    lead = relationship("Person", primaryjoin=lambda: remote(Person.id) == foreign(Person.boss_id), viewonly=True)
    crew = relationship("Person", primaryjoin="foreign(remote(Person.boss_id)) == Person.id", viewonly=True)
    only_child = relationship("Person", foreign_keys=[mother_id], uselist=False, viewonly=True)


class Answer(Base):
    __tablename__ = "answer"
    id = Column(Integer, primary_key=True)
    current_version_id = Column(Integer, ForeignKey("version.id"))
    versions = relationship("Version", back_populates="answer", foreign_keys="Version.answer_id")
    current = relationship("Version", foreign_keys=[current_version_id])
    again = relationship("Version", foreign_keys=lambda: Version.__table__.c.answer_id, viewonly=True)
    joined = relationship("Version", primaryjoin="Answer.id == Version.answer_id", viewonly=True)
    shown = relationship("Version", primaryjoin="Answer.current_version_id == Version.id", viewonly=True)


class Version(Base):
    __tablename__ = "version"
    id = Column(Integer, primary_key=True)
    answer_id = Column(Integer, ForeignKey("answer.id"))
    answer = relationship("Answer", back_populates="versions", foreign_keys=[answer_id])


class Folder(Base):
    __tablename__ = "folder"
    account_id = Column(Integer, primary_key=True)
    folder_id = Column(Integer, primary_key=True)
    parent_id = Column(Integer)
    parent = relationship("Folder", back_populates="children", remote_side=[account_id, folder_id])
    children = relationship("Folder", back_populates="parent", remote_side=[account_id, parent_id])

    __table_args__ = (
        ForeignKeyConstraint(["account_id", "parent_id"], ["folder.account_id", "folder.folder_id"]),
    )


tagged = Table(
    "tagged",
    Base.metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    people = relationship("Person", secondary=tagged)
    first = relationship("Person", secondary=lambda: tagged, uselist=False, viewonly=True)
    last: Mapped[Person] = relationship("Person", secondary=tagged, viewonly=True)


class Animal(Base):
    __tablename__ = "animal"
    id = Column(Integer, primary_key=True)
    kind = Column(Integer)
    owner_id = Column(Integer, ForeignKey("person.id"))
    owner = relationship("Person")
    toys = relationship("Toy", lazy="dynamic")
    things: DynamicMapped["Toy"] = relationship("Toy", viewonly=True)

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": 0}


class Dog(Animal):
    __tablename__ = "dog"
    id = Column(Integer, ForeignKey("animal.id"), primary_key=True)
    bones = relationship("Bone")
    walks = relationship("Walk")

    __mapper_args__ = {"polymorphic_identity": 1}


class Cat(Animal):
    lives = relationship("Life")

    __mapper_args__ = {"polymorphic_identity": 2}


class Toy(Base):
    __tablename__ = "toy"
    id = Column(Integer, primary_key=True)
    animal_id = Column(Integer, ForeignKey("animal.id"))


class Bone(Base):
    __tablename__ = "bone"
    id = Column(Integer, primary_key=True)
    dog_id = Column(Integer, ForeignKey("dog.id"))
    dog = relationship("Dog", overlaps="bones")


class Walk(Base):
    __tablename__ = "walk"
    id = Column(Integer, primary_key=True)
    animal_id = Column(Integer, ForeignKey("animal.id"))
    dog = relationship("Dog", overlaps="walks")


class Life(Base):
    __tablename__ = "life"
    id = Column(Integer, primary_key=True)
    cat_id = Column(Integer, ForeignKey("animal.id"))


class Todos(Base):
    __tablename__ = "todos"
    __allow_unmapped__ = True
    id = Column(Integer, primary_key=True)
    items: List["Item"] = relationship("Item", back_populates="list")
    wrong: RelationshipProperty = relationship("Item", viewonly=True)
    also: ClassVar = relationship("Item", viewonly=True)


class Item(Base):
    __tablename__ = "item"
    __allow_unmapped__ = True
    id = Column(Integer, primary_key=True)
    list_id = Column(Integer, ForeignKey("todos.id"))
    list: RelationshipProperty = relationship("Todos", back_populates="items")


class Policy(Base):
    __tablename__ = "policy"
    id = Column(Integer, primary_key=True)


class Rule(Base):
    __tablename__ = "rule"
    id = Column(Integer, primary_key=True)
    policy_id = Column(Integer, ForeignKey("policy.id"))
    head_id = Column(Integer, ForeignKey("rule.id"))
    policy = relationship("Policy", backref="rules")
    tail = relationship("Rule", backref=backref("head", remote_side=[id]))
    tags = relationship("Tag", secondary="ruled", backref=backref("rules", lazy="selectin"))
    passport = relationship("Passport", uselist=False, backref="rule", cascade="all")
    notes = relationship("Note", backref=backref("rule"))
    plan: Mapped["Plan"] = relationship(backref=backref("rules", cascade="all, delete-orphan"))
    plan_id = Column(ForeignKey("plan.id"))
    pet_id = Column(ForeignKey("animal.id"))
    pet = relationship("Animal", backref=backref("rule", uselist=False))


ruled = Table("ruled", Base.metadata, Column("rule_id", ForeignKey("rule.id")), Column("tag_id", ForeignKey("tag.id")))


class Passport(Base):
    __tablename__ = "passport"
    id = Column(Integer, primary_key=True)
    rule_id = Column(Integer, ForeignKey("rule.id"))


class Note(Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    rule_id = Column(Integer, ForeignKey("rule.id"))


class Plan(Base):
    __tablename__ = "plan"
    id = Column(Integer, primary_key=True)
