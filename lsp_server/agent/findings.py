"""The findings of a review, read from a model's answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.agent.safety.shown import message

_FINDING = re.compile(r"<finding\b(?P<head>[^>]*)>(?P<text>.*?)</finding>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Deviation:
    """Code that does not do what a spec asks for. `line` is 1-based; `requirement` is what it cites: "FR-003"."""

    path: str
    line: int
    requirement: str
    text: str

    @property
    def message(self) -> str:
        return f"{self.requirement}: {self.text}"


def deviations(answer: str, path: str) -> Iterator[Deviation]:
    """The findings of an answer in one file. One that cites nothing, or has no line, is no finding."""
    for it in _FINDING.finditer(answer):
        said = dict(_ATTRIBUTE.findall(it["head"]))
        text = message(it["text"])
        requirement = message(said.get("requirement", ""), 40)
        if said.get("path", path) == path and said.get("line", "").isdigit() and requirement and text:
            yield Deviation(path, int(said["line"]), requirement, text)
