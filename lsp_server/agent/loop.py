"""One run: ask, carry out what is answered, judge it, and ask again for what is wrong (D8).

The conversation only grows: what a model thought is bound to what was said before. Nothing is written; the end
of a run is a value.
"""

import asyncio
from dataclasses import dataclass, field

from lsp_server.agent import house
from lsp_server.agent.brief import Brief
from lsp_server.agent.budget import Budget, estimate
from lsp_server.agent.choices import Choices
from lsp_server.agent.ear import Ear, Inquiry
from lsp_server.agent.progress import Progress
from lsp_server.agent.provider import Provider
from lsp_server.agent.result import Failed, Made, Result, Said
from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Asking, Block, Call, Reply, Trouble, Turn, text
from lsp_server.agent.tools import ToolBox
from lsp_server.agent.workpiece import Workpiece
from lsp_server.edits.envelope import Envelope, parse

QUESTIONS = 2  # how often a run may ask the person
STUMBLES = 3  # how many answers in a row may be of no use


@dataclass
class Loop:
    """`system` and `first` are what the model reads; `work` holds what it has made so far."""

    brief: Brief
    system: tuple[Block, ...]
    first: Turn
    work: Workpiece
    provider: Provider
    budget: Budget
    choices: Choices
    model: str
    ear: Ear
    box: ToolBox | None = None
    turns: list[Turn] = field(default_factory=list)
    asked: int = 0
    stumbles: int = 0
    repairs: int = 0
    limit: asyncio.Timeout | None = None

    @property
    def clock(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    async def run(self) -> Result:
        """Until there is an end, one way or another; in no more time than the person allows."""
        try:
            async with asyncio.timeout(self.choices.seconds) as self.limit:
                return await self._run()
        except TimeoutError:
            return self._failed(f"The agent was not done within {self.choices.seconds:g} s, so it was stopped.")

    async def _run(self) -> Result:
        self.turns = [self.first]
        while True:
            reply = await self._ask()
            if isinstance(reply, Trouble) and reply.kind == "call" and self.stumbles + 1 < STUMBLES:
                self.stumbles += 1  # there is nothing to answer to: the library gives no call that it can't read
                continue
            if isinstance(reply, Trouble):
                return self._failed(reply.sentence)
            self.turns.append(Turn("assistant", reply.content))
            if reply.calls and self.box is None:
                return self._failed("The model called a tool where it has none, so there is no answer.")
            if reply.calls:
                await self._use_tools(reply.calls)
                if self.stumbles >= STUMBLES:
                    return self._failed(f"The agent's calls were of no use, {STUMBLES} times in a row.")
                continue
            if self.brief.answers != "change":
                return Said(reply.text.strip(), self.budget.usage, self.budget.spent)
            end = await self._take(parse(reply.text))
            if end is not None:
                return end

    async def _ask(self) -> Reply | Trouble:
        written = estimate(*(str(it) for it in self.system), *(str(it.content) for it in self.turns))
        room = self.budget.next(written)
        if isinstance(room, Trouble):
            return room
        tools = self.box.tools if self.box is not None else ()
        asking = Asking(self.model, self.system, tuple(self.turns), room, tools, self.choices.effort)
        self.ear.say("waiting for the model's correction" if self.repairs else "waiting for the model")
        try:
            reply = await self.provider.send(asking, Progress(self.ear.say).hear)
        except asyncio.CancelledError:
            self.budget.count(self.provider.underway)  # who stops an answer pays for what was written of it
            raise
        self.budget.count(reply.usage)
        return reply

    async def _take(self, answer: Envelope) -> Result | None:
        """What an answer comes to; None: it was answered, and the conversation goes on."""
        if answer.question is not None and self.asked < QUESTIONS:
            await self._answer(Inquiry(answer.question.text, answer.question.choices, answer.question.default - 1))
            return None
        self.ear.say("checking")
        feedback = await self.work.take(answer, by_tools=self.box is not None)
        if answer.question is not None:
            feedback = ("You have asked twice already; decide for yourself, and say so in a note.",)
        if not feedback:
            return self._made()
        if self.repairs >= self.choices.repairs:
            first = feedback[0].partition("\n")[0]
            return self._failed(f"The agent's answer did not pass the checks: {first}")
        self.repairs += 1
        self.ear.say(f"asking for a correction ({self.repairs} of {self.choices.repairs})")
        self.turns.append(Turn("user", (text(_feedback(feedback, self.work.applied)),)))
        return None

    def _made(self) -> Result:
        made = self.work.change
        if made is None:
            nothing = self.work.nothing or "The agent found nothing to change."
            return Made(self.brief.draft, self.work.notes, (), nothing, self.budget.usage, self.budget.spent)
        return Made(made, self.work.notes, self.work.dangers, None, self.budget.usage, self.budget.spent)

    def _failed(self, sentence: str) -> Failed:
        return Failed(sentence, self.budget.usage, self.budget.spent)

    async def _answer(self, inquiry: Inquiry) -> None:
        words = f"The answer is: {inquiry.choices[await self._chosen(inquiry)]}\nGo on with it."
        self.turns.append(Turn("user", (text(words),)))

    async def _chosen(self, inquiry: Inquiry) -> int:
        """What the person chooses; the time that this takes is not the agent's."""
        self.asked += 1
        self.ear.say("waiting for your answer")
        plain = Inquiry(message(inquiry.text), tuple(message(it, 120) for it in inquiry.choices), inquiry.default)
        began = self.clock.time()
        chosen = await self.ear.ask(plain)
        if self.limit is not None and (until := self.limit.when()) is not None:
            self.limit.reschedule(until + self.clock.time() - began)
        return chosen

    async def _use_tools(self, calls: tuple[Call, ...]) -> None:
        assert self.box is not None, "looked at before"
        results: list[Block] = []
        useful = False
        for call in calls:
            if call.name == "ask_user" and call.trouble is None:
                answer, fine = await self._asked_by_tool(call)
            else:
                answer, fine = await self.box.use(call)
            useful |= fine
            result = {"type": "tool_result", "tool_use_id": call.id, "content": answer}
            results.append(result if fine else result | {"is_error": True})
        self.stumbles = 0 if useful else self.stumbles + 1
        if self.stumbles == STUMBLES - 1:
            # Servers whose tools are weak still write text well (D33).
            results.append(
                text(f"Your calls do not work here. Answer without tools instead.\n\n{house.form(tools=False)}")
            )
        self.turns.append(Turn("user", tuple(results)))

    async def _asked_by_tool(self, call: Call) -> tuple[str, bool]:
        question, choices = call.input.get("question"), call.input.get("choices")
        if not isinstance(question, str) or not isinstance(choices, list) or not 2 <= len(choices) <= 4:
            return "A question has a text and two to four choices.", False
        if self.asked >= QUESTIONS:
            return "You have asked twice already; decide for yourself, and say so.", False
        return str(choices[await self._chosen(Inquiry(question, tuple(map(str, choices))))]), True


def _feedback(problems: tuple[str, ...], applied: int) -> str:
    """What is wrong and nothing else; at most 40 lines."""
    lines = [line for it in problems for line in f"- {it}".splitlines()][:40]
    one, more = "One of your edits is applied; do not send it again.", f"{applied} of your edits are applied; do not"
    kept = {0: "None of it is applied.", 1: one}.get(applied, f"{more} send them again.")
    return "\n".join(["This did not work:", *lines, kept, "Answer with the edits that mend it, in the same form."])
