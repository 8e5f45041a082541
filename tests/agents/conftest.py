"""The application of the skills, once on disk, and what the checkers say of it."""

import pytest

from tests.agents.application import Application, write


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    return write(tmp_path_factory.mktemp("application"))


@pytest.fixture(scope="session")
def mypy(application: Application, request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """mypy's errors; what it knows of the libraries is kept between runs."""
    return application.mypy(request.config.cache.mkdir("agents-mypy"))


@pytest.fixture(scope="session")
def ruff(application: Application) -> dict[str, list[str]]:
    return application.ruff()
