"""Where a model is, and what opens its door (decision D23).

Address, credential and headers come from the environment of the process and from the person's own configuration,
never from a repository: one that names an address would be sent the key (CVE-2026-21852).
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NoReturn
from urllib.parse import urlsplit

from lsp_server.edits.change import Refusal

HOSTED = "https://api.anthropic.com"
Profile = Literal["hosted", "vllm", "ollama", "llamacpp", "generic"]


class Credential:
    """A key or token that shows in no log: only `reveal` says it."""

    __slots__ = ("__value", "kind")

    def __init__(self, kind: Literal["api_key", "auth_token"], value: str) -> None:
        self.kind = kind
        self.__value = value

    def reveal(self) -> str:
        return self.__value

    def __repr__(self) -> str:
        return f"<hidden {self.kind}>"

    def __deepcopy__(self, _: object) -> "Credential":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A credential is not written down.")


@dataclass(frozen=True, slots=True)
class Configured:
    """What a person wrote into a file of their own, outside every workspace. Not what an editor sends as LSP
    configuration: that holds the settings of the workspace, too."""

    base_url: str | None = None
    credential: Credential | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A checked address, with what each part was taken from, for `doctor`."""

    base_url: str
    host: str
    is_loopback: bool
    profile: Profile | None  # None: to be found out by asking the server
    credential: Credential | None  # None only on this machine, where servers ask for none
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    origins: Mapping[str, str] = field(default_factory=dict)  # "address": "ANTHROPIC_BASE_URL", …


def endpoint(environ: Mapping[str, str], configured: Configured | None = None) -> Endpoint | Refusal:
    """The endpoint that the process's environment names, or else the person's configuration; or why there is none."""
    configured = configured or Configured()
    said = environ.get("ANTHROPIC_BASE_URL", "").strip()
    address, origin = (said, "ANTHROPIC_BASE_URL") if said else (configured.base_url, "your configuration")
    if not address:
        address, origin = HOSTED, "the default"
    place = _place(address, origin)
    if isinstance(place, Refusal):
        return place
    credential, given_by = _credential(environ, configured)
    if credential is not None and not re.fullmatch(r"[\x21-\x7e]+", credential.reveal()):
        return Refusal(f"The {_SPOKEN[credential.kind]} from {given_by} has characters that can't be sent.")
    base_url, host, is_loopback = place
    if credential is None and not is_loopback:
        return Refusal("There is no key for a model; set ANTHROPIC_API_KEY where the editor is started.")
    headers = _headers(environ, configured)
    if isinstance(headers, Refusal):
        return headers
    profile: Profile | None = "hosted" if host == "api.anthropic.com" else configured.profile
    return Endpoint(base_url, host, is_loopback, profile, credential, headers, {"address": origin, "key": given_by})


# --------------------------------------------------------------------------- the address


def _place(address: str, origin: str) -> tuple[str, str, bool] | Refusal:
    """Address, host and whether that is this machine. What two programs could read differently is refused."""
    wrong = f"The address of the model from {origin}"
    if not re.fullmatch(r"[\x21-\x7e]{1,500}", address) or "\\" in address:
        return Refusal(f"{wrong} has characters that have no place in one.")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Refusal(f"{wrong} can't be read.")
    if "@" in parts.netloc:
        return Refusal(f"{wrong} holds a user's name or password; give the key as ANTHROPIC_API_KEY.")
    if parts.scheme not in ("http", "https") or not host or port == 0:
        return Refusal(f"{wrong} is no http or https address.")
    if parts.query or parts.fragment or address.endswith(("?", "#")):
        return Refusal(f"{wrong} has a part after ? or #.")
    if re.fullmatch(r"[a-z0-9_.-]+" if ":" not in host else r"[0-9a-f:.]+", host) is None:
        return Refusal(f"{wrong} has characters that have no place in a host's name.")
    is_loopback = _is_loopback(host)
    if parts.scheme == "http" and not is_loopback:
        return Refusal(f"{wrong} is http, which others can read on the way; only this machine may be asked so.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path.rstrip('/')}", host, is_loopback


def _is_loopback(host: str) -> bool:
    """Whether a name is this machine: 127.0.0.0/8, ::1 and localhost, each as it is usually written."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return found == ipaddress.ip_address("::1") or (found.version == 4 and found.is_loopback)


# --------------------------------------------------------------------------- credential and headers

_SPOKEN = {"api_key": "key", "auth_token": "token"}


def _credential(environ: Mapping[str, str], configured: Configured) -> tuple[Credential | None, str]:
    if key := environ.get("ANTHROPIC_API_KEY", "").strip():
        return Credential("api_key", key), "ANTHROPIC_API_KEY"
    if token := environ.get("ANTHROPIC_AUTH_TOKEN", "").strip():
        return Credential("auth_token", token), "ANTHROPIC_AUTH_TOKEN"
    return configured.credential, "your configuration" if configured.credential else "nowhere"


# Set by the client itself; another value would send the request elsewhere or cut it in two.
_OWN = frozenset("host content-length transfer-encoding connection upgrade te trailer expect content-type".split())


def _headers(environ: Mapping[str, str], configured: Configured) -> dict[str, str] | Refusal:
    found = dict(configured.headers)
    for line in environ.get("ANTHROPIC_CUSTOM_HEADERS", "").splitlines():
        if line.strip():
            name, colon, value = line.partition(":")
            if not colon:
                return Refusal("A line of ANTHROPIC_CUSTOM_HEADERS is no header; each is a name, a colon and a value.")
            found[name.strip()] = value.strip()
    for name, value in found.items():
        if re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", name) is None or name.lower() in _OWN:
            return Refusal(f"The header {name[:50]!r} can't be set.")
        if re.fullmatch(r"[\x20-\x7e\t]{0,4000}", value) is None:
            return Refusal(f"The header {name} has characters that can't be sent.")
    return found
