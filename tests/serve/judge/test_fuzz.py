"""The published description against the running service: schemathesis looks for what breaks it.

A real server on scripted pools, in a thread of this process; the cases are the same in every run.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
import uvicorn
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from newtongue import languages
from newtongue.serve.judge.app import create_app
from newtongue.serve.judge.service import Service
from newtongue.serve.judge.settings import Settings
from tests import docs
from tests.serve.judge.scripted import Script, item, prepare

TOKEN = "fuzz-token-0123456"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
TYPES = (
    "int",
    "str",
    "list[int]",
    "optional[float]",
    "dict[str, any]",
    "tuple[int, ...]",
    "set[str]",
)
CASES = hypothesis.settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
CONTRACT = json.loads(docs.contract())
for path in CONTRACT["paths"].values():
    for one in path.values():
        one.pop("security", None)  # every request has the token; test_guard.py leaves it out
DESCRIPTION = schemathesis.openapi.from_dict(CONTRACT)
OPERATIONS = [found.ok() for found in DESCRIPTION.get_all_operations()]
CALLS = [(one, GenerationMode.POSITIVE) for one in OPERATIONS]
# a name in a path can't be of a wrong form, and what takes nothing can't be asked wrongly
CALLS += [(one, GenerationMode.NEGATIVE) for one in OPERATIONS if one.query.items or one.body.items]
# an item of the right form may name a problem or language that is not there
SPARED = [positive_data_acceptance]


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of a running service."""
    script = Script()
    with pytest.MonkeyPatch.context() as patch:
        prepare(script, patch)
        bounds = Settings(tokens=(TOKEN.encode(),), max_rate=1e6, workers=2)
        config = uvicorn.Config(
            create_app(Service(bounds, script.pool)), port=0, log_level="warning"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def judged(service: str) -> str:
    """The id of a judgement that is done."""
    answer = httpx.post(
        f"{service}/v1/judgements?wait=60", json={"items": [item()]}, headers=BEARER
    )
    return str(answer.json()["id"])


@pytest.mark.parametrize(
    ("operation", "mode"), CALLS, ids=[f"{mode.value} {one.label}" for one, mode in CALLS]
)
def test_every_answer_is_as_described(
    operation: Any, mode: GenerationMode, service: str, judged: str
) -> None:
    @CASES
    @hypothesis.given(operation.as_strategy(generation_mode=mode), hypothesis.strategies.booleans())
    def every(case: schemathesis.Case, known: bool) -> None:
        if known and "name" in case.path_parameters:
            case.path_parameters["name"] = judged
        case.call_and_validate(service, headers=BEARER, excluded_checks=SPARED, timeout=60)

    every()


@pytest.mark.parametrize("strict", [False, True], ids=["plain", "strict"])
@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
def test_items_that_name_what_is_there_are_answered_as_described(
    service: str, strict: bool, partial: bool
) -> None:
    """Strings that are drawn name no language: here they do, so that programs are made and run."""
    counted: list[bool] = []

    @CASES
    @hypothesis.given(
        DESCRIPTION["/v1/judgements"]["POST"].as_strategy(generation_mode=GenerationMode.POSITIVE),
        hypothesis.strategies.data(),
    )
    def every(case: schemathesis.Case, data: Any) -> None:
        items = named(case.body, strict, partial, data.draw)
        case.query = {"wait": 60}
        answer = case.call_and_validate(service, headers=BEARER, excluded_checks=SPARED, timeout=90)
        if answer.status_code == 200:
            body = answer.json()
            assert body["state"] == "done"
            rows = {row["item"]: row for row in body["verdicts"]}
            assert set(rows) == set(range(len(items)))
            ours = [rows[n] for n, one in enumerate(items) if "tests" not in one]
            counted.extend(row["cases"] is not None for row in ours if row["outcome"] is not None)

    every()
    assert counted
    assert set(counted) == {partial}


def named(body: Any, strict: bool, partial: bool, draw: Any) -> list[Any]:
    """A batch's items, which now name languages and problems that are there, in one mode each."""
    kinds = hypothesis.strategies.sampled_from(TYPES)
    body.pop("limits", None)
    by_batch = draw(hypothesis.strategies.booleans())
    modes = {"strict": strict, "partial_credit": partial}
    body |= {name: asked == by_batch for name, asked in modes.items()}
    for one in body["items"]:
        known = languages.strict_names() if strict else languages.names()
        one["language"] = draw(hypothesis.strategies.sampled_from(known))
        one |= {name: None if by_batch else asked for name, asked in modes.items()}
        one.pop("limits", None)
        if "problem" in one:
            params = [[name, draw(kinds)] for name, _ in one["problem"]["params"]]
            one["problem"] |= {"params": params, "returns": draw(kinds)}
        elif "tests" in one:
            one["strict"] = False
        else:
            one |= {"benchmark": "starter", "name": "starter_1_is_freezing"}
    return list(body["items"])
