"""The endpoints, by their status, headers and bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from newtongue import __version__, languages
from newtongue.serve.judge import answers, app
from newtongue.serve.judge.service import Service
from tests.serve.judge.scripted import Script, item, served


def post(client: TestClient, *items: dict[str, Any], wait: float = 30) -> Any:
    return client.post("/v1/judgements", json={"items": items}, params={"wait": wait})


def test_a_batch_can_be_waited_for(script: Script) -> None:
    with served(script) as client:
        found = post(client, item(), item("@fail"))
        assert found.status_code == 200
        body = answers.Judgement.model_validate(found.json())
        assert body.state == "done"
        assert body.outcomes == {"passed": 1, "assertion": 1}
        assert {row.item: row.outcome for row in body.verdicts} == {0: "passed", 1: "assertion"}
        assert found.headers["Location"] == f"/v1/judgements/{body.id}"
        assert client.get(found.headers["Location"]).json() == found.json()


def test_a_batch_is_accepted_at_once_and_asked_for_later(script: Script) -> None:
    with served(script) as client:
        found = post(client, item("@hold"), wait=0)
        assert found.status_code == 202
        assert found.json()["state"] == "running"
        assert found.json()["verdicts"] == []
        place = found.headers["Location"]
        assert client.get(place).json()["state"] == "running"
        script.gate.set()
        assert client.get(place, params={"wait": 30}).json()["state"] == "done"
        assert client.get(place, params={"skip": 1}).json()["verdicts"] == []


def test_verdicts_are_streamed(script: Script) -> None:
    with served(script) as client:
        place = post(client, item("1"), item("2"), item("3")).headers["Location"]
        found = client.get(f"{place}/stream")
        assert found.headers["content-type"] == "application/x-ndjson"
        *rows, head = [json.loads(line) for line in found.text.splitlines()]
        assert sorted(answers.Row.model_validate(row).item for row in rows) == [0, 1, 2]
        assert answers.Head.model_validate(head).state == "done"
        rest = client.get(f"{place}/stream", params={"skip": 2}).text.splitlines()
        assert [json.loads(line) for line in rest] == [rows[2], head]


def test_a_batch_can_be_cancelled(script: Script) -> None:
    with served(script) as client:
        place = post(client, item("@hold 1"), item("@hold 2"), item("3"), wait=0).headers[
            "Location"
        ]
        assert script.held.wait(30)
        found = client.delete(place)
        assert found.status_code == 200
        assert found.json()["state"] == "cancelled"
        assert client.delete(place).json() == found.json()
        assert client.get(place).json()["state"] == "cancelled"
        last = client.get(f"{place}/stream").text.splitlines()[-1]
        assert json.loads(last)["state"] == "cancelled"
        assert post(client, item()).json()["state"] == "done"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("name", ["x", "%00", "..", "%ff", "a" * 5000])
def test_an_unknown_judgement_is_not_found(script: Script, method: str, name: str) -> None:
    with served(script) as client:
        found = client.request(method, f"/v1/judgements/{name}")
        assert found.status_code in (404, 405)
        assert set(found.json()["error"]) == {"message", "item", "field", "hint"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("wait=-1", "wait"),
        ("wait=x", "wait"),
        ("wait=601", "wait"),
        ("wait=nan", "wait"),
        ("wiat=9", "wiat"),
    ],
)
def test_a_bad_parameter_is_named(script: Script, query: str, field: str) -> None:
    with served(script) as client:
        found = client.post(f"/v1/judgements?{query}", json={"items": [item()]})
        assert found.status_code == 422
        assert found.json()["error"]["field"] == field
        assert not script.ran


@pytest.mark.parametrize("kind", ["text/plain", "application/jsonp", "", "multipart/form-data"])
def test_only_json_is_read(script: Script, kind: str) -> None:
    """What a form in a browser can send is not JSON by name."""
    with served(script) as client:
        text = json.dumps({"items": [item()]})
        found = client.post("/v1/judgements", content=text, headers={"content-type": kind})
        assert found.status_code == 415
        json_of = {"content-type": "Application/JSON; charset=utf-8"}
        assert client.post("/v1/judgements", content=text, headers=json_of).status_code == 202


def test_a_bad_item_refuses_the_batch(script: Script) -> None:
    with served(script) as client:
        found = post(client, item(), item(language="lau"))
        assert found.status_code == 422
        assert found.json()["error"] == {
            "message": "items.1.language: unknown language: 'lau'",
            "item": 1,
            "field": "language",
            "hint": "did you mean 'luau'?",
        }
        assert not script.ran


def test_pages_that_are_not_there_answer_in_the_same_form(script: Script) -> None:
    with served(script) as client:
        for path in ("/", "/docs", "/redoc", "/v1/judgements/", "/v1/nothing"):
            assert client.get(path).json()["error"]["message"], path
        found = client.put("/v1/judgements")
        assert found.status_code == 405
        assert found.headers["Allow"] == "POST"


def test_every_language_is_listed(script: Script) -> None:
    with served(script) as client:
        body = answers.LanguageRows.model_validate(client.get("/v1/languages").json())
        assert [row.language for row in body.languages] == list(languages.names())
        assert {row.toolchain for row in body.languages} >= {"lua-1"}
        assert all(row.installed for row in body.languages)


def test_health_names_the_tier(script: Script) -> None:
    with served(script, workers=3) as client:
        found = client.get("/healthz")
        health = answers.Health.model_validate(found.json())
        assert (health.status, health.tier, health.workers) == ("ok", "full", 3)
        assert health.newtongue == __version__
        post(client, item("@boom"))
        script.refuses = True
        post(client, item())
        found = client.get("/healthz")
        assert found.status_code == 503
        assert answers.Health.model_validate(found.json()).detail == "no namespaces"


def test_a_mistake_of_ours_is_told_without_a_trace(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Service) -> None:
        raise RuntimeError("/home/someone/secret")

    monkeypatch.setattr(Service, "health", broken)
    with served(script) as client:
        found = client.get("/healthz")
        assert found.status_code == 500
        assert found.json()["error"]["message"] == "the service made a mistake: RuntimeError"


def test_leaving_ends_who_waits(script: Script) -> None:
    with served(script) as client:
        post(client, item("@hold"), wait=0)
        assert script.held.wait(30)
    assert script.ended == 1
    assert script.closed == 1


def test_the_longest_wait_is_the_documented_one(script: Script) -> None:
    with served(script) as client:
        described = client.get("/openapi.json").json()["paths"]["/v1/judgements"]["post"]
        (wait,) = described["parameters"]
        assert wait["schema"]["maximum"] == app.LONGEST_WAIT
