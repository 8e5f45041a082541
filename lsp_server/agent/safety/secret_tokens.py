"""Secrets that are known by a form of their own, wherever they stand: a small, precise set after that of gitleaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.agent.safety.secret_values import entropy, is_example


@dataclass(frozen=True, slots=True)
class Found:
    """A secret in a text, in code points. `around` is it in its place, where the value alone may be any word."""

    kind: str
    start: int
    end: int
    around: str = ""


def tokens(text: str) -> Iterator[Found]:
    """The tokens and keys of a text, in no order; they may overlap."""
    for kind, starts, pattern in _FORMS:
        for start in starts:
            at = text.find(start)
            while at >= 0:
                begins = len(start) >= _DISTINCT or _begins_word(text, at)
                if begins and (found := pattern.match(text, at)) and _is_real(kind, found["body"]):
                    yield Found(kind, at, found.end())
                at = text.find(start, at + 1)
    for it in _TELEGRAM.finditer(text) if ":AA" in text else ():
        yield Found("Telegram bot token", it.start(), it.end())


_DISTINCT = 7  # letters of a beginning that is no part of a longer word: two keys may be written without a gap


def _begins_word(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return not (before.isascii() and (before.isalnum() or before == "_"))


def _is_real(kind: str, body: str) -> bool:
    """Whether a token is no example, and a private key more than a sentence about one."""
    if kind == "private key":
        return _KEY_LINE.search(body) is not None
    return not is_example(body) and entropy(body) >= 2.5


_KEY_LINE = re.compile(r"[A-Za-z0-9+/]{40}")
_TELEGRAM = re.compile(r"\b[0-9]{8,10}:AA[\w-]{33}(?![\w-])", re.ASCII)
# What it is, how it begins, and all of it.
_FORMS = tuple(
    (kind, tuple(starts.split("|")), re.compile(pattern, re.ASCII))
    for kind, starts, pattern in (
        ("Anthropic key", "sk-ant-", r"sk-ant-[a-z]+\d\d-(?P<body>[\w-]{20,200})"),
        ("OpenAI key", "sk-", r"sk-(?:proj|svcacct|admin)-(?P<body>[\w-]{20,250})"),
        ("OpenAI key", "sk-", r"sk-(?P<body>[A-Za-z0-9]{32,64})\b"),
        ("OpenRouter key", "sk-or-v1-", r"sk-or-v1-(?P<body>[0-9a-f]{64})\b"),
        ("Groq key", "gsk_", r"gsk_(?P<body>[A-Za-z0-9]{48,60})\b"),
        ("Hugging Face token", "hf_", r"hf_(?P<body>[A-Za-z]{34})\b"),
        ("AWS access key", "AKIA|ASIA|ABIA|ACCA", r"A\w{3}(?P<body>[A-Z2-7]{16})\b"),
        ("GitHub token", "ghp_|gho_|ghu_|ghs_|ghr_", r"gh[pousr]_(?P<body>[A-Za-z0-9]{36,255})\b"),
        ("GitHub token", "github_pat_", r"github_pat_(?P<body>\w{36,255})\b"),
        ("GitLab token", "glpat-|glptt-|gldt-|glrt-|glrtr-|glcbt-|glsoat-|glft-|glimt-|glagent-|gloas-",
         r"gl\w{2,5}-(?P<body>[\w.-]{20,300})"),
        ("Slack token", "xoxa-|xoxb-|xoxe-|xoxo-|xoxp-|xoxr-|xoxs-", r"xox[abeoprs]-(?P<body>[A-Za-z0-9-]{10,250})"),
        ("Slack token", "xapp-", r"xapp-\d-(?P<body>[A-Za-z0-9-]{10,250})"),
        ("Slack webhook", "hooks.slack.com/", r"hooks\.slack\.com/(?:services|workflows)/(?P<body>[\w+/]{40,60})"),
        ("Stripe key", "sk_live_|sk_test_|sk_prod_|rk_live_|rk_test_|rk_prod_",
         r"\w{8}(?P<body>[A-Za-z0-9]{10,250})\b"),
        ("webhook secret", "whsec_", r"whsec_(?P<body>[A-Za-z0-9+/=]{20,100})"),
        ("Google key", "AIza", r"AIza(?P<body>[\w-]{35})(?![\w-])"),
        ("Google client secret", "GOCSPX-", r"GOCSPX-(?P<body>[\w-]{28})(?![\w-])"),
        ("Google access token", "ya29.", r"ya29\.(?P<body>[\w-]{30,500})"),
        ("SendGrid key", "SG.", r"SG\.(?P<body>[\w-]{20,24}\.[\w-]{39,50})"),
        ("npm token", "npm_", r"npm_(?P<body>[A-Za-z0-9]{36})\b"),
        ("PyPI token", "pypi-AgE", r"pypi-AgE(?P<body>[\w-]{50,1000})"),
        ("Neon key", "napi_", r"napi_(?P<body>[a-z0-9]{40,80})\b"),
        ("Neon password", "npg_", r"npg_(?P<body>[A-Za-z0-9]{10,32})\b"),
        ("Supabase key", "sbp_|sb_secret_", r"sb\w*?_(?P<body>[\w-]{24,60})"),
        ("DigitalOcean token", "dop_v1_|doo_v1_|dor_v1_", r"do[opr]_v1_(?P<body>[0-9a-f]{64})\b"),
        ("Vault token", "hvs.|hvb.|hvr.", r"hv[sbr]\.(?P<body>[\w-]{24,300})"),
        ("Azure storage key", "AccountKey=", r"AccountKey=(?P<body>[A-Za-z0-9+/]{86}==)"),
        ("web token (JWT)", "eyJ", r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,8000}\.(?P<body>[\w-]{16,1000})"),
        (
            "private key",
            "-----BEGIN",
            r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----"
            r"(?P<body>(?:[A-Za-z0-9+/=\s\\,:\"']|-(?!----)){40,20000})(?:-----END[^-\n]{0,60}-----|(?<!\s))",
        ),
    )
)  # fmt: skip
