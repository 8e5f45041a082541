"""The stand-in as a process: `python -m tests.agent.standin SCRIPT.md`.

The first line that it prints is its address. Every line on its standard input lets a turn that waits go on; when
the input ends, so does the process: with 1 and sentences on standard error where something went against the script.
"""

import asyncio
import sys
from pathlib import Path

from tests.agent.standin.markdown import ScriptError, read
from tests.agent.standin.server import standin


async def serve(path: Path) -> None:
    script = read(path)
    async with standin(*script.turns, dialect=script.dialect) as server:
        print(server.url, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            server.gate.go_on()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m tests.agent.standin SCRIPT.md", file=sys.stderr)
        return 2
    try:
        asyncio.run(serve(Path(arguments[0])))
    except (ScriptError, OSError, AssertionError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
