"""A server whose tools do not work is asked for text instead."""

from lsp_server.agent.result import Made
from tests.agent.conftest import Start
from tests.agent.standin.turns import calls, says

WISH = "# backline: say who the hero is\ndef name() -> str:\n    return ''\n"
DONE = """\
<replace path="app/names.py"><old># backline: say who the hero is
def name() -> str:
    return ''</old><new>def name() -> str:
    return "Deadpond"</new></replace>
<summary>Named the hero.</summary>
"""


async def test_after_two_useless_calls_text_is_asked_for(start: Start) -> None:
    bench, server = await start(
        calls("read_a_file", path="app/names.py"),
        calls("replace_symbol", path="app/names.py"),
        says(DONE).expecting("Answer without tools instead."),
    )
    bench.write({"app/names.py": WISH})

    result = await bench.run("ask", "app/names.py", "name()")

    assert isinstance(result, Made)
    assert result.change is not None
    assert [it.after for it in result.change.files] == ['def name() -> str:\n    return "Deadpond"\n']
    assert len(server.messages) == 3
