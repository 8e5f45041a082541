"""Folder trees as people draw them in a plan, read back as paths."""

import re
from collections.abc import Iterator

_BRANCH = re.compile(r"^[\s│┃|├└┣┗─━╴┬+`\\*-]*")
_DRAWN = re.compile(r"├|└|┣|┗|\|--|\+--|`--")
_NAME = re.compile(r"[\w.@()\[\]+-][\w.@()\[\]{}+/-]*")


def is_tree(text: str) -> bool:
    return _DRAWN.search(text) is not None


def paths(text: str) -> Iterator[tuple[str, int, int]]:
    """The files of a drawn tree: full path, and the code points of the name from and to. Folders are left out."""
    above: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        branch = _BRANCH.match(line)
        indent = branch.end() if branch is not None else 0
        name = _NAME.match(line, indent)
        if name is not None:
            while above and above[-1][0] >= indent:
                above.pop()
            parts = [it for _, it in above]
            if not name[0].endswith("/") and "." in name[0]:
                yield "/".join([*parts, name[0]]), at + name.start(), at + name.end()
            above.append((indent, name[0].strip("/")))
        elif not line.strip():
            above = []
        at += len(line)
