"""Hosts in the literals of a file: where its code could send something."""

import ipaddress
import re

from lsp_server.edits.danger_names import constant_text, outline
from lsp_server.facts import syntax

_ADDRESS = re.compile(
    r"(?i)(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:[/\\]{2}(?:[^\s/\\@\"'<>]*@)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[^\s/\\:?#\"'<>{}()\[\]|,;]+)"
)
_RELATIVE = re.compile(r"^//(?P<host>[\w-]+(?:\.[\w-]+)+)")
_DOMAIN = re.compile(r"(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})\.?")
# Kept for documentation and tests (RFC 2606, RFC 6761), or names of formats that are never asked.
_HARMLESS = re.compile(
    r"(?i)(?:.*\.)?(?:localhost|test|example|invalid|local|internal|localdomain|example\.(?:com|org|net)|testserver)"
    r"|www\.w3\.org|json-schema\.org|schema\.org|spec\.openapis\.org"
)
# Endings of file names that look like a domain's.
_FILES = re.compile(
    r"(?i).*\.(?:py|pyi|md|sql|toml|ya?ml|json|txt|csv|html?|css|js|ts|png|jpe?g|svg|zip|sh|so|log|ini|cfg|lock)"
)

_HOST_NAMES = frozenset("host hostname server broker endpoint base_url url uri address proxy proxies domain".split())


def hosts_in(node: syntax.Node, around: syntax.Node | None) -> list[str]:
    """The hosts that a literal names, or a text that is put together; `around` is what it stands in."""
    if isinstance(around, syntax.JoinedStr) or (isinstance(around, syntax.BinOp) and around.op == "+"):
        return []  # it is read as a whole, around it
    is_made = isinstance(node, syntax.JoinedStr) or (isinstance(node, syntax.BinOp) and node.op == "+")
    text = outline(node) if is_made else constant_text(node)
    if text is None:
        return []
    match around:
        case syntax.Keyword(arg=str(name)) if name in _HOST_NAMES:
            return _hosts_of(text, _looks_like_host(text) or text.partition(":")[0].count(".") == 3)
        case syntax.Collection(kind="tuple", elements=(first, second)) if first is node and (
            isinstance(second, syntax.Constant) and isinstance(second.value, int) and not isinstance(second.value, bool)
        ):
            return _hosts_of(text, _looks_like_host(text) or text.count(".") == 3)  # ("example.org", 80)
        case _:
            return _hosts_of(text)


def speaks_of(text: str, host: str) -> bool:
    """Whether a text names a host anywhere."""
    return re.search(rf"(?i)(?<![\w.-]){re.escape(host)}(?![\w.-])", text) is not None


def _hosts_of(text: str, is_host: bool = False) -> list[str]:
    """The hosts outside of this machine in the text of a literal. `is_host`: it is given where a host is expected."""
    found = [it["host"] for it in _ADDRESS.finditer(text)]
    found += [it["host"] for it in [_RELATIVE.match(text)] if it]
    if is_host and (_DOMAIN.fullmatch(text.partition(":")[0]) or _is_number(text.partition(":")[0])):
        found.append(text.partition(":")[0])
    return [it.lower().rstrip(".") for it in found if _is_outside(it)]


def _is_outside(host: str) -> bool:
    plain = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(plain)
    except ValueError:
        if _is_number(plain):
            return True  # an address written as one number, or in hexadecimal
        # A name without a dot is a service beside this one; without letters it is no name at all.
        return "." in plain and re.search(r"[^\W\d_]", plain) is not None and not _HARMLESS.fullmatch(plain)
    return not (address.is_loopback or address.is_unspecified)


def _is_number(host: str) -> bool:
    return (
        re.fullmatch(r"(?i)(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}", host) is not None and len(host) > 4
    )


def _looks_like_host(text: str) -> bool:
    """Whether a bare text is a domain and no file's name."""
    return _DOMAIN.fullmatch(text) is not None and _FILES.fullmatch(text) is None
