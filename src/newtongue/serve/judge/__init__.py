"""The judge over HTTP: `newtongue serve-judge`.

settings.py    what the operator decides: address, tokens, bounds
forms.py       what may be asked: a batch of items, as pydantic models
answers.py     what is answered: verdict rows, judgements, errors
items.py       an item of a batch -> the program to run
judgements.py  batches and their verdicts so far; how long they are kept
turns.py       what waits to be run, and whose turn it is
slot.py        one worker of the sandbox and the thread that waits for it
runner.py      programs -> verdicts: equal ones once, canaries first
service.py     the parts put together, knowing nothing of HTTP
guard.py       token, rate and size, before a request is read
app.py         the endpoints
contract.py    the endpoints' description (OpenAPI)
server.py      the process: address, signals, end
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from newtongue.core.errors import MissingError
from newtongue.serve.judge.settings import Ready as Ready
from newtongue.serve.judge.settings import Settings as Settings
from newtongue.serve.judge.settings import read_tokens as read_tokens
from newtongue.serve.judge.settings import require_safe


def serve(settings: Settings, ready: Callable[[Ready], None]) -> int:
    """Serve until SIGTERM (returns 0) or Ctrl-C (130); `ready` is called once, when it answers.

    Raises UsageError, MissingError or SandboxRefused before anything is served.
    """
    require_safe(settings)
    for library in ("fastapi", "uvicorn"):
        if find_spec(library) is None:
            hint = "pip install 'newtongue[serve]'"
            raise MissingError(f"the service needs the library {library}", hint=hint)
    from newtongue.serve.judge import server

    return server.serve(settings, ready)
