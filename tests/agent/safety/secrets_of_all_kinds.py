"""Secrets of every kind, made up anew, so that no credential stands in a file."""

import base64
import random
import string

from lsp_server.agent.safety.last_look import leak
from lsp_server.agent.safety.redaction import Redacted, redact

LETTERS = string.ascii_letters + string.digits


def made(length: int, alphabet: str = LETTERS, seed: int = 7) -> str:
    """Letters by chance."""
    return "".join(random.Random(seed).choices(alphabet, k=length))


HEX = "0123456789abcdef"
PEM = "\n".join(made(64, LETTERS + "+/", seed) for seed in range(6))
TOKENS = {
    "Anthropic key": "sk-ant-" + "api03-" + made(93) + "AA",
    "OpenAI key": "sk-" + "proj-" + made(60),
    "OpenRouter key": "sk-or-" + "v1-" + made(64, HEX),
    "AWS access key": "AKIA" + made(16, string.ascii_uppercase + "234567"),
    "GitHub token": "ghp_" + made(36),
    "GitLab token": "glpat-" + made(20),
    "Slack token": "xoxb-" + made(12, string.digits) + "-" + made(24),
    "Slack webhook": "hooks.slack.com/services/" + "T" + made(8) + "/B" + made(8) + "/" + made(24),
    "Stripe key": "sk_" + "live_" + made(24),
    "Google key": "AIza" + made(35),
    "Google client secret": "GOCSPX-" + made(28),
    "SendGrid key": "SG." + made(22) + "." + made(43),
    "Telegram bot token": "123456789" + ":AA" + made(33),
    "Neon password": "npg_" + made(16),
    "web token (JWT)": ".".join(
        ("ey" + base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode()[2:].rstrip("="),
         "ey" + base64.urlsafe_b64encode(b'{"sub":"4711","name":"Ada"}').decode()[2:].rstrip("="), made(43))
    ),
    "private key": f"-----BEGIN RSA PRIVATE KEY-----\n{PEM}\n-----END RSA PRIVATE KEY-----",
}  # fmt: skip
PASSWORD = "h4Rd-" + made(9)


def placed(text: str) -> Redacted:
    return redact({"app/a.py": text})


def leaked(known: Redacted, body: bytes) -> str | None:
    return leak(body, known.traces)
