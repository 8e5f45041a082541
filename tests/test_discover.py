"""Which files are the project's own."""

import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from lsp_server.discover import find, read, snapshot
from lsp_server.facts.file import LARGEST
from lsp_server.text import Document


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x = 1\n")


def test_what_is_not_the_projects_own_is_left_out(tmp_path: Path) -> None:
    make(
        tmp_path,
        "app/main.py",
        "app/readme.txt",
        ".claude/skills/app.py",
        "node_modules/a.py",
        "history/prompt.py",
        "app/dist/x.py",
    )
    make(tmp_path, "backend/env/pyvenv.cfg", "backend/env/lib/a.py", "backend/lib/site-packages/b.py", "backend/app.py")

    assert list(find(tmp_path)) == ["app/main.py", "backend/app.py"]


def test_an_odd_pattern_of_a_gitignore_warns_nobody(tmp_path: Path) -> None:
    make(tmp_path, "app/main.py", "pages/x.py")
    (tmp_path / ".gitignore").write_text("web/pages/[[...path]].tsx\npages/\n")

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(find(tmp_path)) == ["app/main.py"]


def test_environments_that_were_committed_and_templates_of_projects_are_left_out(tmp_path: Path) -> None:
    make(
        tmp_path,
        "myenv/bin/activate_this.py",
        "myenv/lib/python3.11/site-packages/fastapi/applications.py",
        "win/Scripts/python.py",
        "win/Lib/other.py",
        "conda/conda-meta/x.py",
        "conda/lib/y.py",
        "{{cookiecutter.project}}/main.py",
        "template/{{ name }}.py",
        "bin/tool.py",
        ".claude/skills/fastapi/templates/main.py",
        "app/.specify/scripts/x.py",
        "app/history/prompts/1.py",
        "app/main.py",
    )
    (tmp_path / "win/Scripts/activate").write_text("")

    assert list(find(tmp_path)) == ["app/main.py", "bin/tool.py", "template/{{ name }}.py"]


def test_a_template_that_is_no_python_leaves_the_rest_alone(tmp_path: Path) -> None:
    make(tmp_path, "app/main.py", "template/{{ name }}.py")
    main = "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/a')\ndef a(): ...\n"
    (tmp_path / "app/main.py").write_text(main)
    (tmp_path / "template/{{ name }}.py").write_text("{% if x %}\nfrom {{ name }} import {{ app }}\n{% endif %}\n")

    assert [it.path for it in snapshot(tmp_path).project.routes] == ["/a"]


def test_two_packages_of_one_name_know_their_own(tmp_path: Path) -> None:
    for part in ("orders", "users"):
        texts = {
            "app/__init__.py": "",
            "app/routes.py": "from fastapi import APIRouter\nrouter = APIRouter()\n\n"
            f"@router.get('/{part}')\ndef read(): ...\n",
            "app/main.py": "from fastapi import FastAPI\nfrom app.routes import router\napp = FastAPI()\n"
            f"app.include_router(router, prefix='/{part}-api')\n",
            "tests/test_read.py": f"def test_read(client):\n    client.get('/{part}-api/{part}')\n",
        }
        for name, text in texts.items():
            (tmp_path / part / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / part / name).write_text(text)
    project = snapshot(tmp_path).project

    assert sorted(it.path for it in project.routes) == ["/orders-api/orders", "/users-api/users"]
    for route in project.routes:
        assert [it.path.partition("/")[0] for it in project.tests_of(route)] == [route.file.partition("/")[0]]


def test_nested_and_negated_gitignores_mean_what_git_says(tmp_path: Path) -> None:
    paths = [
        "a/keep/x.py",
        "a/drop/x.py",
        "a/b/keep/x.py",
        "b/keep/x.py",
        "b/sdk/client.py",
        "b/sdk/own.py",
        "c d/é.py",
    ]
    make(tmp_path, *paths)
    (tmp_path / ".gitignore").write_text("keep/\n!/a/keep/\n**/sdk/*\n!b/sdk/own.py\n\\#x\n# c d\n")
    (tmp_path / "a/.gitignore").write_text("/drop\n")
    (tmp_path / "a/b/.gitignore").write_text("!keep/\n")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    listing = ["git", "-C", tmp_path, "-c", "core.quotePath=off", "ls-files", "--others", "--exclude-standard", "-z"]
    git = subprocess.run([*listing, "*.py"], check=True, capture_output=True, text=True).stdout.split("\0")

    assert list(find(tmp_path)) == sorted(filter(None, git))


def test_gitignore_means_what_git_says(tmp_path: Path) -> None:
    paths = ["a.py", "gen/b.py", "app/gen/c.py", "app/keep_test.py", "app/x.tmp.py", "app/sub/y.py", "app/sub/z.py"]
    make(tmp_path, *paths)
    (tmp_path / ".gitignore").write_text("/gen/\n*.tmp.py\n")
    (tmp_path / "app" / ".gitignore").write_text("sub/*\n!sub/z.py\n")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    listing = ["git", "-C", tmp_path, "ls-files", "--others", "--exclude-standard", "*.py"]
    git = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split()

    assert list(find(tmp_path)) == sorted(git) == ["a.py", "app/gen/c.py", "app/keep_test.py", "app/sub/z.py"]


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "project"
    make(tmp_path, "outside/secret.py", "project/a.py")
    (root / "b.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "circle").symlink_to(root)
    (root / "same.py").symlink_to(root / "a.py")
    (root / "broken.py").symlink_to(root / "nowhere.py")

    assert list(find(root)) == ["a.py", "same.py"]


def test_a_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    text = "\ufeffé = 1\r\nx = 2"
    (tmp_path / "a.py").write_bytes(text.encode())

    assert read(tmp_path, "a.py") == Document("a.py", text)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * (LARGEST + 1)], ids=["binary", "huge"])
def test_what_is_no_source_text_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.py").write_bytes(content)

    assert read(tmp_path, "a.py") is None
    assert read(tmp_path, "gone.py") is None
    assert dict(snapshot(tmp_path).files) == {}


def test_open_documents_stand_in_for_their_files(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.py")

    seen = snapshot(tmp_path, [Document("b.py", "y = 2\n", 3), Document("new.py", "", 1)])

    assert {path: it.document.text for path, it in seen.files.items()} == {
        "a.py": "x = 1\n",
        "b.py": "y = 2\n",
        "new.py": "",
    }


def test_a_folder_that_goes_away_meanwhile_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b/c.py", "d.py")
    found = find(tmp_path)
    first = next(found)
    shutil.rmtree(tmp_path / "b")

    assert [first, *found] == ["a.py", "d.py"]
