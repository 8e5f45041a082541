"""A run goes on where a secret could stop it: in what is wanted, in what is quoted, in what the model made up."""

from lsp_server.agent.result import Made
from tests.agent.conftest import Start
from tests.agent.safety.secrets_of_all_kinds import TOKENS
from tests.agent.standin.turns import calls, says
from tests.agent.test_run import texts

OWN, INVENTED = TOKENS["Stripe key"], TOKENS["GitHub token"]
WISH = f"# backline: charge with {OWN}\ndef charge() -> None: ...\n"
DONE = f"""\
<replace path="app/pay.py"><old># backline: charge with «SECRET_1»
def charge() -> None: ...</old><new>def charge() -> None:
    print("«SECRET_1»", "{INVENTED}")</new></replace>
<summary>Charges.</summary>
"""
PAID = f'def charge() -> None:\n    print("{OWN}", "{INVENTED}")\n'


async def test_a_secret_in_what_is_wanted_is_hidden(start: Start) -> None:
    bench, server = await start(says(DONE))
    bench.write({"app/pay.py": WISH})
    result = await bench.run("ask", "app/pay.py", "charge()")
    assert isinstance(result, Made), result
    assert texts(result.change) == {"app/pay.py": PAID}
    assert "charge with «SECRET_1»" in server.messages[0].json["messages"][0]["content"][-1]["text"]


async def test_a_refusal_that_quotes_a_secret_goes_back_without_it(start: Start) -> None:
    """The nearest line is named, and it holds the secret."""
    missed = '<replace path="app/pay.py"><old># backline: charged with it</old><new></new></replace>'
    bench, server = await start(says(missed), says(DONE))
    bench.write({"app/pay.py": WISH})
    result = await bench.run("ask", "app/pay.py", "charge()")
    assert isinstance(result, Made), result
    assert "the nearest line is 1: `# backline: charge with «SECRET_1»`" in str(server.messages[1].json["messages"])


async def test_a_tool_s_refusal_that_quotes_a_secret_is_given_without_it(start: Start) -> None:
    missed = calls("str_replace", path="app/pay.py", old_str="# backline: charged with it", new_str="")
    bench, server = await start(missed, says(DONE))
    bench.write({"app/pay.py": WISH})
    result = await bench.run("ask", "app/pay.py", "charge()")
    assert isinstance(result, Made), result
    assert "the nearest line is 1: `# backline: charge with «SECRET_1»`" in str(server.messages[1].json["messages"])


async def test_a_key_that_the_model_made_up_is_sent_back_to_it(start: Start) -> None:
    lost = '<edit path="app/pay.py" symbol="nobody">\ndef nobody(): ...\n</edit>'
    bench, server = await start(says(DONE + lost), says("<nothing>Now it is done.</nothing>"))
    bench.write({"app/pay.py": WISH})
    result = await bench.run("ask", "app/pay.py", "charge()")
    assert isinstance(result, Made), result
    assert texts(result.change) == {"app/pay.py": PAID}
    assert INVENTED in str(server.messages[1].json["messages"][1])
