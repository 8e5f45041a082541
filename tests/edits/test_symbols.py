"""New methods, functions and classes stand where they belong, in the layout of the file."""

from textwrap import dedent

import pytest

from lsp_server.edits import symbols
from lsp_server.edits.change import Refusal
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, apply

METHOD = '''\
async def rename(self, name: str) -> None:
    """Rename it.

    Or not.
    """
    if name:
        self.name = name
'''


def facts(text: str) -> FileFacts:
    return read(Document("app/a.py", text))


def done(file: FileFacts, edit: Edit | Refusal) -> str:
    assert isinstance(edit, Edit), edit
    result = apply(file.document.text, [edit])
    assert not read(Document(file.path, result)).errors
    return result


def with_method(text: str, name: str = "Hero", code: str = "def new(self): ...\n", after: str | None = None) -> str:
    return done(facts(text), symbols.method(facts(text), name, code, after=after))


def in_module(text: str, code: str = "def new(): ...\n", after: str | None = None, before: str | None = None) -> str:
    return done(facts(text), symbols.into_module(facts(text), code, after=after, before=before))


def test_a_method_goes_to_the_end_of_its_class() -> None:
    before = dedent("""\
        class Hero:
            def a(self):
                return 1  # one
            # more to come


        def f(): ...
        """)
    after = dedent('''\
        class Hero:
            def a(self):
                return 1  # one
            # more to come

            async def rename(self, name: str) -> None:
                """Rename it.

                Or not.
                """
                if name:
                    self.name = name


        def f(): ...
        ''')
    assert with_method(before, code=METHOD) == after


def test_a_method_can_follow_another_one() -> None:
    before = "class Hero:\n    def a(self): ...\n\n    def b(self): ...\n"
    after = "class Hero:\n    def a(self): ...\n\n    def new(self): ...\n\n    def b(self): ...\n"
    assert with_method(before, after="a") == after


@pytest.mark.parametrize("body", ["pass", "..."])
def test_an_empty_class_is_no_longer_empty(body: str) -> None:
    assert with_method(f"class Hero:\n    {body}\nx = 1\n") == "class Hero:\n    def new(self): ...\nx = 1\n"
    assert with_method(f"class Hero: {body}\nx = 1\n") == "class Hero:\n    def new(self): ...\nx = 1\n"
    assert with_method(f"class Hero(Base): {body}") == "class Hero(Base):\n    def new(self): ..."


def test_a_class_on_one_line_is_unfolded() -> None:
    assert (
        with_method("class Hero: x: int = 1; y = 2\n")
        == "class Hero:\n    x: int = 1; y = 2\n\n    def new(self): ...\n"
    )


def test_a_class_inside_another_one() -> None:
    before = "class A:\n    class B:\n        x = 1\n    y = 2\n"
    assert (
        with_method(before, "A.B")
        == "class A:\n    class B:\n        x = 1\n\n        def new(self): ...\n\n    y = 2\n"
    )


def test_indentation_and_line_endings_are_those_of_the_file() -> None:
    tabs = "class Hero:\r\n\tdef a(self):\r\n\t\treturn 'ä🦸'"
    added = "\tasync def rename(self, name: str) -> None:\r\n\t\tif name:\r\n\t\t\tself.name = name"
    assert with_method(
        tabs, code="async def rename(self, name: str) -> None:\n    if name:\n        self.name = name\n"
    ) == (f"{tabs}\r\n\r\n{added}")
    two = "class Hero:\n  x = 1\n"
    assert with_method(two, code="def f(self):\n    return 1\n") == two + "\n  def f(self):\n    return 1\n"


def test_the_text_of_strings_stays() -> None:
    code = 'def f(self):\n    return """\n    SELECT 1\n"""\n'
    assert with_method("class Hero:\n\tx = 1\n", code=code) == (
        'class Hero:\n\tx = 1\n\n\tdef f(self):\n\t\treturn """\n    SELECT 1\n"""\n'
    )


def test_a_function_goes_to_the_end_of_the_module() -> None:
    assert in_module("") == "def new(): ...\n"
    assert in_module("x = 1") == "x = 1\n\n\ndef new(): ..."
    assert in_module("x = 1\n\n") == "x = 1\n\n\ndef new(): ...\n"
    main = 'x = 1\n\n\n# run\nif __name__ == "__main__":\n    f()\n'
    assert in_module(main) == 'x = 1\n\n\ndef new(): ...\n\n\n# run\nif __name__ == "__main__":\n    f()\n'
    assert in_module("x = 1\n", "y = 2\n") == "x = 1\n\ny = 2\n"


def test_a_function_can_stand_beside_a_name() -> None:
    text = "import os\n\nLIMIT = 1\n\n\n# about a\n@cache\ndef a(): ...\n\n\nclass B: ...\n"
    assert in_module(text, after="a") == text.replace("class B", "def new(): ...\n\n\nclass B")
    assert in_module(text, before="a") == text.replace("# about", "def new(): ...\n\n\n# about")
    assert in_module(text, after="LIMIT") == text.replace("LIMIT = 1\n", "LIMIT = 1\n\n\ndef new(): ...\n")
    assert in_module(text, "MAX = 2\n", after="LIMIT") == text.replace("LIMIT = 1\n", "LIMIT = 1\n\nMAX = 2\n")
    assert in_module("\ufeffdef a(): ...\r\n", before="a") == "\ufeffdef new(): ...\r\n\r\n\r\ndef a(): ...\r\n"


def test_comments_inside_a_function_stay_inside() -> None:
    text = "def a():\n    return 1\n\n    # the end\n\n\nclass B: ...\n"
    assert in_module(text, after="a") == text.replace("class B", "def new(): ...\n\n\nclass B")
    assert in_module("def a():\n    f()\n    # the end\n") == "def a():\n    f()\n    # the end\n\n\ndef new(): ...\n"


def test_a_definition_can_be_replaced() -> None:
    text = "class A:\n    @property\n    def x(self):\n        return 1  # one\n\n    y = 2\n"
    assert done(facts(text), symbols.replace(facts(text), "A.x", "def x(self):\n    return 2\n")) == (
        "class A:\n    def x(self):\n        return 2  # one\n\n    y = 2\n"
    )


def test_what_is_not_there_or_half_typed_is_refused() -> None:
    text = "class Hero:\n    x = 1 +\n    y = 2\n\n\ndef f(): ...\n"
    assert symbols.method(facts(text), "Villain", "x") == Refusal("There is no class Villain in app/a.py.")
    assert symbols.method(facts(text), "Hero", "x") == Refusal("Hero is half-typed in app/a.py; finish it first.")
    assert symbols.method(facts("class Hero: x = 1\n"), "Hero", "x", after="b") == Refusal(
        "There is no b in Hero in app/a.py."
    )
    assert symbols.into_module(facts("def f(:\n"), "x") == Refusal("app/a.py is half-typed; finish it first.")
    assert symbols.into_module(facts("x = 1"), "x", after="y") == Refusal("There is no y at the top level of app/a.py.")
    assert symbols.replace(facts("x = 1"), "x", "y = 1") == Refusal("There is no x in app/a.py.")


def test_what_is_half_typed_elsewhere_does_not_matter() -> None:
    text = "class Hero:\n    x = 1\n\n\nclass B:\n    y = 1\n\n\ndef f():\n    return foo(\n"
    edit = symbols.method(facts(text), "Hero", "y: int\n")
    assert isinstance(edit, Edit)
    assert apply(text, [edit]).startswith("class Hero:\n    x = 1\n    y: int\n\n\nclass B:")
