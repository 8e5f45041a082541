"""What is a secret and what is none, that it is put back, and that each comes back to its own file only (D25)."""

import base64

import pytest

from lsp_server.agent.safety.redaction import Redacted, redact
from lsp_server.edits.change import Refusal
from tests.agent.safety.secrets_of_all_kinds import HEX, PASSWORD, TOKENS, leaked, made, placed


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
        (f'SECRET_KEY = "{made(32, HEX)}"', 'SECRET_KEY = "«SECRET_1»"'),
        (f'    secret_key: str = "{made(32)}"', '    secret_key: str = "«SECRET_1»"'),
        (f'    jwt_secret: SecretStr = SecretStr("{made(32)}")', '    jwt_secret: SecretStr = SecretStr("«SECRET_1»")'),
        (f'{{"api_key": "{made(32)}"}}', '{"api_key": "«SECRET_1»"}'),
        (f'os.environ["API_TOKEN"] = "{made(32)}"', 'os.environ["API_TOKEN"] = "«SECRET_1»"'),
        (f'os.getenv("SECRET_KEY", "{made(32)}")', 'os.getenv("SECRET_KEY", "«SECRET_1»")'),
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
        f"SECRET_KEY={made(32)}", f"  secretKey: {made(32)}  # for now", f"API_TOKEN = '{made(32)}'",
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
        f'volume = "disk-{made(32, HEX)}"',
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
    found = redact({"a.py": f'SECRET_KEY = "{made(32)}"', "notes.md": f"the key is {made(32)}!"})
    assert found.texts["notes.md"] == "the key is «SECRET_1»!"


def test_d25_numbers_stay_from_round_to_round() -> None:
    one = redact({"b.py": f'"{TOKENS["GitHub token"]}"'})
    two = redact({"a.py": f'"{TOKENS["Stripe key"]}" "{TOKENS["GitHub token"]}"', "b.py": ""}, one)
    assert two.texts == {"a.py": '"«SECRET_2»" "«SECRET_1»"', "b.py": ""}
    three = redact({"c.py": f'"{TOKENS["Google key"]}"'}, two)
    assert three.texts["c.py"] == '"«SECRET_3»"'
    assert leaked(three, TOKENS["GitHub token"].encode()) == "GitHub token"


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
    assert leaked(found, found.texts["evil.py"].encode()) is None


def test_d25_nothing_of_a_secret_shows_in_a_log() -> None:
    found = placed(f"KEY = '{TOKENS['Stripe key']}'")
    assert TOKENS["Stripe key"] not in f"{found} {found!r} {found.secrets[0]}"


@pytest.mark.parametrize(
    "written",
    [
        "".join(f"\\u{ord(it):04x}" for it in made(32)),
        "".join(f"\\x{ord(it):02x}" for it in made(32)),
        f'{made(32)[:16]}"\n    "{made(32)[16:]}',
        f"{made(32)[:10]}' + '{made(32)[10:]}",
    ],
    ids=["as code points", "as bytes", "on two lines", "added up"],
)
def test_d25_a_known_secret_is_hidden_however_it_is_written(written: str) -> None:
    texts = {"settings.py": f'SECRET_KEY = "{made(32)}"\n', "other.py": f'same = "{written}"\n'}
    found = redact(texts)
    assert found.texts["other.py"] == 'same = "«SECRET_1»"\n'
    assert found.restore("other.py", found.texts["other.py"]) == texts["other.py"]


def test_d25_an_escaped_token_is_hidden() -> None:
    key = TOKENS["AWS access key"]
    assert placed(f'key = "\\x41{key[1:]}"').texts["app/a.py"] == 'key = "«SECRET_1»"'
