"""That no secret leaves however it is written, and that everything which was redacted may leave (D25)."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.agent.curtain import Curtain
from lsp_server.agent.safety.last_look import leak
from lsp_server.agent.safety.redaction import redact
from lsp_server.agent.sections import Section
from tests.agent.safety.secrets_of_all_kinds import PASSWORD, TOKENS, leaked, made, placed


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
    assert leaked(found, _nested(TOKENS[kind], depth, True)) == kind
    assert leaked(found, _nested(found.texts["app/a.py"], depth, True)) is None
    assert leak(_nested(TOKENS[kind], depth, False), ()) == kind, "a token is known even if nobody redacted it"


def test_d25_a_secret_escaped_letter_by_letter_is_found() -> None:
    found = placed(f'SECRET_KEY = "{made(32)}"')
    escaped = "".join(f"\\u{ord(it):04x}" for it in made(32))
    assert leaked(found, f'{{"text": "{escaped}"}}'.encode()) == "secret in an assignment"
    hexed = "".join(f"\\x{ord(it):02x}" for it in made(32))
    assert leaked(found, f"no json: {hexed}".encode()) == "secret in an assignment"


def test_d25_a_secret_in_pieces_is_found() -> None:
    key = made(32)
    found = placed(f'SECRET_KEY = "{key}"')
    blocks = [
        {"type": "text", "text": key[:10]},
        {"type": "text", "text": key[10:20]},
        {"type": "text", "text": key[20:]},
    ]
    assert leaked(found, json.dumps({"content": blocks}).encode()) == "secret in an assignment"
    lines = f'"{key[:16]}"\n    + "{key[16:]}"'
    assert leaked(found, json.dumps({"text": lines}).encode()) == "secret in an assignment"
    assert leaked(found, json.dumps([key[:16], key[16:]]).encode()) == "secret in an assignment"


def test_d25_a_short_password_is_looked_for_with_its_place() -> None:
    found = placed('URL = "postgresql://administrator:butterflynets@db/app"')
    assert leaked(found, b'{"text": "the administrator: butterfly nets"}') is None
    found = placed('URL = "postgresql://ada:zebra@db/app"  # no zebra lives here')
    assert found.texts["app/a.py"] == 'URL = "postgresql://ada:«SECRET_1»@db/app"  # no zebra lives here'
    assert leaked(found, b'{"text": "a zebra"}') is None
    assert leaked(found, b'{"text": "postgresql:\\/\\/ada:zebra@db"}') == "password in an address"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'"\\ud83d"', b'{"a": null}'])
def test_bodies_of_any_kind_are_read(body: bytes) -> None:
    assert leak(body, placed(f'SECRET_KEY = "{made(32)}"').traces) is None


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
    assert leaked(found, value.encode("utf-8", "surrogatepass")) == kind


# --------------------------------------------------------------------------- no alarm about what was redacted

_ALL = [*TOKENS.values(), f'SECRET_KEY = "{made(32)}"', f"pg://a:{PASSWORD}@b", "pg://ada:zebra@b", "//ada:zebra@"]
_ODD = [made(32), PASSWORD, "«SECRET_1»", "«SECRET_", "-----BEGIN PRIVATE KEY-----", *'«»\\ux"_-:@+0aZ']


def _cut(text: str) -> st.SearchStrategy[str]:
    place = st.integers(0, len(text))
    return st.tuples(place, place).map(lambda it: text[min(it) : max(it)])


_ESCAPES = {
    "as JSON": lambda it: json.dumps(it)[1:-1],
    "as code points": lambda it: "".join(f"\\u{ord(each):04x}" for each in it),
    "its beginning as bytes": lambda it: "".join(f"\\x{ord(each):02x}" for each in it[:3]) + it[3:],
    "on two lines": lambda it: f'{it[:9]}"\n    "{it[9:]}',
}
_SECRETS = st.sampled_from(_ALL)
_PIECES = st.one_of(
    _SECRETS,
    _SECRETS.flatmap(_cut),
    st.tuples(_SECRETS, st.sampled_from(list(_ESCAPES.values()))).map(lambda it: it[1](it[0])),
    st.sampled_from(_ODD),
    st.text(max_size=12),
)
_GLUED = st.tuples(st.lists(_PIECES, max_size=8), st.sampled_from(["", "", "\n", " ", '"', "\\", "_"])).map(
    lambda it: it[1].join(it[0])
)


@settings(deadline=None)
@given(st.lists(_GLUED, min_size=1, max_size=3))
def test_d25_redact_and_restore_is_identity(written: list[str]) -> None:
    """Whatever stands beside a secret, a letter or another secret: it comes back, and nobody is alarmed for nothing."""
    texts = dict(zip(("a.py", "b.yaml", "c.md"), written, strict=False))
    found = redact(texts)
    assert {path: found.restore(path, text) for path, text in found.texts.items()} == texts
    assert leaked(found, json.dumps(found.texts).encode()) is None


@settings(deadline=None)
@given(st.lists(_GLUED, min_size=1, max_size=3), st.booleans())
def test_d25_a_request_made_of_redacted_sections_leaves(written: list[str], apart: bool) -> None:
    curtain = Curtain()
    paths = ("a.py", "b.yaml", "a.py")  # two sections of one file are looked at together
    sections = [Section("file", text, path) for path, text in zip(paths, written, strict=False)]
    said = [str(it) for it in curtain.hide_all(sections)]
    blocks = [{"type": "text", "text": it} for it in (said if apart else ["\n\n".join(said)])]
    body = {"model": "m", "messages": [{"role": "user", "content": blocks}]}
    assert curtain.leak(json.dumps(body, ensure_ascii=apart).encode("utf-8", "surrogatepass")) is None


def test_d25_a_key_that_the_model_made_up_is_no_secret() -> None:
    """It comes back in the next round, in the model's own words; a secret of the person's would be one there, too."""
    invented, own = TOKENS["GitHub token"], TOKENS["Stripe key"]
    curtain = Curtain()
    curtain.hide("settings.py", f'KEY = "{own}"')

    def said(role: str, text: str) -> bytes:
        return json.dumps({"messages": [{"role": role, "content": [{"type": "text", "text": text}]}]}).encode()

    assert curtain.leak(said("assistant", f'TOKEN = "{invented}"')) is None
    assert curtain.leak(said("user", f'TOKEN = "{invented}"')) == "GitHub token"
    assert curtain.leak(said("assistant", f'TOKEN = "{own}"')) == "Stripe key"


def test_d25_of_two_fields_with_one_name_both_are_read() -> None:
    assert leak(f'{{"text": "{TOKENS["Stripe key"]}", "text": "fine"}}'.encode(), ()) == "Stripe key"


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
    leaked(found, json.dumps(text).encode())
