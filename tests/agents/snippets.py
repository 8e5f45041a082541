"""Snippets of the skills as modules of the application: under the imports that they need."""

import ast
import builtins
from collections.abc import Mapping

from tests.agents.fences import FILES, Fence

# What snippets use and the application does not.
_MORE = """
import asyncio
import time
from contextlib import suppress
from typing import assert_never
from fastapi import APIRouter, HTTPException
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.expression import SelectOfScalar
"""
_ROUTER = "router = APIRouter()"


def path_of(fence: Fence) -> str:
    return fence.title or f"app/snippets/{fence.name}.py"


def text_of(fence: Fence) -> str:
    """A snippet under the imports that it needs."""
    if fence.title and not fence.bad:
        return fence.text
    free = _free(ast.parse(fence.text))
    missing = free - set(_IMPORTS) - {"router"}
    assert not missing, f"{fence.name}: nobody knows {sorted(missing)}"
    lines = sorted({_IMPORTS[it] for it in (free | {"APIRouter"} if "router" in free else free) if it in _IMPORTS})
    return "\n".join([*lines, "", *([_ROUTER] if "router" in free else []), "", fence.text])


def _free(tree: ast.Module) -> set[str]:
    """The names that a text reads and does not bind."""
    names = [it for it in ast.walk(tree) if isinstance(it, ast.Name)]
    bound = {it.id for it in names if not isinstance(it.ctx, ast.Load)}
    for it in ast.walk(tree):
        if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(it.name)
        elif isinstance(it, ast.arg):
            bound.add(it.arg)
    return {it.id for it in names} - bound - set(dir(builtins))


def _imports(files: Mapping[str, str]) -> dict[str, str]:
    """How each name of the application, and each that it imports, is imported."""
    found: dict[str, str] = {}
    for path, text in {**files, "more": _MORE}.items():
        module = path.removesuffix(".py").replace("/", ".")
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom):
                found |= {it.name: f"from {node.module} import {it.name}" for it in node.names}
            elif isinstance(node, ast.Import):
                found |= {it.name: f"import {it.name}" for it in node.names}
    for path, text in files.items():
        module = path.removesuffix(".py").replace("/", ".")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[node.name] = f"from {module} import {node.name}"
            elif isinstance(node, ast.Assign):
                found |= {it.id: f"from {module} import {it.id}" for it in node.targets if isinstance(it, ast.Name)}
    return found


_IMPORTS = _imports(FILES)
