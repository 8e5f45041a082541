"""Features by what people and scripts call them."""

import re

from lsp_server.specs.values import Feature, Root

_BRANCH = re.compile(r"(\d{8}-\d{6}|\d{3,})-.+")


def named(root: Root, name: str) -> Feature | None:
    """By folder (also an absolute one), by the folder's own name, or by the number that it starts with."""
    wanted = name.replace("\\", "/").rstrip("/").removeprefix("./")
    for it in root.features:
        inside = it.folder.removeprefix(f"{root.folder}/") if root.folder else it.folder
        if wanted in (it.folder, inside, own_name(it)) or wanted.endswith(f"/{it.folder}"):
            return it
    return None if "/" in wanted else _of_number(root, wanted)


def of_branch(root: Root, name: str) -> Feature | None:
    """`003-hero-teams` and `feature/003-hero-teams`; several branches may work on one number."""
    last = name.rsplit("/", 1)[-1]
    exact = next((it for it in root.features if own_name(it) == last), None)
    return exact or _of_number(root, last)


def _of_number(root: Root, name: str) -> Feature | None:
    found = _BRANCH.fullmatch(name)
    if found is None:
        return None
    number = int(found[1].replace("-", ""))
    same = [it for it in root.features if it.number == number]
    return same[0] if len(same) == 1 else None


def own_name(feature: Feature) -> str:
    return feature.folder.rsplit("/", 1)[-1]
