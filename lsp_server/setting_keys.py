"""Every setting, as people write it; the reference and the JSON schema are made from this."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Key:
    """One setting, as people write it."""

    name: str
    kind: Literal["codes", "globs", "codes-by-glob", "choice", "choices", "switch", "text", "number"]
    about: str
    default: str  # as TOML
    example: str  # as TOML
    choices: tuple[str, ...] = ()
    personal: bool = False  # a repository may not decide it: only the editor's configuration does
    meanings: tuple[str, ...] = ()  # what each of the choices means, for editors that show it beside the choice

    @property
    def field(self) -> str:
        """Its name in `Settings`."""
        return self.name.replace("-", "_")


KEYS = (
    Key(
        "select",
        "codes",
        "The rules that run, by code or prefix; `ALL` is every rule. Without it, the rules that are on by default run.",
        "the rules that are on by default",
        'select = ["BL1", "BL201"]',
    ),
    Key("extend-select", "codes", "Rules that run as well.", "[]", 'extend-select = ["BL401"]'),
    Key(
        "ignore",
        "codes",
        "Rules that don't run, by code or prefix. The more specific of `select` and `ignore` wins.",
        "[]",
        'ignore = ["BL105"]',
    ),
    Key(
        "per-file-ignores",
        "codes-by-glob",
        "Rules that don't run over the files that match a pattern. A pattern without a slash is compared with the "
        "file's name too; one that starts with `!` means all other files.",
        "{}",
        'per-file-ignores = { "scripts/**" = ["BL102", "BL103"], "__init__.py" = ["ALL"] }',
    ),
    Key(
        "exclude",
        "globs",
        "Files and folders that are no part of the project, beside those that git ignores.",
        "[]",
        'exclude = ["legacy", "**/generated/*.py"]',
    ),
    Key(
        "check-on",
        "choice",
        "When the editor shows findings.",
        '"save"',
        'check-on = "change"',
        ("save", "change"),
        meanings=("When a file is opened or saved.", "While you type, too."),
    ),
    Key(
        "review",
        "choice",
        "Whether you look at the change of a code action before it is applied. `auto`: when it edits existing files "
        "other than the one you chose it in. `always` and `never` are what they say. The editor's own preview is used "
        "where there is one (VS Code, Neovim 0.12); elsewhere, and everywhere with `proposal`, the change waits at the "
        "line you chose it on, with the code actions Apply, Preview and Discard.",
        '"auto"',
        'review = "never"',
        ("auto", "always", "proposal", "never"),
        meanings=(
            "Look first when existing files other than the one at hand are edited.",
            "Look at every change first.",
            "Every change waits at its line, with Apply, Preview and Discard among the code actions.",
            "Apply at once; only what may be dangerous is shown first.",
        ),
    ),
    Key(
        "save-changes",
        "switch",
        "Whether the editor saves the files of an applied change by itself, where it can (VS Code). Elsewhere they "
        "stay unsaved until you save them.",
        "false",
        "save-changes = true",
    ),
    Key(
        "code-lenses",
        "choices",
        "What stands above routes and models: how many tests a route has, how many routes reach a model, which "
        "services serve it. `false` is none of it.",
        "true",
        'code-lenses = ["tests"]',
        ("tests", "routes", "services"),
    ),
    Key(
        "inlay-hints",
        "choices",
        "What is shown in the code as if it were written there: the full path of a route, the status of an answer or "
        "of a domain error, how a relationship loads its rows. `true` is all of it.",
        "false",
        'inlay-hints = ["paths", "statuses"]',
        ("paths", "statuses", "loading"),
    ),
    Key(
        "engine",
        "choice",
        "Who does the work of code actions. `auto`: an agent refines the offline engine's draft where one is "
        "configured and you have allowed it to work in this folder; `offline`: no model is ever asked; `agent`: as "
        "`auto`, and an action says so when no agent can be asked.",
        '"auto"',
        'engine = "offline"',
        ("auto", "offline", "agent"),
        meanings=(
            "An agent refines the draft where one is configured and you have allowed it to work in this folder.",
            "No model is ever asked.",
            "As auto, and an action says so when no agent can be asked.",
        ),
    ),
    Key(
        "model",
        "text",
        "The model that is asked: `sonnet`, `opus`, `haiku`, `fable`, or any name that your server knows.",
        '"sonnet"',
        'model = "opus"',
        personal=True,
    ),
    Key(
        "effort",
        "choice",
        "How much the model thinks. Without it, the model's own default; not sent to local servers.",
        "the model's own",
        'effort = "low"',
        ("low", "medium", "high"),
        meanings=("Quick and cheap.", "In between.", "Thorough, slower and dearer."),
        personal=True,
    ),
    Key("max-cost", "number", "What one action may cost, in US dollars.", "0.5", "max-cost = 0.2", personal=True),
    Key(
        "max-cost-per-day",
        "number",
        "What all actions of a day may cost together, in US dollars.",
        "10",
        "max-cost-per-day = 5",
        personal=True,
    ),
    Key(
        "agent-timeout",
        "number",
        "How long an agent may work on one action, in seconds; then you get the offline draft.",
        "120",
        "agent-timeout = 300",
        personal=True,
    ),
    Key(
        "context-tokens",
        "number",
        "How many tokens a prompt may hold. What does not fit is left out, least important first. Local servers often "
        "have room for a few thousand only.",
        "60000",
        "context-tokens = 8000",
        personal=True,
    ),
    Key(
        "question-timeout",
        "number",
        "How long a question of the agent waits for your answer, in seconds; then it takes its default.",
        "60",
        "question-timeout = 20",
        personal=True,
    ),
    Key(
        "write-decisions",
        "switch",
        "Whether a change may bring an architecture decision record, where the agent made an architectural choice.",
        "false",
        "write-decisions = true",
    ),
    Key(
        "review-on-save",
        "switch",
        "Whether an agent reviews a file against its spec whenever it is saved. Costs money on every save.",
        "false",
        "review-on-save = true",
        personal=True,
    ),
    Key(
        "check-with",
        "choices",
        "What else judges an agent's change before you see it, from the project's own environment and only in a folder "
        "that you trust: its linter, its type checker, and the tests that the change wrote.",
        "false",
        'check-with = ["ruff", "mypy"]',
        ("ruff", "mypy", "pyright", "pytest"),
        personal=True,
    ),
    Key(
        "feature",
        "text",
        "The Spec Kit feature that governs the code, as the name of its folder in `specs/`. Without it, what Spec Kit "
        "itself says, or the feature that names the file.",
        "found by itself",
        'feature = "001-heroes"',
    ),
)
