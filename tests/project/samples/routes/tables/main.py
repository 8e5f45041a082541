"""Routes that loops make from what is written down: objects, dicts, conditions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from specs import GROUPS


def read(key: int) -> int:
    return key


def write(key: int) -> int:
    return key


@dataclass
class Spec:
    path: str
    handler: Callable[..., Any]
    methods: list[str] = field(default_factory=list)
    status: int = 200
    legacy: bool = False


class Pair(NamedTuple):
    path: str
    status: int = 201


class Model(BaseModel):
    paths: list[str]
    prefix: str = "/model"


class Plain:
    def __init__(self, path: str, verb: str = "GET") -> None:
        self.path = path
        self.verbs = [verb]


SKIPPED = {"/three"}
ELSEWHERE = {"/rerank"}
LEGACY = ("/embed",)
SPECS = [
    Spec("/one/{key}", read),
    Spec("/two/{key}", write, status=202, legacy=True),
    Spec(path="/three", handler=read),
]
PAIRS = (Pair("/pair"), Pair("/other", 203))
MODELS = [Model(paths=["/a", "/b"]), Model(paths=["/c"], prefix="/named")]
ENTRIES = [{"path": "/entry", "handler": read}, {"path": "/entry/more", "handler": write}]
PLAIN = [Plain("/plain"), Plain("/posted", "POST")]
ONE = Spec("/single", read)

app = FastAPI()
router = APIRouter()

for spec in SPECS:
    if spec.path in SKIPPED:
        continue
    app.add_api_route(spec.path, spec.handler, status_code=spec.status)
    if not spec.legacy:
        app.add_api_route(f"/new{spec.path}", spec.handler)
for pair in PAIRS:
    app.add_api_route(pair.path, read, status_code=pair.status)
for model in MODELS:
    for path in model.paths:
        if path == "/b" and model.prefix != "/named":
            continue
        app.add_api_route(model.prefix + path, read)
for entry in ENTRIES:
    app.add_api_route(entry["path"], entry["handler"])
for plain in PLAIN:
    router.add_api_route(plain.path, write, methods=plain.verbs)
for name, handler in {"reader": read, "writer": write}.items():
    router.add_api_route(f"/{name}/{{key}}", handler, name=name)
for group in GROUPS:
    for endpoint in group.paths:
        if endpoint in ELSEWHERE:
            continue
        app.add_api_route(endpoint, read)
        if group.legacy or endpoint in LEGACY:
            app.add_api_route("/old" + endpoint, write)
app.add_api_route(ONE.path, ONE.handler)
app.include_router(router, prefix="/router")
