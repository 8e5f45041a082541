"""What a team and a person choose: `[tool.backline]` of pyproject.toml, and the editor's configuration over it.

Wrong and unknown keys are problems with their place; everything else stays in force.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from lsp_server.patterns import matches, prefix
from lsp_server.setting_keys import KEYS, Key
from lsp_server.text import Span
from lsp_server.toml import Path, Place, places

CheckOn = Literal["save", "change"]
Review = Literal["auto", "always", "proposal", "never"]
Engine = Literal["auto", "offline", "agent"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one workspace folder."""

    select: tuple[str, ...] | None = None  # None: the rules that are on by default
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()  # glob -> codes, in the order of the file
    exclude: tuple[str, ...] = ()
    check_on: CheckOn = "save"
    review: Review = "auto"
    save_changes: bool = False
    code_lenses: tuple[str, ...] = ("tests", "routes", "services")
    inlay_hints: tuple[str, ...] = ()
    engine: Engine = "auto"
    model: str = "sonnet"
    effort: str | None = None
    max_cost: float = 0.5  # US dollars
    max_cost_per_day: float = 10.0
    agent_timeout: float = 120.0  # seconds
    context_tokens: float = 60_000
    question_timeout: float = 60.0  # seconds
    write_decisions: bool = False
    review_on_save: bool = False
    check_with: tuple[str, ...] = ()
    feature: str | None = None

    def runs(self, code: str, path: str, *, default: bool = True) -> bool:
        """Whether the rule `code` runs over the file at `path`; `default`: it runs where nobody selects.

        As in ruff, the more specific of select and ignore wins, and of equals ignore does.
        """
        if any(matches(glob, path) and prefix(codes, code) for glob, codes in self.per_file_ignores):
            return False
        chosen = int(default) if self.select is None else prefix(self.select, code)
        chosen = max(chosen, prefix(self.extend_select, code))
        return chosen > 0 and prefix(self.ignore, code) < chosen

    def excludes(self, path: str) -> bool:
        """Whether the file at `path`, or a folder it lies in, is excluded."""
        parts = path.split("/")
        above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        return any(matches(glob.rstrip("/"), it) for glob in self.exclude for it in above)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the settings. `span` is its place in pyproject.toml; None for the editor's settings."""

    message: str
    span: Span | None = None


def read_pyproject(
    text: str, codes: Iterable[str] = (), base: Settings | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in the text of a pyproject.toml over `base`, and what is wrong with them. Never fails.

    `codes` are those of all rules, to know a misspelt one; without them none is checked.
    """
    base = base or Settings()
    try:
        whole: Mapping[str, Any] = tomllib.loads(text)
        where = places(text)
    except (ValueError, RecursionError) as error:
        return base, (Problem(f"Not valid TOML, so Backline's settings are not read: {error}", _place_of(error, text)),)
    tool = whole.get("tool")
    table = tool.get("backline", {}) if isinstance(tool, dict) else {}
    return _read(table, base, tuple(codes), where, ("tool", "backline"), shared=True)


def read_configuration(
    values: object, codes: Iterable[str] = (), base: Settings | None = None
) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings that an editor sent, over `base`: the same keys, also in camelCase."""
    if values is None:
        return base or Settings(), ()
    if isinstance(values, dict):
        values = {_kebab(str(name)): value for name, value in values.items()}
    return _read(values, base or Settings(), tuple(codes), {}, ())


def schema() -> dict[str, Any]:
    """The JSON schema of `[tool.backline]`."""
    code = {"type": "string", "pattern": "^(ALL|BL[0-9]{0,3})$"}
    shapes: dict[str, dict[str, Any]] = {
        "codes": {"type": "array", "items": code},
        "globs": {"type": "array", "items": {"type": "string"}},
        "codes-by-glob": {"type": "object", "additionalProperties": {"type": "array", "items": code}},
        "switch": {"type": "boolean"},
        "text": {"type": "string", "minLength": 1},
        "number": {"type": "number", "minimum": 0},
    }
    properties = {it.name: {"description": it.about, **_shape(it, shapes)} for it in KEYS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Backline",
        "description": "Settings of Backline: [tool.backline] in pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _shape(key: Key, shapes: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    one = {"type": "string", "enum": list(key.choices)}
    if key.kind == "choices":
        return {"anyOf": [{"type": "array", "items": one}, {"type": "boolean"}]}
    return one if key.kind == "choice" else shapes[key.kind]


# --------------------------------------------------------------------------- reading values


def _read(
    table: object,
    base: Settings,
    codes: tuple[str, ...],
    where: Mapping[Path, Place],
    at: Path,
    *,
    shared: bool = False,
) -> tuple[Settings, tuple[Problem, ...]]:
    problems: list[Problem] = []

    def report(message: str, path: Path) -> None:
        place = where.get(path)
        # What has no place of its own (a key in a dotted name) is shown at the nearest thing that has.
        while place is None and path:
            path = path[:-1]
            place = where.get(path)
        if place is None:
            problems.append(Problem(message, Span(0, 0) if at else None))
        else:
            problems.append(Problem(message, place.value if isinstance((*at, *path)[-1], int) else place.key))

    if not isinstance(table, dict):
        report("`tool.backline` must be a table.", at)
        return base, tuple(problems)
    known = {it.name: it for it in KEYS}
    for name, value in table.items():
        key = known.get(name)
        if key is None:
            report(f"Unknown setting `{name}`{_suggestion(name, known)}", (*at, name))
            continue
        if shared and key.personal:
            # What a repository says must not spend the money of who opens it.
            report(f"`{name}` is each person's own: set it in the editor's configuration.", (*at, name))
            continue
        check = _Check(codes, lambda message, *inner, name=name: report(message, (*at, name, *inner)))
        read = check.read(key, value)
        if read is not None:
            base = replace(base, **{key.field: read})
    return base, tuple(problems)


@dataclass(frozen=True, slots=True)
class _Check:
    """Reads values of one setting; what is wrong is reported and left out."""

    codes: tuple[str, ...]
    report: Callable[..., None]

    def read(self, key: Key, value: object) -> Any:
        """The value as its field holds it; None where there is nothing to take over."""
        match key.kind:
            case "codes":
                return self._codes(key.name, value)
            case "globs":
                return self._strings(key.name, value)
            case "codes-by-glob":
                return self._by_glob(key.name, value)
            case "choice":
                if value in key.choices:
                    return value
                self.report(f"`{key.name}` must be {_quoted(key.choices)}.")
                return None
            case "choices":
                return self._choices(key, value)
            case "switch":
                if isinstance(value, bool):
                    return value
                self.report(f"`{key.name}` must be true or false.")
                return None
            case "text":
                if isinstance(value, str) and value.strip():
                    return value.strip()
                self.report(f"`{key.name}` must be a text.")
                return None
            case "number":
                if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9:
                    return float(value)
                self.report(f"`{key.name}` must be a number that is not negative.")
                return None

    def _choices(self, key: Key, value: object) -> tuple[str, ...] | None:
        """Some of the choices; `true` is all of them, `false` none."""
        if isinstance(value, bool):
            return key.choices if value else ()
        if not isinstance(value, list):
            self.report(f"`{key.name}` must be a list of strings, true or false.")
            return None
        for index, it in enumerate(value):
            if it not in key.choices:
                self.report(f"`{key.name}` may hold {_quoted(key.choices)}.", index)
        return tuple(it for it in key.choices if it in value)

    def _by_glob(self, name: str, value: object) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
        if not isinstance(value, dict):
            self.report(f"`{name}` must be a table of patterns, each with a list of codes.")
            return None
        read = ((str(glob), self._codes(f"{name}.{glob}", codes, str(glob))) for glob, codes in value.items())
        return tuple((glob, codes) for glob, codes in read if codes is not None)

    def _codes(self, name: str, value: object, *inner: str) -> tuple[str, ...] | None:
        strings = self._strings(name, value, *inner)
        for index, it in enumerate(value if isinstance(value, list) and self.codes else ()):
            if isinstance(it, str) and not any(prefix((it,), code) for code in self.codes):
                self.report(f"There is no rule `{it}`{_suggestion(it, self.codes)}", *inner, index)
        return strings

    def _strings(self, name: str, value: object, *inner: str) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            self.report(f"`{name}` must be a list of strings.", *inner)
            return None
        for index, it in enumerate(value):
            if not isinstance(it, str):
                self.report(f"`{name}` must be a list of strings.", *inner, index)
        return tuple(it for it in value if isinstance(it, str))


def _quoted(choices: Iterable[str]) -> str:
    *first, last = (f'"{it}"' for it in choices)
    return f"{', '.join(first)} or {last}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else "."


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda it: f"-{it[0].lower()}", name)


def _place_of(error: Exception, text: str) -> Span:
    """Where tomllib stopped, which up to Python 3.13 only its sentence says."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if found is None:
        return Span(0, 0)
    lines = text.split("\n")
    line, column = min(int(found[1]), len(lines)) - 1, int(found[2]) - 1
    at = len("\n".join([*lines[:line], lines[line][:column]]).encode("utf-8", "surrogatepass"))
    return Span(at, at)
