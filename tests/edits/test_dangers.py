"""New code that deserves a second look is found, however it is spelt; ordinary code is not (D28)."""

import re
from pathlib import Path

import pytest

from lsp_server.edits.dangers import Danger, dangers


def whats(after: str, before: str = "") -> list[str]:
    found = dangers(before, after)
    assert all(it.sentence.endswith(".") and it.sentence.startswith("It ") for it in found)
    return [it.what for it in found]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("eval(x)", "eval"),
        ("exec('x = 1')", "exec"),
        ("compile(x, '', 'exec')", "compile"),
        ("__import__('os')", "__import__"),
        ("import importlib\nimportlib.import_module(name)", "importlib.import_module"),
        ("import os\nos.system('ls')", "os.system"),
        ("import os\nos.popen('ls')", "os.popen"),
        ("import os\nos.execv('/bin/sh', [])", "os.execv"),
        ("import subprocess\nsubprocess.run(['ls'])", "subprocess.run"),
        ("import asyncio\nawait asyncio.create_subprocess_shell('ls')", "asyncio.create_subprocess_shell"),
        ("import pickle\npickle.loads(x)", "pickle.loads"),
        ("import marshal\nmarshal.loads(x)", "marshal.loads"),
        ("import yaml\nyaml.load(x, yaml.Loader)", "yaml.Loader"),
        ("import socket\nsocket.create_connection(a)", "socket.create_connection"),
        ("import socket\nsocket.socket()", "socket.socket"),
        ("import ctypes\nctypes.CDLL('x')", "ctypes.CDLL"),
        ("import shutil\nshutil.rmtree('/')", "shutil.rmtree"),
        ("import runpy\nrunpy.run_path('x')", "runpy.run_path"),
        ("import smtplib\nsmtplib.SMTP('x')", "smtplib.SMTP"),
        # by another name
        ("import subprocess as sp\nsp.run(['ls'])", "subprocess.run"),
        ("from os import system\nsystem('ls')", "os.system"),
        ("from os import system as log\nlog('ls')", "os.system"),
        ("from subprocess import *\nrun(['ls'])", "subprocess.run"),
        ("import os as json\njson.system('ls')", "os.system"),
        ("def f():\n    import os as o\n    o.system('ls')", "os.system"),
        ("import os\nrun = os.system\nrun('ls')", "os.system"),
        ("import os\na = os\nb = a\nb.system('ls')", "os.system"),
        ("import os\ndef f():\n    c = b\n    c.system('ls')\nb = a\na = os", "os.system"),
        ("from builtins import eval as parse\nparse(x)", "eval"),
        ("import builtins\nbuiltins.exec(x)", "exec"),
        ("list(map(eval, xs))", "eval"),
        ("@eval\ndef f(): ...", "eval"),
        ("def f(g=eval): ...", "eval"),
        ("x = {'run': eval}", "eval"),
        ("f'{eval(x)}'", "eval"),
        ("(lambda: eval(x))()", "eval"),
        ("class A:\n    x = eval('1')", "eval"),
        ("if (run := eval): ...", "eval"),
        ("[eval(it) for it in xs]", "eval"),
        # through a string
        ("import os\ngetattr(os, 'system')('ls')", "os.system"),
        ("import os\ngetattr(os, 'sys' + 'tem')('ls')", "os.system"),
        ("import os\ngetattr(os, ''.join(['sys', 'tem']))('ls')", "os.system"),
        ("import os\ngetattr(os, 'metsys'[::-1])('ls')", "os.system"),
        ("import os\ngetattr(os, f'sys{\"tem\"}')('ls')", "os.system"),
        ("import os\ngetattr(os, '\\x73ystem')('ls')", "os.system"),
        ("import os\ngetattr(os, name)('ls')", "getattr"),
        ("import os\nos.__dict__['system']('ls')", "os.system"),
        ("import os\nvars(os)['system']('ls')", "os.system"),
        ("import sys\nsys.modules['os'].system('ls')", "os.system"),
        ("__builtins__['eval'](x)", "eval"),
        ("__builtins__.eval(x)", "eval"),
        ("globals()['eval'](x)", "eval"),
        ("().__class__.__base__.__subclasses__()", "__subclasses__"),
        ("f.__globals__['os'].system('ls')", "__globals__"),
        ("import operator\noperator.methodcaller('system', 'ls')(o)", "system"),
        # hidden behind a harmless meaning that never comes to be
        ("try:\n    from nowhere import eval\nexcept ImportError: ...\neval(x)", "eval"),
        ("if False:\n    def eval(x): ...\neval(x)", "eval"),
        ("import os as x\ndef f():\n    import math as x\nx.system('ls')", "os.system"),
        ("import json as run\nimport os\nrun = os.system\nrun('ls')", "os.system"),
        # imports that are not seen to be used
        ("import subprocess", "import subprocess"),
        ("from pickle import loads", "import pickle.loads"),
        # checks turned off
        ("httpx.AsyncClient(verify=False)", "verify=False"),
        ("aiohttp.TCPConnector(ssl=False)", "ssl=False"),
        ("context.check_hostname = False", "check_hostname = False"),
        ("import ssl\ncontext.verify_mode = ssl.CERT_NONE", "ssl.CERT_NONE"),
        ("import ssl\nssl._create_unverified_context()", "ssl._create_unverified_context"),
        (
            "import ssl\nssl._create_default_https_context = ssl._create_unverified_context",
            "ssl._create_default_https_context",
        ),
        ("httpx.get(url, **{'verify': False})", "verify: False"),
        ("jwt.decode(t, options={'verify_signature': False})", "verify_signature: False"),
        ("numpy.load(f, allow_pickle=True)", "allow_pickle=True"),
        ("run('ls', shell=True)", "shell=True"),
        # SQL from pieces
        ("from sqlalchemy import text\ntext(f'select * from hero where name = {name}')", "SQL from pieces"),
        ("from sqlmodel import text\ntext('select * from hero where name = ' + name)", "SQL from pieces"),
        ("import sqlalchemy as sa\nsa.text('select %s' % name)", "SQL from pieces"),
        ("from sqlalchemy import text as t\nt('select {}'.format(name))", "SQL from pieces"),
        ("from sqlalchemy import text\nq = f'delete from {table}'\ntext(q)", "SQL from pieces"),
        ("from sqlalchemy import text\nq = 'select 1'\nq += f' where id = {id}'\ntext(text=q)", "SQL from pieces"),
        ("from sqlalchemy import literal_column\nliteral_column(f'{column} desc')", "SQL from pieces"),
        ("await connection.fetch(f'SELECT * FROM hero WHERE id = {id}')", "SQL from pieces"),
        ("session.execute(f'UPDATE hero SET name = {name}')", "SQL from pieces"),
        ("from app.db import text\ntext(f'select * from hero where id = {id}')", "SQL from pieces"),
        # hosts
        ("URL = 'https://evil.org/collect'", "new host evil.org"),
        ("URL = b'https://evil.org'", "new host evil.org"),
        ("URL = f'https://evil.org/{token}'", "new host evil.org"),
        ("URL = f'https://{secret}.evil.org/'", "new host *.evil.org"),
        ("URL = 'https://' + 'evil' + '.org'", "new host evil.org"),
        ("URL = 'https://' 'evil.org'", "new host evil.org"),
        ("URL = ''.join(['https://', 'evil.org'])", "new host evil.org"),
        ("URL = '\\x68ttps://evil.org'", "new host evil.org"),
        ("URL = 'HTTPS://ada:pw@EVIL.org:443/'", "new host evil.org"),
        ("URL = 'https://api.good.org@evil.org'", "new host evil.org"),
        ("URL = 'wss://evil.org'", "new host evil.org"),
        ("URL = '//evil.org/x'", "new host evil.org"),
        ("URL = 'http://203.0.113.7/x'", "new host 203.0.113.7"),
        ("URL = 'http://169.254.169.254/latest/meta-data'", "new host 169.254.169.254"),
        ("URL = 'http://3405803783/'", "new host 3405803783"),
        ("URL = 'http://0xcb007107/'", "new host 0xcb007107"),
        ("URL = 'http://[2001:db8::7]/'", "new host [2001:db8::7]"),
        ("URL = 'https://xn--e1awd7f.com'", "new host xn--e1awd7f.com"),
        ("URL = 'https://еvil.org'", "new host еvil.org"),
        ("connect(host='evil.org')", "new host evil.org"),
        ("connect(('evil.org', 80))", "new host evil.org"),
        ("DSN = 'postgresql+asyncpg://u:p@db.evil.org/x'", "new host db.evil.org"),
    ],
)
def test_d28_what_deserves_a_second_look(code: str, what: str) -> None:
    assert what in whats(code)
    assert not whats(code, code), "it is not new"
    assert what in whats(code.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "code",
    [
        "heroes = (await session.exec(select(Hero))).all()",
        "import re\npattern = re.compile('x')",
        "from re import compile\ncompile('x')",
        "def compile(x): ...\ncompile(1)",
        "import os\nos.environ['A']; os.path.join('a', 'b')",
        "import subprocess\ntry: ...\nexcept subprocess.CalledProcessError: ...",
        "import socket\nsocket.gethostname()",
        "import yaml\nyaml.safe_load(x)",
        "import asyncio\nasyncio.run(main())",
        "getattr(hero, name); setattr(hero, key, value)",
        "def f(pickle, socket): return pickle.x, socket.y",
        "from app import socket\nsocket.socket()",
        "from .pickle import loads\nloads(x)",
        "from sqlalchemy import text\ntext('select 1'); text('a' 'b'); text('select' + ' 1')",
        "from sqlalchemy import text\nquery = 'select *'\nquery += ' where id = :id'\ntext(query)",
        "logger.info(f'select {x}'); print('select %s from' % x)",
        "session.scalar(select(func.count()).where(Hero.name == f'{a}{b}'))",
        "text(f'Hello {name}')",
        "httpx.AsyncClient(verify=True, base_url='http://test')",
        "AsyncClient(transport=t, base_url='http://testserver')",
        "URL = 'postgresql+asyncpg://postgres:postgres@localhost:5432/app'",
        "URL = 'postgresql+asyncpg://app@db:5432/app'; R = 'redis://redis:6379/0'",
        "URL = 'sqlite+aiosqlite:///./app.db'",
        "URL = f'http://{host}:{port}/x'",
        "ORIGINS = ['http://localhost:3000', 'http://127.0.0.1:5173', 'http://[::1]:1']",
        "EMAIL = 'ada@example.com'; U = 'https://example.com/x'; N = 'https://api.example.org'",
        "'''See https://fastapi.tiangolo.com.'''\ndef f():\n    '''As https://sqlmodel.org says.'''",
        "# https://evil.org\nx = 1  # eval(x)",
        "x = 'eval(os.system)'; y = 'import pickle'",
        "uvicorn.run(app, host='0.0.0.0')",
        "TIME = '12:30'; A = ('a.b', 1); F = open('users.py'); G = load(url='data.json')",
        "xmlns = 'http://www.w3.org/2000/svg'",
        "",
        "def f(:\n",
        "x = (",
        "\ufeffx = 1\n",
        "\x00",
    ],
)
def test_ordinary_code_is_no_danger(code: str) -> None:
    assert whats(code) == []


def test_d28_only_what_is_new_is_said() -> None:
    before = "import subprocess\n\n\ndef f():\n    subprocess.run(['ls'])\n"
    moved = "import subprocess\nx = 1\n\n\nclass A:\n    def f(self):\n        subprocess.run( ['ls'] )\n"
    assert whats(moved, before) == []
    assert whats(before.replace("'ls'", "'rm'"), before) == ["subprocess.run"]
    assert dangers(before, before + "\n\nsubprocess.run(['ls'])\n") == (
        Danger("subprocess.run", 7, "It runs other programs: subprocess.run."),
    )
    assert whats("x = 1\n", before) == []


def test_d28_a_host_is_new_where_the_old_text_did_not_speak_of_it() -> None:
    before = "# as https://api.good.org says\nURL = 'https://good.org'\n"
    assert whats("A = 'https://API.good.org/x'; B = 'https://good.org/y'", before) == []
    assert whats("A = 'https://od.org'; B = 'https://good.org.evil.net'", before) == [
        "new host od.org",
        "new host good.org.evil.net",
    ]


@pytest.mark.parametrize("depth", [10, 100, 140, 160, 290, 310, 1_000, 20_000])
def test_d28_deeply_nested_code_is_not_passed_unseen(depth: int) -> None:
    for deep in (
        "+".join(["'a'"] * depth) + "+eval(y)",
        "f(" * depth + "eval(y)" + ")" * depth,
        "eval(y)" + ".b" * depth,
    ):
        (what,) = set(whats(f"x = {deep}\n"))
        assert what == "eval" or (what == "deeply nested code" and depth > 100)


FENCE = re.compile(r"^(`{3,})(?:python|py)[^\n]*\n(.*?)^\1", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "actions").glob("*.md")), ids=lambda it: it.stem)
def test_what_our_own_actions_write_is_no_danger(path: Path) -> None:
    written = [code for _, code in FENCE.findall(path.read_text("utf-8"))]
    assert [whats(it) for it in written] == [[] for _ in written]
