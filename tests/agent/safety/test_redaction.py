"""What is a secret and what is none, that none leaves, and that each comes back to its own file only (D25)."""

import base64
import json
import random
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.agent.safety.redaction import Redacted, redact
from lsp_server.edits.change import Refusal

_LETTERS = string.ascii_letters + string.digits


def _made(length: int, alphabet: str = _LETTERS, seed: int = 7) -> str:
    """Letters by chance, so that no credential stands in this file."""
    return "".join(random.Random(seed).choices(alphabet, k=length))


_HEX = "0123456789abcdef"
_PEM = "\n".join(_made(64, _LETTERS + "+/", seed) for seed in range(6))
TOKENS = {
    "Anthropic key": "sk-ant-" + "api03-" + _made(93) + "AA",
    "OpenAI key": "sk-" + "proj-" + _made(60),
    "OpenRouter key": "sk-or-" + "v1-" + _made(64, _HEX),
    "AWS access key": "AKIA" + _made(16, string.ascii_uppercase + "234567"),
    "GitHub token": "ghp_" + _made(36),
    "GitLab token": "glpat-" + _made(20),
    "Slack token": "xoxb-" + _made(12, string.digits) + "-" + _made(24),
    "Slack webhook": "hooks.slack.com/services/" + "T" + _made(8) + "/B" + _made(8) + "/" + _made(24),
    "Stripe key": "sk_" + "live_" + _made(24),
    "Google key": "AIza" + _made(35),
    "Google client secret": "GOCSPX-" + _made(28),
    "SendGrid key": "SG." + _made(22) + "." + _made(43),
    "Telegram bot token": "123456789" + ":AA" + _made(33),
    "Neon password": "npg_" + _made(16),
    "web token (JWT)": ".".join(
        ("ey" + base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode()[2:].rstrip("="),
         "ey" + base64.urlsafe_b64encode(b'{"sub":"4711","name":"Ada"}').decode()[2:].rstrip("="), _made(43))
    ),
    "private key": f"-----BEGIN RSA PRIVATE KEY-----\n{_PEM}\n-----END RSA PRIVATE KEY-----",
}  # fmt: skip
PASSWORD = "h4Rd-" + _made(9)


def placed(text: str) -> Redacted:
    return redact({"app/a.py": text})


@pytest.mark.parametrize("kind", TOKENS)
def test_d25_a_token_is_known_by_its_form(kind: str) -> None:
    text = f'import os\n\nuse("x", "{TOKENS[kind]}")\n'
    found = placed(text)
    assert found.texts["app/a.py"] == text.replace(TOKENS[kind], "«SECRET_1»")
    (secret,) = found.secrets
    assert (secret.kind, secret.path, secret.line, secret.placeholder) == (kind, "app/a.py", 2, "«SECRET_1»")
    assert found.restore("app/a.py", found.texts["app/a.py"]) == text


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f'URL = "postgresql+asyncpg://app:{PASSWORD}@db:5432/app"', 'URL = "postgresql+asyncpg://app:«SECRET_1»@db:5432/app"'),
        (f"URL = f'redis://:{PASSWORD}@{{host}}/0'", "URL = f'redis://:«SECRET_1»@{host}/0'"),
        (f"see https://ada:{PASSWORD}@example.com/x", "see https://ada:«SECRET_1»@example.com/x"),
        (f'SECRET_KEY = "{_made(32, _HEX)}"', 'SECRET_KEY = "«SECRET_1»"'),
        (f'    secret_key: str = "{_made(32)}"', '    secret_key: str = "«SECRET_1»"'),
        (f'    jwt_secret: SecretStr = SecretStr("{_made(32)}")', '    jwt_secret: SecretStr = SecretStr("«SECRET_1»")'),  # noqa: E501
        (f'{{"api_key": "{_made(32)}"}}', '{"api_key": "«SECRET_1»"}'),
        (f'os.environ["API_TOKEN"] = "{_made(32)}"', 'os.environ["API_TOKEN"] = "«SECRET_1»"'),
        (f'os.getenv("SECRET_KEY", "{_made(32)}")', 'os.getenv("SECRET_KEY", "«SECRET_1»")'),
        (f'connect(password="{PASSWORD}")', 'connect(password="«SECRET_1»")'),
        (
            f'{{"Authorization": "Basic {base64.b64encode(f"ada:{PASSWORD}".encode()).decode()}"}}',
            '{"Authorization": "Basic «SECRET_1»"}',
        ),
    ],
)  # fmt: skip
def test_d25_a_password_is_known_by_its_place(line: str, left: str) -> None:
    found = placed(line)
    assert found.texts["app/a.py"] == left
    assert found.restore("app/a.py", left) == line


@pytest.mark.parametrize(
    "line",
    [
        f"SECRET_KEY={_made(32)}", f"  secretKey: {_made(32)}  # for now", f"API_TOKEN = '{_made(32)}'",
    ],
)  # fmt: skip
def test_d25_configuration_has_passwords_without_quotes(line: str) -> None:
    for end in ("", "\n", "\r\n"):
        assert "«SECRET_1»" in redact({"compose.yaml": line + end}).texts["compose.yaml"]


@pytest.mark.parametrize(
    "line",
    [
        'id = UUID("0b9f5f3c-6f1e-4a7b-9d52-1c5f0a8e7d43")',
        'token = "0b9f5f3c-6f1e-4a7b-9d52-1c5f0a8e7d43"',
        'revision = "1a31ce608336"',
        'down_revision = "d98dd8ec85a3"',
        'hash = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
        'SECRET_KEY = "changethis"',
        'SECRET_KEY = "your-super-secret-key-change-in-production-1234"',
        'password = "password123"',
        'password="StrongPassw0rd!"',
        'client_secret = "secret"',
        'URL = "postgresql+asyncpg://postgres:postgres@localhost:5432/app"',
        'URL = "postgresql://user:password@localhost/db"',
        'URL = f"postgresql://{user}:{password}@{host}/db"',
        'URL = "postgresql://${USER}:${PASSWORD}@db/app"',
        'tokenUrl="/api/v1/login/access-token"',
        'token_url = "https://accounts.google.com/o/oauth2/token"',
        'hashed_password = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"',
        'token = create_access_token(data={"sub": user.email}, expires=timedelta(minutes=30))',
        'key = settings.SECRET_KEY',
        'ANTHROPIC_API_KEY="sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
        'OPENAI_API_KEY="sk-your-openai-api-key-goes-here-please-1"',
        'AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"',
        'a key begins with "-----BEGIN PRIVATE KEY-----" and ends with "-----END PRIVATE KEY-----"',
        '"use-8-characters-or-more-for-your-password": "パスワードは8文字以上にしてください"',
        'icinga2_api_password = os.getenv("ICINGA2_API_PASSWORD")',
        'access_token="discord_b2b_token"',
        'ROOT_PASSWORD_SHA2: "8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918"',
        'image: registry.example.com/acme/tokenspeed:0.1.3-sm90-cu130-20260815',
        'secret_name = "projects/acme/secrets/database-url/versions/3"',
        'Basic information about heroes',
        f'volume = "disk-{_made(32, _HEX)}"',
        'It begins with -----BEGIN PRIVATE KEY-----\nand then come lines of sixty-four letters, and an end',
    ],
)  # fmt: skip
def test_ordinary_code_has_no_secrets(line: str) -> None:
    for path in ("a.py", "a.yaml"):
        assert redact({path: line}) == Redacted({path: line})


def test_d25_a_token_after_an_escaped_line_end_is_found() -> None:
    found = placed(f'"one\\n{TOKENS["GitHub token"]}\\n"')
    assert found.texts["app/a.py"] == '"one\\n«SECRET_1»\\n"'


def test_d25_the_same_secret_has_the_same_placeholder_everywhere() -> None:
    key = TOKENS["GitHub token"]
    found = redact({"b.py": f"# {key}\n", "a.py": f'TOKEN = "{TOKENS["Stripe key"]}"\nother = "{key}"\n'})
    assert found.texts == {"a.py": 'TOKEN = "«SECRET_1»"\nother = "«SECRET_2»"\n', "b.py": "# «SECRET_2»\n"}


def test_d25_a_secret_known_from_one_place_is_hidden_in_all() -> None:
    found = redact({"a.py": f'SECRET_KEY = "{_made(32)}"', "notes.md": f"the key is {_made(32)}!"})
    assert found.texts["notes.md"] == "the key is «SECRET_1»!"


def test_d25_numbers_stay_from_round_to_round() -> None:
    one = redact({"b.py": f'"{TOKENS["GitHub token"]}"'})
    two = redact({"a.py": f'"{TOKENS["Stripe key"]}" "{TOKENS["GitHub token"]}"', "b.py": ""}, one)
    assert two.texts == {"a.py": '"«SECRET_2»" "«SECRET_1»"', "b.py": ""}
    three = redact({"c.py": f'"{TOKENS["Google key"]}"'}, two)
    assert three.texts["c.py"] == '"«SECRET_3»"'
    assert three.leak(TOKENS["GitHub token"].encode()) == "GitHub token"


def test_d25_a_secret_comes_back_only_to_its_own_file() -> None:
    found = redact({"app/settings.py": f'KEY = "{TOKENS["Stripe key"]}"\n', "app/main.py": "x = 1\n"})
    assert found.restore("app/settings.py", 'import x\nKEY = "«SECRET_1»"\n') == (
        f'import x\nKEY = "{TOKENS["Stripe key"]}"\n'
    )
    for path in ("app/main.py", "app/new.py", "app/Settings.py"):
        assert found.restore(path, 'post("«SECRET_1»")') == Refusal(f"{path} would get a secret of another file.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("KEY = '«SECRET_1»'\nlog('«SECRET_1»')", "app/a.py would hold a secret more often than before."),
        ("KEY = '«SECRET_2»'", "app/a.py would hold «SECRET_2», which stands for nothing."),
        ("KEY = '<SECRET_1>'", "app/a.py would hold SECRET_1, which is no secret's placeholder."),
        (r"KEY = '\u00abSECRET_1\u00bb'", "app/a.py would hold SECRET_1, which is no secret's placeholder."),
        ("KEY = '« secret-1 »'", "app/a.py would hold secret-1, which is no secret's placeholder."),
    ],
)
def test_d25_a_placeholder_is_used_as_it_was_given_or_not_at_all(text: str, said: str) -> None:
    found = placed(f"KEY = '{TOKENS['Stripe key']}'")
    assert found.restore("app/a.py", text) == Refusal(said)


def test_d25_a_text_may_hold_a_placeholder_of_its_own() -> None:
    """Text that a stranger planted must not call for another file's secret."""
    texts = {"evil.py": 'send("«SECRET_1»")\n', "settings.py": f'KEY = "{TOKENS["Stripe key"]}"\n'}
    found = redact(texts)
    back = found.restore("evil.py", found.texts["evil.py"])
    assert back == texts["evil.py"]
    assert found.leak(json.dumps(found.texts).encode()) is None


def test_d25_nothing_of_a_secret_shows_in_a_log() -> None:
    found = placed(f"KEY = '{TOKENS['Stripe key']}'")
    assert TOKENS["Stripe key"] not in f"{found} {found!r} {found.secrets[0]}"


# --------------------------------------------------------------------------- the final bytes


def _nested(text: str, depth: int, ascii_only: bool) -> bytes:
    value: Any = text
    for i in range(depth):
        value = json.dumps(
            {"role": "user", "content": [{"type": "text", "text": f"see {value} there {i}"}]}, ensure_ascii=ascii_only
        )
    return str(value).encode("utf-8", "surrogatepass")  # fmt: skip


@pytest.mark.parametrize("kind", TOKENS)
@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_d25_the_final_bytes_hold_no_secret(kind: str, depth: int) -> None:
    found = placed(TOKENS[kind])
    assert found.leak(_nested(TOKENS[kind], depth, True)) == kind
    assert found.leak(_nested(found.texts["app/a.py"], depth, True)) is None
    assert Redacted().leak(_nested(TOKENS[kind], depth, False)) == kind, "a token is known even if nobody redacted it"


def test_d25_a_secret_escaped_letter_by_letter_is_found() -> None:
    found = placed(f'SECRET_KEY = "{_made(32)}"')
    escaped = "".join(f"\\u{ord(it):04x}" for it in _made(32))
    assert found.leak(f'{{"text": "{escaped}"}}'.encode()) == "secret in an assignment"
    hexed = "".join(f"\\x{ord(it):02x}" for it in _made(32))
    assert found.leak(f"no json: {hexed}".encode()) == "secret in an assignment"


def test_d25_a_secret_in_pieces_is_found() -> None:
    key = _made(32)
    found = placed(f'SECRET_KEY = "{key}"')
    blocks = [
        {"type": "text", "text": key[:10]},
        {"type": "text", "text": key[10:20]},
        {"type": "text", "text": key[20:]},
    ]
    assert found.leak(json.dumps({"content": blocks}).encode()) == "secret in an assignment"
    lines = f'"{key[:16]}"\n    + "{key[16:]}"'
    assert found.leak(json.dumps({"text": lines}).encode()) == "secret in an assignment"
    assert found.leak(json.dumps([key[:16], key[16:]]).encode()) == "secret in an assignment"


def test_d25_a_short_password_is_looked_for_with_its_place() -> None:
    found = placed('URL = "postgresql://administrator:butterflynets@db/app"')
    assert found.leak(b'{"text": "the administrator: butterfly nets"}') is None
    found = placed('URL = "postgresql://ada:zebra@db/app"  # no zebra lives here')
    assert found.texts["app/a.py"] == 'URL = "postgresql://ada:«SECRET_1»@db/app"  # no zebra lives here'
    assert found.leak(b'{"text": "a zebra"}') is None
    assert found.leak(b'{"text": "postgresql:\\/\\/ada:zebra@db"}') == "password in an address"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'"\\ud83d"', b'{"a": null}'])
def test_bodies_of_any_kind_are_read(body: bytes) -> None:
    assert placed(f'SECRET_KEY = "{_made(32)}"').leak(body) is None


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*TOKENS.values(), f'SECRET_KEY = "{_made(32)}"', f"pg://a:{PASSWORD}@b", "«SECRET_1»"])
             | st.text(max_size=20), max_size=8),
    st.sampled_from(["", "\n", " ", '"']),
)  # fmt: skip
def test_d25_redact_and_restore_is_identity(pieces: list[str], between: str) -> None:
    texts = {"a.py": between.join(pieces), "b.yaml": between.join(reversed(pieces))}
    found = redact(texts)
    assert {path: found.restore(path, text) for path, text in found.texts.items()} == texts
    if between:  # Glued to a digit or letter a token may look like another one, and a request is refused for nothing.
        assert found.leak(json.dumps(found.texts).encode("utf-8")) is None


@settings(deadline=None)
@given(
    st.sampled_from(sorted(TOKENS)),
    st.text(max_size=10),
    st.text(max_size=10),
    st.lists(st.booleans(), min_size=1, max_size=4),
)
def test_d25_every_secret_is_found_in_any_json(kind: str, before: str, after: str, ways: list[bool]) -> None:
    found = placed(TOKENS[kind])
    value = f"{before} {TOKENS[kind]} {after}"
    for ascii_only in ways:
        value = json.dumps({"text": value}, ensure_ascii=ascii_only)
    assert found.leak(value.encode("utf-8", "surrogatepass")) == kind


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500_000, "password=" * 20_000, 'token="' * 50_000, "eyJ" * 150_000, "postgres://a:" * 40_000,
        "sk-" * 150_000, "-----BEGIN PRIVATE KEY-----\n" * 15_000, "password" * 60_000,
        'secret = "' + "password" * 50_000 + '"', "\\\\" * 200_000,
    ],
)  # fmt: skip
def test_large_and_hostile_text_ends(text: str) -> None:
    """A pattern that tries again and again would not come back from these at all."""
    found = redact({"a.yaml": text})
    assert found.restore("a.yaml", found.texts["a.yaml"]) == text
    found.leak(json.dumps(text).encode())
