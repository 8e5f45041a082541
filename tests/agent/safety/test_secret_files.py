"""Files that hold secrets are not read, by no name and through no link (D25)."""

import os
import sys
from pathlib import Path

import pytest

from lsp_server.agent.safety.secret_files import LARGEST, is_secret, refuse_reading


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.local",
        "backend/.env.production",
        ".envrc",
        "prod.env",
        "certs/server.pem",
        "tls.key",
        "id_rsa",
        "id_ed25519.pub",
        ".ssh/config",
        "home/.aws/credentials",
        ".netrc",
        ".pgpass",
        "terraform.tfstate",
        "terraform.tfstate.backup",
        "prod.tfvars",
        ".kube/config",
        ".git/config",
        "credentials.json",
        "credentials",
        "secrets.yaml",
        ".streamlit/secrets.toml",
        "client_secret_1.json",
        "my-service-account.json",
        ".npmrc",
        ".pypirc",
        "a/.config/gcloud/token.txt",
        "store.kdbx",
        ".claude/settings.local.json",
        # CVE-2025-59944 and its like: the same file by another name.
        ".ENV",
        ".Env.Local",
        "a\\.env",
        ".env.",
        ".env ",
        ".env::$DATA",
        "tls.key.",
        "tls.key::$DATA",
        ".ssh./config",
        ".ｅnv",
        "ID_RSA",
        "x/.SSH/known_hosts",
        ".\x00env",
    ],
)
def test_d25_a_secret_file_is_known_by_its_name(path: str) -> None:
    assert is_secret(path)


@pytest.mark.parametrize(
    "path",
    [
        "app/env.py",
        "alembic/env.py",
        "app/secrets.py",
        "app/credentials.py",
        "app/models/credential.py",
        "app/keys.py",
        "tokens.py",
        "specs/001-secrets/spec.md",
        "secrets_manager.py",
        "app/environment.py",
        "id_generator.py",
        "README.md",
        "pyproject.toml",
        "tests/test_credentials.py",
        "docs/credentials.md",
        "",
        ".",
        "a/b",
        "app/docker/compose.yml",
        ".github/workflows/ci.yml",
        "app/process.py",
        "monkey.txt",
    ],
)
def test_a_projects_own_files_are_no_secrets(path: str) -> None:
    assert not is_secret(path)


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")
def test_d25_a_link_to_a_secret_is_followed_before_it_is_trusted(tmp_path: Path) -> None:
    """CVE-2025-59829, CVE-2026-25724: a denied file read through a link."""
    root, outside = tmp_path / "work", tmp_path / "outside"
    for it in (root / "app", root / ".ssh", outside):
        it.mkdir(parents=True)
    (root / ".env").write_text("A=1")
    (root / "app" / "a.py").write_text("x = 1")
    (outside / "b.py").write_text("x = 1")
    (root / "notes.md").symlink_to(root / ".env")
    (root / "keys").symlink_to(root / ".ssh")
    (root / ".ssh" / "config").touch()
    (root / "b.py").symlink_to(outside / "b.py")
    (root / "out").symlink_to(outside)
    (root / "round").symlink_to(root / "round")
    (root / "gone.py").symlink_to(outside / "nothing")
    (root / "chain.md").symlink_to(root / "notes.md")
    said = {
        "app/a.py": None,
        ".env": ".env may hold secrets, so it is not read.",
        "notes.md": "notes.md leads to .env, which may hold secrets, so it is not read.",
        "chain.md": "chain.md leads to .env, which may hold secrets, so it is not read.",
        "keys/config": "keys/config leads to .ssh/config, which may hold secrets, so it is not read.",
        "b.py": "b.py is not inside the workspace.",
        "out/b.py": "out/b.py is not inside the workspace.",
        "../outside/b.py": "../outside/b.py is not inside the workspace.",
        str(outside / "b.py"): f"{outside / 'b.py'} is not inside the workspace.",
        "round": "round is not there.",
        "gone.py": "gone.py is not there.",
        "app": "app is not a file.",
    }
    assert {path: refuse_reading(path, root) for path in said} == said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_d30_what_would_never_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert refuse_reading("pipe.py", tmp_path) == "pipe.py is not a file."


def test_d30_a_file_has_a_largest_size(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"#" * LARGEST)
    (tmp_path / "b.py").write_bytes(b"#" * (LARGEST + 1))
    assert refuse_reading("a.py", tmp_path) is None
    assert refuse_reading("b.py", tmp_path) == "b.py is too large to be read."
    assert refuse_reading("a\0.py", tmp_path) == "a\0.py is not there."
