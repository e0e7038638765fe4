"""What the service promises: its OpenAPI description, as docs/serve_judge.openapi.json has it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from newtongue.serve.judge import answers
from newtongue.serve.judge.forms import Batch

REFERENCE = "#/components/schemas/{model}"
ABOUT = """Completions in, verdicts out: each program runs alone in a sandbox, on the real \
toolchain of its language. Submit a batch, then ask for its verdicts, stream them, or wait.

Equal programs run once. Batches take turns. When too much waits, 429 says when to come again. \
`strict` keeps what is expected out of a program, `partial_credit` counts the cases that hold: \
together they make a reward. An `infrastructure` outcome is the service's failure and says nothing \
about the completion."""


_SCHEMA = {"schema": {"$ref": REFERENCE.format(model="Batch")}}
_ITEM = {"benchmark": "starter", "name": "starter_1_is_freezing", "language": "python"}
_RIGHT = {**_ITEM, "output_text": "    return celsius <= 0"}
_WRONG = {**_ITEM, "output_text": "    return celsius < 0"}
EXAMPLES = {
    "verdict": {"summary": "whether all cases hold", "value": {"items": [_RIGHT]}},
    "reward": {
        "summary": "how many cases hold, of programs that are not told what is expected",
        "value": {"items": [_RIGHT, _WRONG], "strict": True, "partial_credit": True},
    },
}
"""Batches that work as they stand."""
_CONTENT = {"application/json": {**_SCHEMA, "examples": EXAMPLES}}
BATCH = {"requestBody": {"required": True, "content": _CONTENT}}
"""The body of a submission, which is read aside from the event loop and so not by FastAPI."""


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    said = {
        400: "not JSON",
        401: "the token is missing or wrong",
        404: "no such judgement, or no longer",
        408: "the body came too slowly",
        413: "too many bytes",
        415: "the body is not called application/json",
        421: "a service without a token was called by another name than its own",
        422: "an item or a parameter is wrong: names item and field",
        429: "too often, or too much waits",
        503: "the service is stopping, or programs can't be isolated",
    }
    found: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        found[status] = {"model": answers.Error, "description": said[status]}
    if 429 in found:
        schema = {"type": "integer", "minimum": 1}
        header = {"description": "seconds", "schema": schema, "required": True}
        found[429]["headers"] = {"Retry-After": header}
    return found


def described(app: FastAPI) -> dict[str, Any]:
    """FastAPI's own description, with the form of a batch."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        _, forms = models_json_schema([(Batch, "validation")], ref_template=REFERENCE)
        schemas = made["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        made["components"]["schemas"] = dict(sorted({**schemas, **forms["$defs"]}.items()))
        app.openapi_schema = made
    return app.openapi_schema
