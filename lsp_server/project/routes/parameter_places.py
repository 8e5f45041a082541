"""Where a parameter without `Query(…)`, `Body(…)` and the like comes from, by FastAPI's own rules (0.165)."""

from lsp_server.facts import syntax
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import class_bodies, externals
from lsp_server.project.names.modules import Modules
from lsp_server.project.routes.values import Place
from lsp_server.project.types.values import Type

# FastAPI fills these itself.
_FILLED = frozenset(
    {
        "Request",
        "WebSocket",
        "HTTPConnection",
        "Response",
        "BackgroundTasks",
        "SecurityScopes",
    }
)
_PACKAGES = ("fastapi.", "starlette.")
_UPLOADS = frozenset({"fastapi.UploadFile", "fastapi.datastructures.UploadFile", "starlette.datastructures.UploadFile"})
_MODELS = frozenset({"pydantic.BaseModel", "pydantic.RootModel", "sqlmodel.SQLModel"})
_SEQUENCES = frozenset(
    {"list", "set", "tuple", "frozenset", "collections.deque", "collections.abc.Sequence", "typing.Deque"}
    | {"collections.abc.MutableSequence"}
)
_MAPPINGS = frozenset(
    f"collections{it}" for it in (".abc.Mapping", ".abc.MutableMapping", ".OrderedDict", ".defaultdict", ".Counter")
) | {"dict"}
_COMPLEX = _SEQUENCES | _MAPPINGS | _MODELS | {"typing.NamedTuple"}


def is_filled(modules: Modules, type_: Type) -> bool:
    """Whether FastAPI gives the value itself: the request, a response to change, background tasks."""
    names = {type_.name} | (externals(modules, type_.symbol) if type_.symbol is not None else frozenset())
    return any(
        it.startswith(_PACKAGES) and (it.rpartition(".")[2] in _FILLED or is_response_name(it))
        for it in map(canonical, names)
    )


def is_response_name(name: str) -> bool:
    """Whether a library's full name is a response class: `fastapi.Response`, `starlette.responses.FileResponse`."""
    return name == "fastapi.Response" or (
        name.startswith(("fastapi.responses.", "starlette.responses.", "sse_starlette.")) and name.endswith("Response")
    )


def is_model(modules: Modules, type_: Type) -> bool:
    """Whether a type is a pydantic or SQLModel class, or one of several, so that fields can come one by one."""
    if type_.name == "typing.Union":
        return all(is_model(modules, it) for it in type_.args)
    if type_.symbol is None:
        return type_.name in _MODELS
    return bool(_MODELS & externals(modules, type_.symbol))


def place_of(modules: Modules, type_: Type) -> Place:
    """Files for uploads, the body for models, mappings and collections, else the query."""
    if _is_upload(type_):
        return "file"
    return "body" if _is_complex(modules, type_) else "query"


def _is_upload(type_: Type) -> bool:
    if type_.name in _SEQUENCES:
        parts = [it for it in type_.args if it.name]
        return bool(parts) and all(it.name in _UPLOADS for it in parts)
    return type_.name in _UPLOADS or (type_.name == "typing.Union" and any(_is_upload(it) for it in type_.args))


def _is_complex(modules: Modules, type_: Type) -> bool:
    if type_.enum is not None or type_.literals:
        return False
    if type_.name == "typing.Union":
        return any(_is_complex(modules, it) for it in type_.args)
    if type_.symbol is not None:
        above = externals(modules, type_.symbol)
        nodes = [node for _, node in class_bodies(modules, type_.symbol)]
        is_dataclass = any(syntax.last_name(it) == "dataclass" for node in nodes for it in node.decorators)
        return is_dataclass or bool(_COMPLEX & above)
    return type_.name in _COMPLEX
