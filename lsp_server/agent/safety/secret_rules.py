"""What a secret looks like in text: a small set of precise patterns, after those of gitleaks.

A token is known by its issuer's prefix, a password by its place (a connection address, an assignment to a name
that says so). Values that people write where a secret goes later ("changeme", "<password>", "xxxx") are none.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2


@dataclass(frozen=True, slots=True)
class Found:
    """A secret in a text, in code points. `trace` is the text to look for where the value alone says too little."""

    kind: str
    start: int
    end: int
    trace: str


def secrets(text: str, path: str = "") -> Iterator[Found]:
    """The secrets of a text, in no order; they may overlap. `path` tells code from configuration."""
    yield from tokens(text)
    yield from _passwords_in_addresses(text)
    yield from _basic_credentials(text)
    for pattern in (_QUOTED,) if path.endswith(_CODE) else (_QUOTED, _BARE):
        for it in pattern.finditer(text):
            if not _NAMES_NO_SECRET.search(it["name"]) and _is_random(it["value"], _is_password(it["name"])):
                yield _found("secret in an assignment", it, "value")


def tokens(text: str) -> Iterator[Found]:
    """The secrets that are known by their own form, wherever they stand."""
    for kind, keyword, pattern in _TOKENS:
        if keyword in text:
            for it in pattern.finditer(text):
                body = it["body"]
                if _LONG.search(body) if kind == "private key" else not (_is_example(body) or _entropy(body) < 2.5):
                    yield _found(kind, it, 0)


def is_distinctive(value: str) -> bool:
    """Whether a value can be looked for without what stands around it: no word, and not short."""
    return len(value) >= 20 or (len(value) >= 8 and any(it.isdigit() for it in value) and not value.isdigit())


# --------------------------------------------------------------------------- tokens with a form of their own

_LONG = re.compile(r"[A-Za-z0-9+/]{40}")  # a line of a key, not a sentence about one

# Where a word begins, also after a line's end that is written as an escape.
_START = r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))"
_TOKENS = tuple(
    (kind, keyword, re.compile(_START + pattern, re.ASCII))
    for kind, keyword, pattern in (
        ("Anthropic key", "sk-ant-", r"sk-ant-[a-z]+\d\d-(?P<body>[\w-]{20,200})"),
        ("OpenAI key", "sk-", r"sk-(?:proj|svcacct|admin)-(?P<body>[\w-]{20,250})"),
        ("OpenAI key", "sk-", r"sk-(?P<body>[A-Za-z0-9]{32,64})\b"),
        ("OpenRouter key", "sk-or-", r"sk-or-v1-(?P<body>[0-9a-f]{64})\b"),
        ("Groq key", "gsk_", r"gsk_(?P<body>[A-Za-z0-9]{48,60})\b"),
        ("Hugging Face token", "hf_", r"hf_(?P<body>[A-Za-z]{34})\b"),
        ("AWS access key", "A", r"(?:AKIA|ASIA|ABIA|ACCA)(?P<body>[A-Z2-7]{16})\b"),
        ("GitHub token", "gh", r"gh[pousr]_(?P<body>[A-Za-z0-9]{36,255})\b"),
        ("GitHub token", "github_pat_", r"github_pat_(?P<body>\w{36,255})\b"),
        ("GitLab token", "gl", r"gl(?:pat|ptt|dt|rt|rtr|cbt|soat|ft|imt|agent|oas)-(?P<body>[\w.-]{20,300})"),
        ("Slack token", "xox", r"xox[abeoprs]-(?P<body>[A-Za-z0-9-]{10,250})"),
        ("Slack token", "xapp-", r"xapp-\d-(?P<body>[A-Za-z0-9-]{10,250})"),
        ("Slack webhook", "hooks.slack.com", r"hooks\.slack\.com/(?:services|workflows)/(?P<body>[\w+/]{40,60})"),
        ("Stripe key", "_", r"[sr]k_(?:live|test|prod)_(?P<body>[A-Za-z0-9]{10,250})\b"),
        ("webhook secret", "whsec_", r"whsec_(?P<body>[A-Za-z0-9+/=]{20,100})"),
        ("Google key", "AIza", r"AIza(?P<body>[\w-]{35})(?![\w-])"),
        ("Google client secret", "GOCSPX-", r"GOCSPX-(?P<body>[\w-]{28})(?![\w-])"),
        ("Google access token", "ya29.", r"ya29\.(?P<body>[\w-]{30,500})"),
        ("SendGrid key", "SG.", r"SG\.(?P<body>[\w-]{20,24}\.[\w-]{39,50})"),
        ("Telegram bot token", ":AA", r"\d{8,10}:AA(?P<body>[\w-]{33})(?![\w-])"),
        ("npm token", "npm_", r"npm_(?P<body>[A-Za-z0-9]{36})\b"),
        ("PyPI token", "pypi-", r"pypi-AgE(?P<body>[\w-]{50,1000})"),
        ("Neon key", "napi_", r"napi_(?P<body>[a-z0-9]{40,80})\b"),
        ("Neon password", "npg_", r"npg_(?P<body>[A-Za-z0-9]{10,32})\b"),
        ("Supabase key", "sb", r"sb(?:p|_secret)_(?P<body>[\w-]{24,60})"),
        ("DigitalOcean token", "do", r"do[opr]_v1_(?P<body>[0-9a-f]{64})\b"),
        ("Vault token", "hv", r"hv[sbr]\.(?P<body>[\w-]{24,300})"),
        ("Azure storage key", "AccountKey=", r"AccountKey=(?P<body>[A-Za-z0-9+/]{86}==)"),
        ("web token (JWT)", "eyJ", r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.(?P<body>[\w-]{16,1000})"),
        (
            "private key",
            "PRIVATE KEY",
            r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----"
            r"(?P<body>(?:[A-Za-z0-9+/=\s\\,:\"']|-(?!----)){40,20000})(?:-----END[^-\n]{0,60}-----)?",
        ),
    )
)  # fmt: skip

# --------------------------------------------------------------------------- passwords, known by their place

_ADDRESS = re.compile(
    r"\b[a-zA-Z][\w+.-]{1,30}://(?P<user>[^\s:/?#@\"'`<>\\]{0,100}):(?P<password>[^\s/?#\"'`<>\\]{1,200})@(?=[\w\[{$%<])"
)


def _passwords_in_addresses(text: str) -> Iterator[Found]:
    for it in _ADDRESS.finditer(text) if "://" in text else ():
        password = it["password"]
        if "{" not in password and password != it["user"] and not _is_example(password):
            yield _found("password in an address", it, "password", f"//{it['user']}:{password}@")


_BASIC = re.compile(r"\bBasic\s+(?P<value>[A-Za-z0-9+/]{8,400}={0,2})(?![\w+/=])")


def _basic_credentials(text: str) -> Iterator[Found]:
    for it in _BASIC.finditer(text) if "Basic" in text else ():
        try:
            user, colon, password = base64.b64decode(it["value"], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if colon and password and password != user and not _is_example(password):
            yield _found("basic credentials", it, "value")


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
_BARE = re.compile(
    rf"(?im)(?<![\w.-]){_NAME}[ \t]*[=:][ \t]*(?:Bearer )?(?P<value>[^\s\"'\\#]{{8,500}})[ \t]*(?:#.*)?$"
)
_CODE = (".py", ".pyi", ".ts", ".tsx", ".js", ".jsx", ".md", ".sql")
# What stands beside a secret without being one: `token_url`, `password_hash`, `secret_name`, `tokens_used`.
_NAMES_NO_SECRET = re.compile(
    r"(?i)(?:ur[il]|endpoint|path|file|name|type|field|header|id|ids|prefix|algorithm|hash|hashed|hint|label|title|text"
    r"|message|error|model|scheme|format|pattern|regex|class|column|scope|env|var|location|tokenizer|description)$"
    r"|hashed|_hash|_sha\d*$|public|tokeni[sz]er|csrf_?header"
)


def _is_password(name: str) -> bool:
    return re.search(r"(?i)passw|passphrase|pwd", name) is not None


def _is_random(value: str, password: bool) -> bool:
    """Whether a value was made by chance or by a careful person, and not by a programmer who needed some value."""
    if not value.isascii() or _is_example(value) or _LOOKS_LIKE_CODE.search(value) or _SPOKEN.fullmatch(value):
        return False
    digits, letters = any(it.isdigit() for it in value), any(it.isalpha() for it in value)
    if password:
        return digits and letters and _entropy(value) >= 3.0
    few = 3.0 if _HEX.fullmatch(value) else 3.5  # sixteen letters can't surprise as much as sixty
    return digits and letters and len(value) >= 16 and _entropy(value) >= few


_HEX = re.compile(r"[0-9a-fA-F]+")
_SPOKEN = re.compile(  # names of things and identifiers: words with hyphens, perhaps a number at their end; UUIDs
    r"[a-z]+\d{0,3}[a-z]*(?:[_.-][a-z]+\d{0,3}[a-z]*)*(?:[_.-]\d{1,4})?"
    r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
    r"|(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)
_LOOKS_LIKE_CODE = re.compile(
    r"[{}<>()\[\]]|\$\{|^\$|^%|://|^[./~]|^\$2[aby]\$|^\$argon2|^[a-z_]+(?:[./:][\w-]+)+$|@[\w-]+\.\w|\.(?:py|json|txt|pem|ya?ml)$"
)

# --------------------------------------------------------------------------- values that stand for none

_WORDS = (
    "a|access|account|admin|alice|and|another|any|anything|api|app|application|at|auth|bad|bar|baz|base|be|bearer|bob|bot|by|change|changed"
    "|changeit|character|characters|char|chars|ci|client|code|complex|confirm|correct|cors|create|created|credential|credentials|db|database|default|demo|dev"
    "|development|different|do|dummy|else|empty|encryption|enter|env|environment|example|expired|fake|file|first|fixture|foo"
    "|for|from|generate|generated|git|good|guest|hash|hashed|here|hidden|hs|id|in|incorrect|initial|insecure|insert|integration"
    "|invalid|is|it|jwt|keep|key|keys|least|length|local|localhost|login|long|made|master|me|minimum|minio|mock|monkey|must|my|mysql|name|need|needs|new"
    "|nobody|non|none|not|now|null|of|ok|old|only|openai|or|original|other|owner|pass|passphrase|passw0rd|p@ssw0rd|p@ss|passwd|password|placeholder|please"
    "|postgres|postgresql|private|prod|production|provide|provided|public|put|pw|pwd|qwerty|rabbitmq|random|real|redacted|redis|refresh"
    "|regular|replace|replacement|replaced|require|required|reset|right|root|safe|same|sample|second|secret|secure|secured|server|session|set"
    "|should|sign|signing|sk|so|some|something|staging|stored|string|strong|stub|super|superuser|sure|temp|temporary|test|tester|testing"
    "|tests|that|the|this|to|token|try|unit|unknown|unsafe|update|updated|use|used|user|username|users|valid|value|very|wait|weak"
    "|welcome|will|with|word|wrong|you|your"
)
# Longest first and never tried anew: a value may be long, and there are many ways to cut one into words.
_EXAMPLE = re.compile(rf"(?i)(?>{'|'.join(sorted(_WORDS.split('|'), key=len, reverse=True))}|[\W\d_]|x+)++")
_MARKED = re.compile(
    r"(?i)EXAMPLE|x{4}|\*{3}|\.{3}|…|[«\0]|change.?(?:me|this|in)|your.{0,12}(?:key|token|secret|password)|placeholder|123456"
)


def _is_example(value: str) -> bool:
    """Whether a value only shows where a secret goes: ordinary words, dots, or one character again and again."""
    return (
        _MARKED.search(value) is not None
        or (len(value) <= 200 and _EXAMPLE.fullmatch(value) is not None)
        or len(set(value)) <= 2
        or value.startswith(("$", "%", "<", "{"))
    )


def _entropy(value: str) -> float:
    """Bits for each character, by Shannon's measure."""
    return -sum((n := value.count(it) / len(value)) * log2(n) for it in set(value)) if value else 0.0


def _found(kind: str, it: re.Match[str], group: str | int, trace: str = "") -> Found:
    return Found(kind, it.start(group), it.end(group), trace or it[group])
