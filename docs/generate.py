"""Writes the reference: rules, actions, cards, settings and their JSON schema, the table of editors, and the settings
of the extension for VS Code.

    python docs/generate.py            writes them
    python docs/generate.py --check    fails when one of them is not what it would write

The text comes from the docstrings of rules, actions and cards, from their fixtures under tests/, and from the
settings that the code reads; the table of editors from docs/editors.json, which the tests in real editors write.
"""

import importlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lsp_server.actions import ALL as ACTIONS
from lsp_server.cards import ALL as CARDS
from lsp_server.rules import ALL as RULES
from lsp_server.server.app import build, capabilities
from lsp_server.setting_keys import KEYS
from lsp_server.settings import schema

ROOT = Path(__file__).parents[1]
_EDITORS = [
    "Neovim 0.11",
    "Neovim 0.12",
    "VS Code",
    "Helix",
    "Emacs, eglot",
    "Emacs, lsp-mode",
    "Zed",
    "Sublime Text",
    "Kate",
]
_SEEN = {"seen live": "live", "replayed": "replayed", "not offered by the editor": "no"}
_MANIFEST = "editors/vscode/package.json"
_SERVER_SECTION = "What It Says and Does"  # editors/vscode/src/settings.ts knows the server's settings by it
_MADE = "<!-- Written by docs/generate.py; run `make docs` to write it anew. -->\n"


def pages() -> Mapping[str, str]:
    """Every generated file by its path in the repository."""
    return {
        "docs/rules.md": _page(_rules()),
        "docs/actions.md": _page(_actions()),
        "docs/cards.md": _page(_cards()),
        "docs/settings.md": _page(_settings()),
        "docs/editors.md": _page(_editors()),
        "lsp_server/server/capabilities.json": json.dumps(capabilities(build()), indent=2) + "\n",
        "lsp_server/settings.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
        _MANIFEST: json.dumps(_manifest(), indent=2, ensure_ascii=False) + "\n",
    }


def stale(root: Path) -> list[str]:
    """The generated files under `root` that are missing or say something else."""
    return [path for path, text in pages().items() if _read(root / path) != text]


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        for path in (found := stale(ROOT)):
            sys.stderr.write(f"{path} is not up to date. Run: make docs\n")
        return 1 if found else 0
    if arguments:
        sys.stderr.write(__doc__ or "")
        return 2
    for path, text in pages().items():
        if _read(ROOT / path) != text:
            (ROOT / path).write_text(text, encoding="utf-8")
            sys.stdout.write(f"Wrote {path}.\n")
    return 0


# --------------------------------------------------------------------------- pages


def _rules() -> Iterator[str]:
    yield "# Rules"
    yield (
        "Each rule has a code for [settings](settings.md) and for `# noqa: BL…` comments. `backline explain CODE` "
        "shows its page in a terminal."
    )
    rows = [
        (_link(f"{it.code} {it.name}", it.code), it.name, it.severity, _opening("rules", it.name))
        for it in RULES.values()
    ]
    yield _table(("code", "name", "severity", ""), rows)
    for it in RULES.values():
        yield f"## {it.code} {it.name}"
        off = "" if it.default else "off by default: select it by its code"
        said = ", ".join(filter(None, [it.severity.capitalize(), f"since {it.since}", off]))
        yield f"*{said}. Its cases: {_fixture('rules', it.name)}*"
        yield _deeper(_doc("rules", it.name))


def _actions() -> Iterator[str]:
    yield "# Code actions"
    yield (
        "What `textDocument/codeAction` offers, and `backline actions FILE:LINE` and `backline apply ID FILE:LINE` on "
        "the command line."
    )
    rows = [(_link(it.id, it.id), f"`{it.kind}`", _opening("actions", it.id)) for it in ACTIONS.values()]
    yield _table(("id", "kind", ""), rows)
    for it in ACTIONS.values():
        yield f"## {it.id}"
        yield f"*Kind `{it.kind}`. Its cases: {_fixture('actions', it.id)}*"
        yield _deeper(_doc("actions", it.id))
        yield _cases("actions", it.id)


def _cards() -> Iterator[str]:
    yield "# Hover cards"
    yield "What `textDocument/hover` shows, and `backline hover FILE:LINE:COL` on the command line."
    for it in CARDS.values():
        yield f"## {it.name.capitalize()}"
        yield _deeper(_doc("cards", it.name))
        shown = _first_shown(it.name)
        if shown is not None:
            yield "For example:"
            yield shown


def _settings() -> Iterator[str]:
    yield "# Settings"
    yield (
        "`[tool.backline]` in `pyproject.toml` is for what a team shares. An editor may send the same keys, also in "
        "camelCase, under `backline`; they go over those of the project. Unknown and wrong keys are reported at their "
        "place in the file (BL001). Keys that are marked as your own can't be set by a repository: they stand in the "
        "editor's configuration, or for every project in `config.toml` of your configuration folder "
        "(`~/.config/backline` on Linux). A [JSON schema](../lsp_server/settings.schema.json) comes with the package."
    )
    for it in KEYS:
        yield f"## {it.name}"
        yield it.about
        default = it.default if " " in it.default else f"`{it.default}`"
        choices = f" One of {', '.join(f'`{choice}`' for choice in it.choices)}." if it.choices else ""
        yield f"Default: {default}.{choices}{' Your own.' if it.personal else ''}"
        table = "# config.toml" if it.personal else "[tool.backline]"
        yield f"```toml\n{table}\n{it.example}\n```"
    yield "## Comments"
    yield (
        "`# noqa` at the end of a line hides all findings of that line, `# noqa: BL101, BL102` these ones; a comment "
        "after a string of several lines counts for all of them. `# backline: noqa` on a line of its own hides all "
        "findings of the file, `# backline: noqa: BL101` those of one rule. They are read as ruff reads its own."
    )


def _editors() -> Iterator[str]:
    """What was seen in which editor; the prose around the table is in docs/editors/overview.txt."""
    pages = {
        it.stem: it.read_text(encoding="utf-8").splitlines()[0][2:]
        for it in sorted((ROOT / "docs/editors").glob("*.md"))
    }
    links = " · ".join(f"[{title}](editors/{name}.md)" for name, title in pages.items())
    prose = (_read(ROOT / "docs/editors/overview.txt") or "").replace("<PAGES>", links).split("<TABLE>")
    seen = json.loads(_read(ROOT / "docs" / "editors.json") or '{"features": {}, "rows": []}')
    rows: list[dict[str, str]] = seen["rows"]
    editors = sorted({it["editor"] for it in rows}, key=lambda it: (_EDITORS.index(it) if it in _EDITORS else 99, it))
    cells = {(it["editor"], it["feature"]): _SEEN[it["how"]] for it in rows}
    table = [
        (label, *(cells.get((editor, feature), "") for editor in editors))
        for feature, label in seen["features"].items()
    ]
    yield prose[0]
    yield _table(("", *editors), table)
    versions = {it["editor"]: it["version"] for it in rows if it["version"]}
    yield "Versions: " + ", ".join(f"{it} {versions[it]}" for it in editors if it in versions) + "."
    yield from prose[1:]


def _manifest() -> dict[str, Any]:
    """The extension's manifest, with the server's settings as they are now."""
    manifest: dict[str, Any] = json.loads((ROOT / _MANIFEST).read_text(encoding="utf-8"))
    contributes = manifest["contributes"]
    shapes = schema()["properties"]
    properties = {
        f"backline.{_camel(it.name)}": {
            "order": order,
            "scope": "application" if it.personal else "window",
            "markdownDescription": it.about if it.personal else f"{it.about} {_otherwise(it.name)}",
            **{key: value for key, value in shapes[it.name].items() if key != "description"},
            **({"enumDescriptions": list(it.meanings)} if it.meanings else {}),
            **({} if " " in it.default else {"default": tomllib.loads(f"it = {it.default}")["it"]}),
        }
        for order, it in enumerate(KEYS, 1)
    }
    ours = {"title": _SERVER_SECTION, "order": 2, "properties": properties}
    others = [it for it in contributes["configuration"] if it["title"] != _SERVER_SECTION]
    contributes["configuration"] = [*others, ours]
    return manifest


# --------------------------------------------------------------------------- pieces


def _page(parts: Iterator[str]) -> str:
    return _MADE + "\n" + "\n\n".join(it.strip() for it in parts if it.strip()) + "\n"


def _doc(room: str, name: str) -> str:
    return (importlib.import_module(f"lsp_server.{room}.{_stem(name)}").__doc__ or "").strip()


def _opening(room: str, name: str) -> str:
    return _doc(room, name).splitlines()[0]


def _fixture(room: str, name: str) -> str:
    path = f"tests/{room}/{_stem(name)}.md"
    return f"[{path}](../{path})"


def _link(heading: str, text: str) -> str:
    return f"[{text}](#{heading.lower().replace(' ', '-')})"


def _deeper(doc: str) -> str:
    """A docstring below a heading of the page: its own headings go one level down."""
    return re.sub(r"^## ", "### ", doc, flags=re.MULTILINE)


def _cases(room: str, name: str) -> str:
    """The headings of a fixture: what is tested, in sentences."""
    text = _read(ROOT / "tests" / room / f"{_stem(name)}.md") or ""
    titles = [it[2:].strip() for it in _outside_fences(text) if it.startswith("# ")]
    return "### Cases\n\n" + "\n".join(f"- {it}" for it in titles) if titles else ""


def _first_shown(name: str) -> str | None:
    """What the first section of a card's fixture shows."""
    text = _read(ROOT / "tests" / "cards" / f"{_stem(name)}.md") or ""
    shown = r"^Shows:\n+(?P<block>(?P<fence>`{3,}|~{3,})md\n.*?^(?P=fence)$)"
    found = re.search(shown, text, re.MULTILINE | re.DOTALL)
    return found["block"] if found else None


def _outside_fences(text: str) -> Iterator[str]:
    fence = ""
    for line in text.splitlines():
        mark = re.match(r"(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.rstrip() == fence:
            fence = ""
        elif not fence:
            yield line


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _otherwise(name: str) -> str:
    return f"When not set, `{name}` in the project's `pyproject.toml` counts."


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(it.capitalize() for it in others)


def _stem(name: str) -> str:
    return name.replace("-", "_")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
