"""Between the URIs of documents and the paths of files. Needs nothing of LSP, so that it is there at the start."""

from pathlib import Path

from pygls import uris


def path_of(uri: str) -> Path | None:
    """The absolute path of a file URI; None for untitled and remote documents.

    Links among its folders are followed, as they are for a workspace's root; a file that is a link keeps its own
    name, which is the one that the editor knows it by.
    """
    found = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found).parent.resolve() / Path(found).name if found else None


def uri_of(path: Path) -> str:
    return uris.from_fs_path(str(path)) or path.as_uri()
