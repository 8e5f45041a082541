"""Address, key and headers come from the person only, and no key goes where it can be read (D23)."""

import copy
import dataclasses
import inspect
import json
import logging
import os
import pickle
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest

from lsp_server.agent.safety import endpoint as module
from lsp_server.agent.safety.endpoint import HOSTED, Configured, Credential, Endpoint, endpoint
from lsp_server.edits.change import Refusal

KEY = "k-" + "4711" * 6


def at(address: str | None = None, **more: str) -> Endpoint | Refusal:
    environ = {"ANTHROPIC_API_KEY": KEY} | more
    return endpoint(environ | ({"ANTHROPIC_BASE_URL": address} if address is not None else {}))


def reason(found: Endpoint | Refusal) -> str:
    assert isinstance(found, Refusal), f"{found} was accepted"
    assert KEY not in found.reason
    return found.reason


def test_without_more_it_is_the_hosted_service() -> None:
    found = at()
    assert isinstance(found, Endpoint)
    assert (found.base_url, found.host, found.is_loopback, found.profile) == (
        HOSTED,
        "api.anthropic.com",
        False,
        "hosted",
    )
    assert found.credential is not None and found.credential.reveal() == KEY
    assert found.origins == {"address": "the default", "key": "ANTHROPIC_API_KEY"}


@pytest.mark.parametrize(
    ("address", "base_url", "host"),
    [
        ("http://localhost:11434", "http://localhost:11434", "localhost"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", "127.0.0.1"),
        ("http://127.8.9.1", "http://127.8.9.1", "127.8.9.1"),
        ("http://[::1]:8080/api/", "http://[::1]:8080/api", "::1"),
        ("HTTP://LocalHost:1", "http://localhost:1", "localhost"),
        ("https://Gateway.example.com/anthropic", "https://gateway.example.com/anthropic", "gateway.example.com"),
        ("  https://example.com  ", "https://example.com", "example.com"),
    ],
)
def test_addresses_that_are_taken(address: str, base_url: str, host: str) -> None:
    found = at(address)
    assert isinstance(found, Endpoint)
    assert (found.base_url, found.host) == (base_url, host)
    assert found.is_loopback == address.strip().lower().startswith("http:")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0:11434",
        "http://192.168.1.2",
        "http://10.0.0.1",
        "http://localhost.",
        "http://127.1",
        "http://2130706433",
        "http://0x7f000001",
        "http://0177.0.0.1",
        "http://[::ffff:127.0.0.1]",
        "http://[::]",
        "http://[fe80::1]",
        "http://my-localhost",
        "http://metadata.google.internal",
    ],
)
def test_d23_http_is_for_this_machine_only(address: str) -> None:
    assert reason(at(address)) == (
        "The address of the model from ANTHROPIC_BASE_URL is http, which others can read on the way;"
        " only this machine may be asked so."
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://ada:pw@example.com",
        "https://api.anthropic.com@evil.example",
        "http://localhost@evil.example",
        "https://@evil.example",
        "http://127.0.0.1:80@evil.example",
        "https://api.anthropic.com:443@evil.example/v1",
    ],
)
def test_d23_an_address_holds_no_user(address: str) -> None:
    assert reason(at(address)) == (
        "The address of the model from ANTHROPIC_BASE_URL holds a user's name or password;"
        " give the key as ANTHROPIC_API_KEY."
    )


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.com",
        "file:///etc/passwd",
        "example.com",
        "//example.com",
        "https://",
        "https:///v1",
        "javascript:alert(1)",
        "https://example.com?x=1",
        "https://evil.example#@api.anthropic.com",
        "https://example.com/?",
        "https://example.com/#",
        "https://evil.example\\@api.anthropic.com",
        "http://127.0.0.1\\@evil.example",
        "https://exam ple.com",
        "https://example.com\n.evil",
        "https://аpi.anthropic.com",
        "http://127。0。0。1",
        "http://ⓛocalhost",
        "https://example.com:99999",
        "https://example.com:x",
        "https://example.com/a\\b",
        "https://[::1",
        "https://example.com/a\\b",
        "https://exa%6dple.com",
        "https://example.com:0",
        "\x00https://example.com",
        "http://[::1%25eth0]",
    ],
)
def test_d23_an_address_reads_one_way_only(address: str) -> None:
    assert reason(at(address)).startswith("The address of the model from ANTHROPIC_BASE_URL ")


def test_d23_the_repository_names_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2026-21852: settings in the repository sent the key to another host."""
    evil = "https://evil.example"
    for path, text in {
        ".env": f"ANTHROPIC_BASE_URL={evil}\nANTHROPIC_API_KEY=x\n",
        ".claude/settings.json": json.dumps({"env": {"ANTHROPIC_BASE_URL": evil}}),
        ".vscode/settings.json": json.dumps({"backline.baseUrl": evil}),
        "pyproject.toml": f'[tool.backline]\nbase-url = "{evil}"\n[tool.backline.agent]\nbase_url = "{evil}"\n',
        ".backline.toml": f'base-url = "{evil}"\n',
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    found = at()
    assert isinstance(found, Endpoint)
    assert found.base_url == HOSTED
    taken = inspect.signature(endpoint).parameters
    assert set(taken) == {"environ", "configured"}, "nothing of a workspace can be handed in"
    source = inspect.getsource(module)
    assert not any(it in source for it in ("import os", "Path", "open(", "dotenv")), "nor is anything looked up"


def test_environment_before_configuration() -> None:
    own = Configured("https://mine.example", Credential("auth_token", "t0ken"), {"X-Team": "a"}, "vllm")
    found = endpoint({}, own)
    assert isinstance(found, Endpoint)
    assert (found.base_url, found.profile, found.headers) == ("https://mine.example", "vllm", {"X-Team": "a"})
    assert found.credential is not None and (found.credential.kind, found.credential.reveal()) == (
        "auth_token",
        "t0ken",
    )
    assert found.origins == {"address": "your configuration", "key": "your configuration"}
    found = endpoint({"ANTHROPIC_BASE_URL": "http://localhost:1", "ANTHROPIC_AUTH_TOKEN": " x \n"}, own)
    assert isinstance(found, Endpoint)
    assert (found.base_url, found.credential and found.credential.reveal()) == ("http://localhost:1", "x")
    assert found.origins == {"address": "ANTHROPIC_BASE_URL", "key": "ANTHROPIC_AUTH_TOKEN"}
    found = endpoint({"ANTHROPIC_API_KEY": "a", "ANTHROPIC_AUTH_TOKEN": "b"})
    assert isinstance(found, Endpoint) and found.credential is not None and found.credential.kind == "api_key"


@pytest.mark.parametrize("environ", [{}, {"ANTHROPIC_API_KEY": ""}, {"ANTHROPIC_AUTH_TOKEN": "  "}])
def test_without_a_key_only_this_machine_is_asked(environ: Mapping[str, str]) -> None:
    assert endpoint(environ) == Refusal(
        "There is no key for a model; set ANTHROPIC_API_KEY where the editor is started."
    )
    found = endpoint({**environ, "ANTHROPIC_BASE_URL": "http://localhost:8080"})
    assert isinstance(found, Endpoint) and found.credential is None


def test_d23_a_key_is_one_word() -> None:
    for key in ("a\nX-Evil: 1", "a b", "schlüssel", "a\x00b"):
        assert reason(endpoint({"ANTHROPIC_API_KEY": key})).startswith("The key from ANTHROPIC_API_KEY has characters")


def test_d23_headers_are_whole_and_do_not_redirect() -> None:
    found = at(ANTHROPIC_CUSTOM_HEADERS="X-Team: back end\n\nx-api-key: abc:def\n")
    assert isinstance(found, Endpoint)
    assert found.headers == {"X-Team": "back end", "x-api-key": "abc:def"}
    for line in ("Host: evil.example", "content-length: 3", "Transfer-Encoding: chunked", "X Team: a", ": a", "X-Ä: 1"):
        assert reason(at(ANTHROPIC_CUSTOM_HEADERS=line)).startswith("The header ")
    assert reason(at(ANTHROPIC_CUSTOM_HEADERS="X-A: \x00")) == "The header X-A has characters that can't be sent."
    assert reason(at(ANTHROPIC_CUSTOM_HEADERS="nothing")).startswith("A line of ANTHROPIC_CUSTOM_HEADERS")
    split = Configured(headers={"X-A": "1\r\nX-Evil: 2"})
    assert reason(endpoint({"ANTHROPIC_API_KEY": KEY}, split)) == "The header X-A has characters that can't be sent."


def test_d23_a_credential_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    found = at(ANTHROPIC_CUSTOM_HEADERS=f"X-Key: {KEY}")
    assert isinstance(found, Endpoint) and found.credential is not None
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("%s %r %s", found, found, found.credential)
        try:
            raise ValueError(found, found.credential)
        except ValueError:
            logging.getLogger("test").exception("with it")
    key = found.credential
    shown = f"{found} {found!r} {key} {key!r} {key!s:>9} {dataclasses.replace(found)}"
    assert KEY not in caplog.text + shown
    assert "<hidden api_key>" in shown
    assert KEY not in str(dataclasses.asdict(found)["credential"])
    assert KEY not in repr(copy.deepcopy(found.credential))
    assert KEY not in repr(Configured(credential=found.credential, headers={"X-Key": KEY}))
    assert not hasattr(found.credential, "__dict__")
    for write in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            write(found.credential)


@pytest.mark.parametrize(
    "address", ["http://localhost:9/x", "https://[2001:db8::1]:8443/v1", "https://a.example:1/b/c"]
)
def test_d23_what_was_checked_is_what_is_asked(address: str) -> None:
    """Another reader of addresses sees the same host in what is handed on."""
    found = at(address)
    assert isinstance(found, Endpoint)
    assert urllib.request.Request(found.base_url).host.rsplit(":", 1)[0].strip("[]") == found.host
    httpx = pytest.importorskip("httpx", reason="the library of the client reads addresses in its own way")
    assert httpx.URL(found.base_url).host == found.host


def test_the_environment_of_the_process_is_a_mapping_like_any_other() -> None:
    assert isinstance(endpoint(os.environ | {"ANTHROPIC_BASE_URL": "http://localhost:1"}), Endpoint)
