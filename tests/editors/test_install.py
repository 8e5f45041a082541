"""An editor that can't be had: the reason is kept for the tests that are skipped with it."""

from pathlib import Path

import pytest

from tests.editors import install


def test_a_machine_without_apt_gets_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "CACHE", tmp_path / "editors")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.program("helix") == "helix is not installed: run `make test-editors EDITORS=helix`"

    reason = "it is taken from Debian's packages, and this machine is no Debian"
    assert install.install("helix") == reason
    assert install.program("helix") == reason
