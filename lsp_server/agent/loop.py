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
from lsp_server.agent.compose import Prompt
from lsp_server.agent.ear import Ear, Inquiry
from lsp_server.agent.interview import Interview
from lsp_server.agent.progress import Progress
from lsp_server.agent.provider import Provider
from lsp_server.agent.result import Failed, Made, Result, Said
from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Asking, Block, Call, Reply, Trouble, Turn, text
from lsp_server.agent.tools import ToolBox
from lsp_server.agent.workpiece import Workpiece
from lsp_server.edits.envelope import Envelope, parse

STUMBLES = 3  # how many answers in a row may be of no use
_ASKED_ENOUGH = "Two questions were asked already; decide for yourself, and say so in a note."


@dataclass
class Loop:
    """`prompt` is what the model reads; `work` holds what it has made so far."""

    brief: Brief
    prompt: Prompt
    work: Workpiece
    provider: Provider
    budget: Budget
    choices: Choices
    model: str
    ear: Ear
    box: ToolBox | None = None
    turns: list[Turn] = field(default_factory=list)
    stumbles: int = 0
    repairs: int = 0
    interview: Interview = field(init=False)

    def __post_init__(self) -> None:
        self.interview = Interview(self.ear)

    async def run(self, answered: Reply | None = None) -> Result:
        """Until there is an end, one way or another; in no more time than the person allows.

        `answered`: an answer to the prompt that is there already.
        """
        try:
            async with asyncio.timeout(self.choices.seconds) as self.interview.limit:
                return await self._run(answered)
        except TimeoutError:
            return self._failed(f"The agent was not done within {self.choices.seconds:g} s, so it was stopped.")

    async def _run(self, answered: Reply | None) -> Result:
        self.turns = [self.prompt.first]
        while True:
            reply, answered = answered or await self._ask(), None
            if isinstance(reply, Trouble) and reply.kind == "call" and self.stumbles + 1 < STUMBLES:
                self.stumbles += 1  # there is nothing to answer to: the library gives no call that it can't read
                continue
            if isinstance(reply, Trouble):
                return self._failed(reply.sentence)
            if not reply.calls and not reply.text.strip():
                self.stumbles += 1
                if self.stumbles >= STUMBLES:
                    return self._failed(f"The model answered with nothing, {STUMBLES} times in a row.")
                continue  # services take no empty text back
            self.turns.append(Turn("assistant", reply.content))
            if reply.calls and self.box is None:
                return self._failed("The model called a tool where it has none, so there is no answer.")
            if self.box is not None and reply.calls:
                await self._use(self.box, reply.calls)
                if self.stumbles >= STUMBLES:
                    return self._failed(f"The agent's calls were of no use, {STUMBLES} times in a row.")
                continue
            if self.brief.answers != "change":
                return Said(reply.text.strip(), self.budget.usage, self.budget.spent)
            end = await self._take(parse(reply.text))
            if end is not None:
                return end

    async def _ask(self) -> Reply | Trouble:
        system = self.prompt.system
        room = self.budget.next(estimate(*(str(it) for it in system), *(str(it.content) for it in self.turns)))
        if isinstance(room, Trouble):
            return room
        tools = self.box.tools if self.box is not None else ()
        asking = Asking(self.model, system, tuple(self.turns), room, tools, self.choices.effort)
        self.ear.say("waiting for the model's correction" if self.repairs else "waiting for the model")
        try:
            reply = await self.provider.send(asking, Progress(self.ear.say).hear)
        except asyncio.CancelledError:
            self.budget.count(self.provider.underway)  # who stops an answer pays for what was written of it
            raise
        self.budget.count(reply.usage)
        return reply

    # ----------------------------------------------------------------- an answer in text

    async def _take(self, answer: Envelope) -> Result | None:
        """What an answer comes to; None: it was answered, and the conversation goes on."""
        question = answer.question
        if question is not None and not self.interview.is_over:
            chosen = await self.interview.ask(Inquiry(question.text, question.choices, question.default - 1))
            self._say(f"The answer is: {question.choices[chosen]}\nGo on with it.")
            return None
        self.ear.say("checking")
        problems = await self.work.take(answer, by_tools=self.box is not None)
        if question is not None:
            problems = (_ASKED_ENOUGH,)
        if not problems:
            return self._made()
        if self.repairs >= self.choices.repairs:
            return self._failed(f"The agent's answer did not pass the checks. {_for_a_person(problems[0])}")
        self.repairs += 1
        self.ear.say(f"asking for a correction ({self.repairs} of {self.choices.repairs})")
        by_tools = self.box is not None and not answer.operations
        self._say(self.work.curtain.hide_quotes(_feedback(problems, self.work.applied, by_tools=by_tools)))
        return None

    def _say(self, words: str) -> None:
        self.turns.append(Turn("user", (text(words),)))

    def _made(self) -> Result:
        made = self.work.change
        if made is None:
            usage, spent = self.budget.usage, self.budget.spent
            return Made(self.brief.draft, self.work.notes, (), self.work.nothing or "", usage, spent)
        return Made(made, self.work.notes, self.work.dangers, None, self.budget.usage, self.budget.spent)

    def _failed(self, sentence: str) -> Failed:
        return Failed(sentence, self.budget.usage, self.budget.spent)

    # ----------------------------------------------------------------- calls of tools

    async def _use(self, box: ToolBox, calls: tuple[Call, ...]) -> None:
        results: list[Block] = []
        useful = False
        for call in calls:
            asks = call.name == "ask_user" and call.trouble is None
            answer, fine = await self._asked_by(call) if asks else box.use(call)
            useful |= fine
            result = {"type": "tool_result", "tool_use_id": call.id, "content": answer}
            results.append(result if fine else result | {"is_error": True})
        self.stumbles = 0 if useful else self.stumbles + 1
        if self.stumbles == STUMBLES - 1:
            # Servers whose tools are weak still write text well (D33).
            form = house.form(tools=False)
            results.append(text(f"Your calls do not work here. Answer without tools instead.\n\n{form}"))
        self.turns.append(Turn("user", tuple(results)))

    async def _asked_by(self, call: Call) -> tuple[str, bool]:
        question, choices = call.input.get("question"), call.input.get("choices")
        if not isinstance(question, str) or not isinstance(choices, list) or not 2 <= len(choices) <= 4:
            return "A question has a text and two to four choices.", False
        if self.interview.is_over:
            return _ASKED_ENOUGH, False
        return str(choices[await self.interview.ask(Inquiry(question, tuple(map(str, choices))))]), True


def _for_a_person(problem: str) -> str:
    """The first half of what is told a model: what is wrong, without what to do about it."""
    return message(problem.partition("\n")[0].partition("; ")[0].rstrip(".")) + "."


def _feedback(problems: tuple[str, ...], applied: int, *, by_tools: bool) -> str:
    """What is wrong and nothing else; at most 40 lines."""
    lines = [line for it in problems for line in f"- {it}".splitlines()][:40]
    if by_tools:
        then = "What you made with the tools is still there. Mend it with them, then answer again."
    elif applied == 0:
        then = "Nothing of it was kept. Answer with all the edits of this answer again, mended, in the same form."
    else:
        kept = "One of your edits was kept" if applied == 1 else f"{applied} of your edits were kept"
        then = f"{kept}; do not send it again. Answer with the edits that mend the rest, in the same form."
    return "\n".join(["This did not work:", *lines, then])
