"""Relationships of projects that SQLAlchemy 2 does not import, and what can't be known of them."""

import pytest

from lsp_server.project.models.values import Relationship
from tests.project.models.ours import project

HEAD = """
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import RelationshipProperty, declarative_base, relationship
from elsewhere import decide, Other
Base = declarative_base()
class Item(Base):
    __tablename__ = "item"
    id = Column(Integer, primary_key=True)
    list_id = Column(Integer, ForeignKey("todos.id"))
    other_id = Column(Integer, ForeignKey("todos.id"))
class Todos(Base):
    __tablename__ = "todos"
    id = Column(Integer, primary_key=True)
    best_id = Column(Integer, ForeignKey("item.id"))
"""


def relationship(line: str) -> Relationship:
    tables = project({"m.py": f"{HEAD}    {line}\n"}).tables
    return next(it for it in tables if it.name == "Todos").relationships[0]


@pytest.mark.parametrize("annotation", ["RelationshipProperty", "Item", "'Item'", "RelationshipProperty['Item']"])
def test_annotations_of_the_classic_style_tell_nothing(annotation: str) -> None:
    found = relationship(f"items: {annotation} = relationship('Item', foreign_keys='Item.list_id')")
    assert (found.target, found.many) == ("Item", True)


@pytest.mark.parametrize(
    "arguments",
    [
        "'Item'",  # both tables point to the other one
        "'Item', foreign_keys=decide()",
        "'Item', foreign_keys='[Item.list_id, Todos.best_id]'",
        "'Item', foreign_keys='Item.gone'",
        "'Item', primaryjoin=decide()",
        "'Item', foreign_keys='Item.list_id', uselist=decide()",
        "Other",
        "'Todos'",
    ],
)
def test_what_can_t_be_known_is_not_said(arguments: str) -> None:
    assert relationship(f"items = relationship({arguments})").many is None


def test_the_target_is_called_as_its_class_not_as_its_import() -> None:
    text = HEAD.replace("best_id", "item_id") + "    item = relationship(Thing, foreign_keys=[item_id])\n"
    models = {"m.py": text.replace("from elsewhere", "from n import Item as Thing\nfrom elsewhere")}
    other = "from m import Base\nclass Item(Base):\n    __tablename__ = 'item'\n    id = Column(primary_key=True)\n"
    [found] = [it for table in project(models | {"n.py": other}).tables for it in table.relationships]
    assert (found.target, found.target_symbol is not None and found.target_symbol.path) == ("Item", "n.py")


@pytest.mark.parametrize(
    ("made", "target"),
    [
        ("@declared_attr\n    def path(cls):\n        return f'{cls.__tablename__}.id'", "item.id"),
        ("@declared_attr\n    def path(cls):\n        return decide(cls)", None),
        ("path = decide()", None),
        ("path: Mapped[int] = decide()", "item.path"),
        ("other = 1", None),
    ],
)
def test_a_key_leads_to_what_the_attribute_of_a_class_is(made: str, target: str | None) -> None:
    text = HEAD.replace("relationship\n", "relationship, declared_attr\n").replace(
        "class Todos", f"    {made}\nclass Todos"
    )
    tables = project({"m.py": f"{text}    item_id = Column(Integer, ForeignKey(Item.path))\n"}).tables
    column = next(it for it in tables if it.name == "Todos").fields[-1].column
    assert column is not None
    assert (column.foreign_key.target if column.foreign_key is not None else None) == target
