"""The stand-in for the Messages API: real HTTP on this machine, scripted, and as strict as the hosted service.

async with standin(says("Hello.")) as server: ...        in a test (server.py, turns.py)
python -m tests.agent.standin SCRIPT.md                  as a process (markdown.py, __main__.py)
"""

from tests.agent.standin.dialects import HOSTED, LLAMACPP, OLLAMA, VLLM
from tests.agent.standin.server import StandIn, standin

__all__ = ["HOSTED", "LLAMACPP", "OLLAMA", "VLLM", "StandIn", "standin"]
