"""The text of an expression that stands on several lines, in one."""

import io
import tokenize


def one_line(text: str) -> str:
    """The same expression without line breaks and comments. What stands on one line stays as it is."""
    if "\n" not in text and "\r" not in text:
        return text.strip()
    return " ".join((_without_comments(text) if "#" in text else text).split())


def _without_comments(text: str) -> str:
    """Brackets around it, because an expression may itself go on to the next line only inside of some."""
    lines = f"({text}\n)".splitlines(keepends=True)
    try:
        for it in tokenize.generate_tokens(io.StringIO("".join(lines)).readline):
            if it.type == tokenize.COMMENT:
                row, column = it.start
                lines[row - 1] = lines[row - 1][:column] + "\n"
    except (tokenize.TokenError, IndentationError):
        return text
    return "".join(lines).rstrip().removeprefix("(").removesuffix(")")
