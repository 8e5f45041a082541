"""What went wrong between us and a model, in the words of a person.

The library's exceptions are told apart by what they carry (a status, a type), not by their classes, so that this
file need not import them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Kind


class Failure(Exception):
    """We ourselves stop a request."""


@dataclass(frozen=True, slots=True)
class Said:
    kind: Kind
    sentence: str


_BY_STATUS: dict[int, tuple[Kind, str]] = {
    400: ("wrong answer", "{host} did not accept the request{why}."),
    401: ("key", "{host} did not accept the key."),
    402: ("key", "{host} says that the account has to be paid first."),
    403: ("key", "{host} does not allow this key to do that."),
    404: ("model", "{host} does not know the model, or the address is wrong{why}."),
    408: ("overloaded", "{host} took too long."),
    413: ("too long", "The task is too large for {host}."),
    422: ("wrong answer", "{host} did not accept the request{why}."),
    429: ("limit", "{host} has no requests left for you; try again {wait}."),
    504: ("overloaded", "{host} took too long."),
    529: ("overloaded", "{host} is overloaded at the moment."),
}
_BY_TYPE: dict[str, tuple[Kind, str]] = {
    "overloaded_error": ("overloaded", "{host} is overloaded at the moment."),
    "rate_limit_error": ("limit", "{host} has no requests left for you; try again {wait}."),
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
    if known is None and status == 200 and type_:
        known = ("cut", "{host} broke its answer off{why}.")
    if known is not None:
        kind, form = known
        filled = form.format(host=host, status=status, why=_why(error), wait=_wait(error))
        return Said(kind, filled)
    if names & {"ConnectError", "ConnectTimeout"}:
        return Said("unreachable", f"{host} can't be reached.")
    if "APITimeoutError" in names or "TimeoutException" in names or isinstance(error, TimeoutError):
        return Said("unreachable", f"{host} did not answer in time.")
    if names & {"APIConnectionError", "TransportError", "OSError"}:
        return Said("unreachable", f"{host} broke the connection off.")
    if names & {"CredentialsError"}:
        return Said("key", f"There is no key for {host}.")
    if isinstance(error, ModuleNotFoundError):
        name = error.name or "anthropic"
        return Said("key", f"The library {name} is not installed: pip install 'backline[agent]'.")
    if isinstance(error, ValueError) and "tool parameter JSON" in str(error):
        return Said("call", "The model called a tool with something that is no JSON.")
    return Said("wrong answer", f"{host} answered, but not as a model's service does; is its address right?")


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    for _ in range(8):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__


def _why(error: BaseException) -> str:
    """The service's own words, short and on one line, if they are words: a proxy says what is wrong in HTML."""
    if not isinstance(getattr(error, "body", None), dict):
        return ""
    words = message(str(getattr(error, "api_message", None) or getattr(error, "message", "")), 200).rstrip(".")
    return f" ({words})" if words else ""


def _wait(error: BaseException) -> str:
    """When the service wants to be asked again."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = str(headers.get("retry-after", ""))
    if not asked.isdigit():
        return "later"
    seconds = int(asked)
    return f"in {seconds} s" if seconds < 120 else f"in {seconds // 60} min"
