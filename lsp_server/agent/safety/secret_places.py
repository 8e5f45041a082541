"""Passwords, which are known by their place only: an address, a header, an assignment to a name that says so."""

import base64
import binascii
import re
from collections.abc import Iterator

from lsp_server.agent.safety.secret_tokens import Found
from lsp_server.agent.safety.secret_values import WALL, is_example, is_random


def passwords(text: str, path: str) -> Iterator[Found]:
    """The passwords and keys of a text, in no order; they may overlap. `path` tells code from configuration."""
    yield from _in_addresses(text)
    yield from _in_headers(text)
    yield from _in_assignments(text, (_QUOTED,) if path.endswith(_CODE) else (_QUOTED, _BARE))


def _in_addresses(text: str) -> Iterator[Found]:
    at = text.find("://")
    while at >= 0:
        it = _ADDRESS.match(text, at) if text[at - 1 : at].isalnum() else None
        if (
            it is not None
            and "{" not in it["password"]
            and it["password"] != it["user"]
            and not is_example(it["password"])
        ):
            user = f"//{it['user']}" if WALL not in it["user"] else ""  # a user that is hidden already tells nothing
            yield _found("password in an address", it, "password", f"{user}:{it['password']}@")
        at = text.find("://", at + 3)


def _in_headers(text: str) -> Iterator[Found]:
    for it in _BASIC.finditer(text) if "Basic" in text else ():
        try:
            user, colon, password = base64.b64decode(it["value"], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if colon and password and password != user and not is_example(password):
            yield _found("basic credentials", it, "value")


def _in_assignments(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Found]:
    start = 0
    for line in text.split("\n"):
        plain = line.lower()
        for pattern in patterns if any(it in plain for it in _WORDS) else ():
            for it in pattern.finditer(line.rstrip("\r")):
                is_password = re.search("(?i)passw|passphrase|pwd", it["name"]) is not None
                if not _NAMES_NO_SECRET.search(it["name"]) and is_random(it["value"], is_password):
                    yield Found("secret in an assignment", start + it.start("value"), start + it.end("value"))
        start += len(line) + 1


def _found(kind: str, it: re.Match[str], group: str, around: str = "") -> Found:
    return Found(kind, it.start(group), it.end(group), around)


_ADDRESS = re.compile(r"://(?P<user>[^\s:/?#@\"'`<>\\]{0,100}):(?P<password>[^\s/?#\"'`<>\\]{1,200})@(?=[\w\[{$%<])")
_BASIC = re.compile(r"\bBasic\s+(?P<value>[A-Za-z0-9+/]{8,400}={0,2})(?![\w+/=])")
_WORDS = ("secret", "passw", "passphrase", "pwd", "token", "key", "credential", "bearer")
_NAME = (
    r"(?P<name>[\w.-]{0,60}?(?:secret|passw(?:or)?d|passphrase|pwd|token|api_?-?key|access_?-?key|private_?-?key"
    r"|encryption_?-?key|signing_?-?key|auth_?-?key|credential|bearer)s?(?:[_-]?(?:key|value|default|\d+))?(?:[_-][\w-]{0,40})?)"
)
_QUOTED = re.compile(
    rf"(?i)(?<![\w.-]){_NAME}"
    r"(?:[\"']?\]?(?:[ \t]*:[ \t]*[\w.\[\]| ]{1,60}?)?[ \t]*(?:=|:|,)[ \t]*|[ \t]+)"
    r"(?:[\w.]{1,40}\((?:[\w]{1,20}=)?)?(?:Bearer )?[rbu]?"
    r"(?P<quote>[\"'])(?:Bearer )?(?P<value>[^\s\"'\\]{8,500})(?P=quote)"
)
_BARE = re.compile(rf"(?i)(?<![\w.-]){_NAME}[ \t]*[=:][ \t]*(?:Bearer )?(?P<value>[^\s\"'\\#]{{8,500}})[ \t]*(?:#.*)?$")
_CODE = (".py", ".pyi", ".ts", ".tsx", ".js", ".jsx", ".md", ".sql")
# What stands beside a secret without being one: `token_url`, `password_hash`, `secret_name`, `tokens_used`.
_NAMES_NO_SECRET = re.compile(
    r"(?i)(?:ur[il]|endpoint|path|file|name|type|field|header|id|ids|prefix|algorithm|hash|hashed|hint|label|title|text"
    r"|message|error|model|scheme|format|pattern|regex|class|column|scope|env|var|location|tokenizer|description)$"
    r"|hashed|_hash|_sha\d*$|public|tokeni[sz]er|csrf_?header"
)
