"""What agents and skills have in common: their front matter, and what is odd in it."""

from collections.abc import Iterator

from lsp_server.agent.files.front_matter import FrontMatter
from lsp_server.agent.files.values import Mend, Problem, Scope, Severity
from lsp_server.text import Edit, Span

AGENT_KEYS = frozenset(
    "name description tools disallowedTools model permissionMode maxTurns skills mcpServers hooks memory background"
    " effort isolation color initialPrompt version author tags category lastUpdated".split()
)
SKILL_KEYS = frozenset(
    "name description when_to_use argument-hint arguments disable-model-invocation user-invocable allowed-tools"
    " disallowed-tools tools model effort context agent background hooks paths shell metadata license compatibility"
    " version author tags category dependencies".split()
)
# Parsed and ignored, with the reason. What a file may not do to a person's machine is none of a file's business.
_IGNORED = {
    "permissionMode": "what an agent may do is the person's choice, and every change is shown before it is made",
    "hooks": "it runs no commands",
    "mcpServers": "it starts no servers",
    "memory": "it keeps nothing between runs",
    "background": "every run shows its progress",
    "isolation": "it works on the open documents",
    "initialPrompt": "the action says what is asked",
    "shell": "it runs no commands",
}


def odd_front_matter(file: FrontMatter, scope: Scope) -> Iterator[Problem]:
    """That it is no YAML, and what of it Backline does not use."""
    if file.unreadable is not None:
        line, _ = file.document.line_and_column(file.unreadable.span.start)
        message = (
            f"This front matter is no strict YAML ({file.unreadable.reason}, line {line}). "
            "Backline reads it all the same; other tools may not."
        )
        yield problem(file, scope, file.unreadable.span, message, mend=file.mend)
    for key, why in _IGNORED.items():
        if key in file.values:
            yield problem(file, scope, file.values[key].key, f"Backline does not use `{key}`: {why}.", "info")


def problem(
    file: FrontMatter, scope: Scope, span: Span, message: str, severity: Severity = "hint", mend: Mend | None = None
) -> Problem:
    return Problem(scope, file.document.path, span, message, severity, mend)


def replaced(span: Span, by: str) -> Mend:
    return Mend(f"Write {by}", (Edit(span, by),))


def first_line(file: FrontMatter) -> Span:
    return file.document.line_span(0)
