"""A script: turns in their order, each for one request. What goes against the script is a complaint."""

from collections.abc import Iterable

from tests.agent.standin.record import Request
from tests.agent.standin.rejection import Rejection
from tests.agent.standin.values import Turn


class Script:
    def __init__(self, turns: Iterable[Turn]) -> None:
        self._turns = [it if it.name else it.named(f"turn {number}") for number, it in enumerate(turns, 1)]
        self.taken = 0
        self.complaints: list[str] = []

    @property
    def left(self) -> int:
        """How many turns nobody asked for yet."""
        return len(self._turns) - self.taken

    def take(self, request: Request) -> Turn | Rejection:
        """The turn for this request; a rejection where there is none, or where the request is not what it expects."""
        if not self.left:
            return self.complain(f"The script has {len(self._turns)} turns, and this is one request more.")
        turn = self._turns[self.taken]
        self.taken += 1
        request.turn = turn.name
        said = request.text
        for it in turn.expects:
            if (it.text in said) is not it.present:
                wanted = "does not hold" if it.present else "holds"
                return self.complain(f"{turn.name}: the request {wanted} {it.text!r}.")
        return turn

    def complain(self, sentence: str) -> Rejection:
        self.complaints.append(sentence)
        return Rejection(500, "api_error", f"[stand-in] {sentence}")
