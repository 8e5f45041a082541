"""The wheel as a stranger installs it: built, put in a clean environment, started."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from lsp_server.server.editor import Editor

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_agents_templates_and_the_sample(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert "lsp_server/_agents/backend-api-developer.md" in names
    assert "lsp_server/_agents/skills/model-service/SKILL.md" in names
    assert "lsp_server/_agents/prompts/envelope.md" in names
    assert "lsp_server/cli/sample/app/models.py" in names
    assert "lsp_server/settings.schema.json" in names
    assert any(it.startswith("lsp_server/edits/templates/") for it in names)
    assert not any(it.startswith(("tests/", "bench/")) or "__pycache__" in it for it in names)


async def test_it_serves_from_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", ROOT / "constraints.txt", wheel], check=True, env=_clean())
    project = tmp_path / "project"
    project.mkdir()
    (project / "models.py").write_text(
        "from sqlmodel import Field, SQLModel\n\n\nclass Hero(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n    name: str\n"
    )

    ask = "from lsp_server.agent.files import bundled; print(*sorted(it.name for it in bundled.folder().iterdir()))"
    shown = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True, cwd=project, env=_clean())
    assert shown.stdout.split() == sorted(it.name for it in (ROOT / "agents").iterdir())

    async with Editor(project, [str(tmp_path / "env" / "bin" / "backline"), "serve"]) as editor:
        editor.open("models.py")
        assert await editor.diagnostics("models.py") == ()
        menu = await editor.menu("models.py", editor.find("models.py", "Hero"))

    assert "Generate service for Hero" in menu


def _clean() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
