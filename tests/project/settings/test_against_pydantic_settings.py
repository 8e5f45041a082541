"""The variables of a setting are those that pydantic-settings really reads."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic_settings import BaseSettings, EnvSettingsSource

from lsp_server.project.settings.link import link_settings
from lsp_server.project.settings.values import Settings
from lsp_server.snapshot import of
from lsp_server.text import Document

SAMPLE = Path(__file__).parent / "samples" / "shop.py"


def ours() -> tuple[Settings, ...]:
    return link_settings(of([Document("shop.py", SAMPLE.read_text(encoding="utf-8"))]).project.modules)


@pytest.fixture(scope="module")
def sample() -> ModuleType:
    module = ModuleType("shop")
    exec(compile(SAMPLE.read_text(encoding="utf-8"), str(SAMPLE), "exec", dont_inherit=True), module.__dict__)
    return module


def test_every_settings_class_is_found(sample: ModuleType) -> None:
    real = [
        name
        for name, it in vars(sample).items()
        if isinstance(it, type) and issubclass(it, BaseSettings) and it is not BaseSettings
    ]
    assert [it.symbol.name for it in ours()] == real


@pytest.mark.parametrize("found", ours(), ids=lambda it: it.symbol.name)
def test_the_variables_are_those_that_pydantic_settings_looks_up(found: Settings, sample: ModuleType) -> None:
    class_: Any = getattr(sample, found.symbol.name)
    source = EnvSettingsSource(class_)
    real = {
        name: list(dict.fromkeys(it[1] for it in source._extract_field_info(field, name)))
        for name, field in class_.model_fields.items()
    }
    cased = {
        it.field.name: [one if found.case_sensitive else one.lower() for one in it.variables] for it in found.settings
    }
    assert cased == real


@pytest.mark.parametrize("found", ours(), ids=lambda it: it.symbol.name)
def test_each_variable_alone_sets_its_field(
    found: Settings, sample: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_: Any = getattr(sample, found.symbol.name)
    for it in found.settings:
        for variable in it.variables:
            value = json.dumps(["value"]) if variable == "PATHS" else "value"
            with monkeypatch.context() as environment:
                environment.setenv(variable, value)
                assert getattr(class_(), it.field.name) == "value", variable
        with monkeypatch.context() as environment:
            for place, variable in enumerate(it.variables):
                environment.setenv(variable, json.dumps([str(place)]) if variable == "PATHS" else str(place))
            assert getattr(class_(), it.field.name) == "0"
