"""What stands around a task, read from the disk and from what is open: our agent or the person's own, and the specs."""

from collections.abc import Callable, Mapping
from pathlib import Path

from lsp_server.agent.brief import Brief
from lsp_server.agent.choices import Choices
from lsp_server.agent.gather import Background
from lsp_server.agent.spec_sections import spoken
from lsp_server.agent.user_sections import of_user
from lsp_server.specs.read import read


def background(
    brief: Brief,
    root: Path,
    home: Path,
    environ: Mapping[str, str],
    choices: Choices,
    opened: Callable[[str], str | None],
) -> Background:
    """Everything that `gather` can't know from the code. Slow: to be called off the event loop."""
    said = spoken(brief, read(root, opened), environ, choices.feature)
    own = of_user(brief, root, home, opened)
    return Background(
        agent=own.agent,
        skills=own.skills,
        constitution=said.constitution,
        instructions=own.instructions,
        spec=said.spec,
        task=said.task,
        model=own.model,
        effort=own.effort,
        turns=own.turns,
        tools=own.tools,
        why=said.why,
        notes=(*said.notes, *own.notes),
    )
