"""Missing imports are added where the file would have them, and nothing else changes."""

import itertools
import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from lsp_server.edits.imports import Wanted, add
from lsp_server.text import Document, apply

FIELD, UUID, HERO = ("sqlmodel", "Field"), ("uuid", "UUID"), ("app.models", "Hero")


def added(text: str, *wanted: Wanted, path: str = "app/services/hero.py", runtime: bool = True) -> str:
    edits = add(Document(path, text), *wanted, runtime=runtime)
    result = apply(text, edits)
    assert add(Document(path, result), *wanted, runtime=runtime) == (), "the second time there is nothing to add"
    return result


def check(before: str, *wanted: Wanted, after: str, runtime: bool = True) -> None:
    assert added(dedent(before), *wanted, runtime=runtime) == dedent(after)


def test_joins_a_list_of_names_in_its_order() -> None:
    assert added("from sqlmodel import Session, select\n", FIELD) == "from sqlmodel import Field, Session, select\n"
    assert added("from a import MAX, Any, b\n", ("a", "MIN"), ("a", "c")) == "from a import MAX, MIN, Any, b, c\n"
    assert added("from a import v2, v11\n", ("a", "v10")) == "from a import v2, v10, v11\n"
    assert added("from a import b, C, e\n", ("a", "d")) == "from a import b, C, d, e\n"
    assert added("from a import z, C, b\n", ("a", "d")) == "from a import z, C, b, d\n"


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("a", "from x import (\n    a,\n    b,  # why\n    d,\n)\n"),
        ("c", "from x import (\n    b,  # why\n    c,\n    d,\n)\n"),
        ("e", "from x import (\n    b,  # why\n    d,\n    e,\n)\n"),
    ],
)
def test_joins_a_list_with_one_name_a_line(name: str, after: str) -> None:
    assert added("from x import (\n    b,  # why\n    d,\n)\n", ("x", name)) == after


def test_a_list_without_its_last_comma_stays_without() -> None:
    assert (
        added("from x import (\n\ta, # why\n\tb # this\n)\n", ("x", "c"))
        == "from x import (\n\ta, # why\n\tb, # this\n\tc\n)\n"
    )
    assert added("from x import (\n    a,\n    c)\n", ("x", "b")) == "from x import (\n    a,\n    b,\n    c)\n"
    assert added("from x import (\n    a,\n    b)\n", ("x", "c")) == "from x import (\n    a,\n    b, c)\n"
    assert added("from x import (a, b,)\n", ("x", "c")) == "from x import (a, b, c,)\n"
    assert added("from x import a, \\\n    b\n", ("x", "c")) == "from x import a, \\\n    b, c\n"


def test_a_line_that_gets_too_long_is_broken() -> None:
    line = "from sqlmodel import Session, SQLModel, asc, col, create_engine, delete, desc, func, or_\n"
    listed = "Field Session SQLModel asc col create_engine delete desc func or_".split()
    assert added(line, FIELD) == "from sqlmodel import (\n" + "".join(f"    {it},\n" for it in listed) + ")\n"
    commented = line.replace("\n", "  # all of it\n")
    assert added(commented, FIELD) == commented.replace("Session", "Field, Session")
    long = ("app." + "long_name." * 8 + "end", "Hero")
    assert added("", long) == f"from {long[0]} import (\n    Hero,\n)\n"


def test_each_section_has_its_place() -> None:
    check(
        """\
        from __future__ import annotations

        from fastapi import APIRouter

        from .router import router
        """,
        UUID,
        FIELD,
        HERO,
        "datetime",
        ("..models", "Team"),
        after="""\
        from __future__ import annotations

        import datetime
        from uuid import UUID

        from fastapi import APIRouter
        from sqlmodel import Field

        from app.models import Hero

        from ..models import Team
        from .router import router
        """,
    )


def test_a_file_without_sections_gets_none() -> None:
    check(
        """\
        import os
        from sqlmodel import select
        from app.db import engine
        """,
        ("app.models", "Hero"),
        ("asyncpg", "Record"),
        after="""\
        import os
        from sqlmodel import select
        from app.db import engine
        from app.models import Hero
        from asyncpg import Record
        """,
    )


def test_headings_and_comments_keep_their_imports() -> None:
    check(
        """\
        # Standard
        import os

        # Ours
        from app.models import (  # the tables
            Hero,
        )
        """,
        ("app.db", "engine"),
        ("app.models", "Team"),
        "sys",
        after="""\
        # Standard
        import os
        import sys

        # Ours
        from app.db import engine
        from app.models import (  # the tables
            Hero,
            Team,
        )
        """,
    )


def test_an_import_can_be_the_first() -> None:
    assert added("", UUID) == "from uuid import UUID\n"
    assert added("x = 1", UUID) == "from uuid import UUID\n\nx = 1"
    assert added('"""Heroes."""', UUID) == '"""Heroes."""\n\nfrom uuid import UUID'
    assert added('"""Heroes."""\nx = 1\n', UUID) == '"""Heroes."""\n\nfrom uuid import UUID\n\nx = 1\n'
    assert (
        added('"""Heroes."""\n\n\ndef f(): ...\n', UUID) == '"""Heroes."""\n\nfrom uuid import UUID\n\n\ndef f(): ...\n'
    )
    assert added("#!/bin/env python\nx = 1\n", UUID) == "#!/bin/env python\n\nfrom uuid import UUID\n\nx = 1\n"
    assert added("# MIT\n\n# a hero\nx = 1\n", UUID) == "# MIT\n\nfrom uuid import UUID\n\n# a hero\nx = 1\n"
    assert added("# a hero\nx = 1\n", UUID) == "from uuid import UUID\n\n# a hero\nx = 1\n"
    assert added("# only this", UUID) == "# only this\n\nfrom uuid import UUID"


def test_future_imports_stay_first() -> None:
    future = ("__future__", "annotations")
    assert (
        added('"""Doc."""\n\nimport os\n', future) == '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n'
    )
    assert added("import os\n", future) == "from __future__ import annotations\n\nimport os\n"


def test_what_is_there_is_not_added_again() -> None:
    header = """\
        import app.db
        import numpy as np
        from .models import Hero as HeroTable
        try:
            from sqlmodel import Field
        except ImportError:
            from pydantic import Field
        """
    present: tuple[Wanted, ...] = ("app.db", "numpy as np", FIELD, (".models", "Hero as HeroTable"))
    check(header, *present, after=header)
    assert "from .models import Hero\n" in added(dedent(header), (".models", "Hero"))
    assert "import numpy\n" in added(dedent(header), "numpy")


def test_imports_inside_functions_do_not_count() -> None:
    before = "def f():\n    from uuid import UUID\n"
    assert added(before, UUID) == "from uuid import UUID\n\n\n" + before


def test_star_imports_and_aliases_stand_alone() -> None:
    assert added("from a import *\n", ("a", "b")) == "from a import *\nfrom a import b\n"
    assert added("from a import x as y\n", ("a", "b")) == "from a import b\nfrom a import x as y\n"
    assert added("from a import b\n", ("a", "x as y")) == "from a import b\nfrom a import x as y\n"
    assert added("from a import b, x as y\n", ("a", "z as q")) == "from a import b, x as y, z as q\n"


def test_one_import_a_line_stays_the_style() -> None:
    assert (
        added("from a import b\nfrom a import d\n", ("a", "c")) == "from a import b\nfrom a import c\nfrom a import d\n"
    )


def test_a_name_for_typing_only_moves_out() -> None:
    before = """\
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from app.models import Hero, Team
            from app.villains import Villain

        x = 1
        """
    after = """\
        from typing import TYPE_CHECKING

        from app.models import Hero

        if TYPE_CHECKING:
            from app.models import Team
            from app.villains import Villain

        x = 1
        """
    check(before, HERO, after=after)
    check(before, HERO, after=before, runtime=False)


def test_the_last_name_for_typing_only_takes_its_block_along() -> None:
    check(
        """\
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from app.models import Hero

        x = 1
        """,
        HERO,
        after="""\
        from app.models import Hero

        x = 1
        """,
    )
    check(
        """\
        import typing

        if typing.TYPE_CHECKING:
            from app.models import Hero
        else:
            x = 1
        """,
        HERO,
        after="""\
        import typing

        from app.models import Hero

        if typing.TYPE_CHECKING:
            pass
        else:
            x = 1
        """,
    )


def test_imports_that_must_wait_for_a_statement_still_wait() -> None:
    before = "import os\n\nos.environ['MODE'] = 'test'\n\nfrom app.db import engine\nfrom app.main import app\n"
    assert added(before, HERO) == before + "from app.models import Hero\n"


def test_statements_on_one_line() -> None:
    assert (
        added("import a; import b\nx = 1; import json\n", "c") == "import a; import b\nimport c\nx = 1; import json\n"
    )


def test_line_endings_and_the_byte_order_mark_stay() -> None:
    before = "\ufeffimport os\r\nfrom sqlmodel import (\r\n    select,\r\n)\r\n\r\nname = 'Zoë 🦸'"
    header, body = added(before, UUID, FIELD).split("\r\n\r\n")
    assert (
        header == "\ufeffimport os\r\nfrom sqlmodel import (\r\n    Field,\r\n    select,\r\n)\r\nfrom uuid import UUID"
    )
    assert body == "name = 'Zoë 🦸'"
    assert added("\ufeffx = 1\r\n", UUID) == "\ufefffrom uuid import UUID\r\n\r\nx = 1\r\n"
    assert added("from häuser import Öl, Ünder\n", ("häuser", "Zoë")) == "from häuser import Zoë, Öl, Ünder\n"


@pytest.mark.parametrize(
    "rest", ["def f(:\n    return [1,\n", "class Hero(\n", "x = (1,\n", "match x:\n  case [*_, y]: ...\n", '"""']
)
def test_a_half_typed_body_does_not_matter(rest: str) -> None:
    header = "import os\n\nfrom sqlmodel import select\n\n\n"
    assert added(header + rest, FIELD) == header.replace("select", "Field, select") + rest


@pytest.mark.parametrize(
    "header",
    ["from sqlmodel import (\n", "from sqlmodel import\n", "from\n", "import \n", "from . import (a,\n\nx = 1\n"],
)
def test_a_half_typed_header_is_not_joined(header: str) -> None:
    edits = add(Document("app/a.py", header), UUID)
    assert len(edits) == 1
    assert header in apply(header, edits)


def test_edits_touch_only_the_lines_they_change() -> None:
    text = "import os\n\nfrom a import b\n\nx = 'é'\n"
    assert [(it.span.start, it.span.end, it.text) for it in add(Document("x.py", text), "sys", ("a", "c"))] == [
        (10, 10, "import sys\n"),
        (11, 27, "from a import b, c\n"),
    ]


def test_ruff_agrees_with_the_order(tmp_path: Path) -> None:
    """Every pair of these imports is added to every header below; ruff's isort finds nothing to do."""
    headers = (
        "",
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\nimport httpx\n\nfrom app.db import engine\n',
        "import sys\nfrom collections.abc import AsyncIterator\n\nfrom fastapi import Depends, FastAPI, Request\n",
        "from sqlmodel import SQLModel, select\nfrom sqlmodel.ext.asyncio.session import AsyncSession\n\n"
        "from app.models import (\n    Hero,\n    HeroCreate,\n)\n\nfrom . import deps\n",
    )
    wanted: tuple[Wanted, ...] = (
        "json", "uuid", "httpx", ("typing", "Annotated"), ("collections.abc", "Sequence"), ("fastapi", "APIRouter"),
        ("fastapi.testclient", "TestClient"), FIELD, ("sqlmodel", "func"), ("sqlalchemy.exc", "IntegrityError"),
        ("app.models", "HERO_LIMIT"), ("app.models", "HeroPublic"), ("app.services.hero", "create_hero"),
        (".", "errors"), ("..core", "settings"), ("__future__", "annotations"),
    )  # fmt: skip
    folder = tmp_path / "app" / "api"
    folder.mkdir(parents=True)
    (tmp_path / "ruff.toml").write_text('lint.isort.known-first-party = ["app"]\n')
    for number, (header, pair) in enumerate(itertools.product(headers, itertools.permutations(wanted, 2))):
        (folder / f"m{number}.py").write_text(added(header, *pair, path="app/api/m.py"), newline="")
    result = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select=I001", "--output-format=json", "."],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert number == 959
    assert [Path(it["filename"]).read_text() for it in json.loads(result.stdout)][:1] == []
