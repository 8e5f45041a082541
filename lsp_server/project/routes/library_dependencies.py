"""What FastAPI's own dependencies ask of the client (0.165)."""

from collections.abc import Iterator

from lsp_server.project.models.values import Constraints
from lsp_server.project.routes.parameters import Sent
from lsp_server.project.routes.values import Parameter
from lsp_server.project.types.values import Type
from lsp_server.text import Span

_FORMS = ("fastapi.security.OAuth2PasswordRequestForm", "fastapi.security.OAuth2PasswordRequestFormStrict")


def parameters_of_library(name: str, span: Span) -> Iterator[Sent]:
    """The parameters of a dependency by its full name; `span` is where the project depends on it."""
    if name not in _FORMS:
        return
    strict = name.endswith("Strict")
    for field, required in {"grant_type": strict, "username": True, "password": True}.items():
        pattern = "^password$" if field == "grant_type" else None
        yield _form(field, required, None if required else "None", span, pattern)
    for field, default in {"scope": '""', "client_id": "None", "client_secret": "None"}.items():
        yield _form(field, False, default, span)


def _form(name: str, required: bool, default: str | None, span: Span, pattern: str | None = None) -> Sent:
    type_ = Type("str", span, "str", optional=default == "None")
    return Sent(Parameter(name, None, "form", type_, required, default, Constraints(pattern=pattern), span), True)
