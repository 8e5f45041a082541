"""How much of a file an agent is given."""

MOST_LINES = 500
MOST_CHARACTERS = 17_500  # about 5,000 tokens


def capped(text: str) -> tuple[str, str | None]:
    """The text up to its last line that fits; and what was left out, None where nothing was."""
    lines = text.split("\n")
    kept, size = [], -1
    for line in lines[:MOST_LINES]:
        size += len(line) + 1
        if size > MOST_CHARACTERS:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    if not left:
        return text, None
    if not kept:
        return text[:MOST_CHARACTERS], "the end of its only line is" if left == 1 else "most of it is"
    return "\n".join(kept), "the last line is" if left == 1 else f"the last {left} lines are"


def said(left_out: str, what: str) -> str:
    """The sentence for what was cut."""
    return f"This {what} is longer than {MOST_LINES} lines or about 5,000 tokens: {left_out} not sent to a model."
