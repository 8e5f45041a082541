"""What went wrong between us and a model, in the words of a person.

The library's exceptions are told apart by what they carry (a status, a type), not by their classes, so that this
file need not import them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.agent.talk import Kind


class Failure(Exception):
    """We ourselves stop a request."""


@dataclass(frozen=True, slots=True)
class Said:
    kind: Kind
    sentence: str


_BY_STATUS: dict[int, tuple[Kind, str]] = {
    400: ("wrong answer", "{host} did not accept the request: {message}."),
    401: ("key", "{host} did not accept the key."),
    402: ("key", "{host} says that the account has to be paid first."),
    403: ("key", "{host} does not allow this key to do that."),
    404: ("key", "{host} does not know this address or model: {message}."),
    408: ("overloaded", "{host} took too long."),
    413: ("too long", "The task is too large for {host}."),
    422: ("wrong answer", "{host} did not accept the request: {message}."),
    429: ("limit", "{host} asks for patience: its limit of requests is reached{wait}."),
    529: ("overloaded", "{host} is overloaded at the moment."),
}
_BY_TYPE: dict[str, tuple[Kind, str]] = {
    "overloaded_error": ("overloaded", "{host} is overloaded at the moment."),
    "rate_limit_error": ("limit", "{host} asks for patience: its limit of requests is reached{wait}."),
    "authentication_error": ("key", "{host} did not accept the key."),
}


def said_by(error: BaseException, host: str) -> Said:
    """One sentence for an exception that a request ended with. `host` is the service as a person knows it."""
    names = {it.__name__ for each in _causes(error) for it in type(each).__mro__}
    status, type_ = getattr(error, "status_code", None), getattr(error, "type", None)
    known = _BY_TYPE.get(str(type_)) or _BY_STATUS.get(status or 0)
    if known is None and isinstance(status, int) and status >= 500:
        known = ("overloaded", "{host} has a problem of its own (status {status}).")
    if known is None and isinstance(status, int) and 300 <= status < 400:
        known = ("wrong answer", "{host} sends requests elsewhere, which Backline does not follow.")
    if known is None and isinstance(status, int) and status != 200:
        known = ("wrong answer", "{host} did not accept the request (status {status}).")
    if known is not None:
        kind, form = known
        filled = form.format(host=host, status=status, message=_message(error), wait=_wait(error))
        return Said(kind, filled)
    if "APITimeoutError" in names or "TimeoutException" in names or isinstance(error, TimeoutError):
        return Said("unreachable", f"{host} did not answer in time.")
    if names & {"APIConnectionError", "TransportError", "OSError"}:
        return Said("unreachable", f"{host} can't be reached, or broke off.")
    if names & {"CredentialsError"}:
        return Said("key", f"There is no key for {host}.")
    if isinstance(error, ModuleNotFoundError):
        name = error.name or "anthropic"
        return Said("key", f"The library {name} is not installed: pip install 'backline[agent]'.")
    return Said("wrong answer", f"{host} answered with something that is not understood.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    for _ in range(8):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__


def _message(error: BaseException) -> str:
    """The service's own words, short and on one line."""
    said = getattr(error, "api_message", None) or getattr(error, "message", None) or ""
    words = " ".join(str(said).split()).rstrip(".")
    return words[:200] or "it does not say why"


def _wait(error: BaseException) -> str:
    """How long the service wants to be left alone."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = str(headers.get("retry-after", ""))
    if not asked.isdigit():
        return ""
    seconds = int(asked)
    return f" for {seconds} s" if seconds < 120 else f" for {seconds // 60} min"
