"""What tools are given: each model is the tool's JSON schema, and tells wrong input in one sentence."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lsp_server.edits.change import Refusal


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("a path has no NUL")
    return value


FilePath = Annotated[str, Field(min_length=1, max_length=4096), AfterValidator(_no_nul)]
_FILE = "A file, relative to the project's folder or absolute."


class Arguments(BaseModel):
    """None at all; the others add theirs."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Below(Arguments):
    """What is asked for below a folder."""

    path: FilePath = Field(".", description="Only what lies in this file or folder, relative to the project's folder.")


class Checked(Arguments):
    """Which findings."""

    paths: list[FilePath] = Field(
        ["."], min_length=1, max_length=100, description="Files and folders, relative to the project's folder."
    )
    select: list[Annotated[str, Field(min_length=1, max_length=20)]] = Field(
        [], max_length=100, description='Only these rules, by code or prefix, such as "BL101". Default: the settings.'
    )


class Of(Arguments):
    """A file, and a line where one definition of it is meant."""

    path: FilePath = Field(description=f"{_FILE} It need not exist yet.")
    line: int | None = Field(None, ge=1, description="Only the definition at this line, counted from 1.")


class At(Arguments):
    """A place in a file."""

    path: FilePath = Field(description=_FILE)
    line: int = Field(ge=1, description="Counted from 1.")
    column: int | None = Field(None, ge=1, description="Counted from 1 in code points. Default: the line's first text.")


class ActionAt(At):
    """An action at a place."""

    action: str = Field(min_length=1, max_length=100, description='Its id as `actions` lists it: "generate-service".')


class RuleNamed(Arguments):
    """A rule."""

    rule: str = Field(min_length=1, max_length=100, description='Its code or name: "BL101", "lazy-load-in-async".')


def schema(arguments: type[Arguments]) -> dict[str, Any]:
    """The JSON schema of a tool's input, without the titles that say what the names say."""
    whole = arguments.model_json_schema()
    for it in whole.get("properties", {}).values():
        it.pop("title", None)
    return {key: it for key, it in whole.items() if key not in ("title", "description")}


def read(arguments: type[Arguments], given: dict[str, Any]) -> Arguments | Refusal:
    """The arguments as they were meant, or the first thing that is wrong with them."""
    try:
        return arguments.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        names = ", ".join(f"`{it}`" for it in arguments.model_fields)
        where = ".".join(str(it) for it in first["loc"])[:100]
        if first["type"] == "extra_forbidden":
            return Refusal(f"There is no argument `{where}`; there {'are' if names else 'is'} {names or 'none'}.")
        if first["type"] == "missing":
            return Refusal(f"The argument `{where}` is missing.")
        said = first["msg"].removeprefix("Value error, ")
        return Refusal(f"The argument `{where}` is wrong: {said[:1].lower()}{said[1:]}.")
