"""A change is looked at once more when it is applied: a link may have come since it was judged (D22)."""

from pathlib import Path
from typing import Any, cast

from lsp_server.edits.change import Change, NewFile
from lsp_server.server.arrival import Arrival
from lsp_server.server.jobs import Job
from lsp_server.server.refined import Refined
from lsp_server.server.request import Request
from lsp_server.session import Session
from lsp_server.text import Span


class Told:
    """What the person is told; there is nobody who could be handed a change."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, sentence: str, *, warning: bool = False) -> None:
        self.said.append(sentence)


async def test_d22_a_folder_that_has_become_a_link_is_not_written_into(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "main.py").write_text("x = 1\n")
    session, told, nobody = Session({}), Told(), cast("Any", None)
    session.add_folder(root)
    session.take(root.resolve(), session.load(root))
    place = session.at(root / "main.py")
    assert place is not None
    made = Refined(Change((NewFile("app/new.py", "y = 1\n"),), "Made it."), by_agent=True)
    request = Request("ask", "Do it", root / "main.py", Span(0, 0), None)
    (root / "app").symlink_to(outside)

    arrival = Arrival(cast("Any", told), session, nobody, nobody, nobody, nobody)
    await arrival.hand_over(made, place, request, Job(0, "Do it"))

    (said,) = told.said
    assert said.startswith("“Do it” was not applied: ")
    assert list(outside.iterdir()) == []
