"""The endpoints. What they do stands in service.py, what they promise in contract.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from newtongue import __version__
from newtongue.serve.judge import answers
from newtongue.serve.judge.answers import Refusal, answer
from newtongue.serve.judge.contract import ABOUT, BATCH, described, errors
from newtongue.serve.judge.guard import Guard
from newtongue.serve.judge.service import Service, language_rows

LONGEST_WAIT = 600
"""Seconds that a request may wait for its last verdict."""
ALWAYS = errors(401, 421, 429)
Id = Annotated[str, Path(description="the `id` of a judgement")]


class Waiting(BaseModel):
    """The parameters of a submission. What is misspelt is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")
    wait: float = Field(
        0, ge=0, le=LONGEST_WAIT, description="seconds to wait for the last verdict"
    )


class Skipping(BaseModel):
    """The parameters of a stream."""

    model_config = ConfigDict(extra="forbid")
    skip: int = Field(0, ge=0, description="leave out that many verdicts, which you have")


class Showing(Waiting, Skipping):
    """The parameters of a question."""


def create_app(service: Service) -> FastAPI:
    """The application of a service; the service is open while the application runs."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service:
            yield

    # the pages that draw the description would load scripts from elsewhere
    app = FastAPI(
        title="newtongue judge",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.include_router(_judgements(service))
    app.include_router(_about(service))
    app.add_middleware(Guard, settings=service.settings)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _bad_parameter)
    app.add_exception_handler(HTTPException, _no_such_page)
    app.add_exception_handler(Exception, _broken)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    return app


def _judgements(service: Service) -> APIRouter:
    routes = APIRouter(
        prefix="/v1/judgements",
        tags=["judgements"],
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )

    @routes.post(
        "",
        status_code=202,
        response_model=answers.Judgement,
        responses={
            200: {"model": answers.Judgement, "description": "all verdicts are there"},
            **ALWAYS,
            **errors(400, 408, 413, 415, 422, 503),
        },
        openapi_extra=BATCH,
    )
    async def submit(request: Request, asked: Annotated[Waiting, Query()]) -> Response:
        """Judge a batch of items. One that is wrong refuses the batch; the error names it."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(415, "the body is JSON: send the header content-type: application/json")
        judgement = await service.submit(await request.body())
        await judgement.wait(asked.wait)
        status = 202 if judgement.state == "running" else 200
        place = {"Location": f"/v1/judgements/{judgement.id}"}
        return Response(judgement.body(), status, place, "application/json")

    @routes.get(
        "/{name}",
        response_model=answers.Judgement,
        responses={**ALWAYS, **errors(404, 422)},
    )
    async def show(name: Id, asked: Annotated[Showing, Query()]) -> Response:
        """How far a judgement is, with its verdicts so far in the order in which they came."""
        judgement = service.judgement(name)
        await judgement.wait(asked.wait)
        return Response(judgement.body(asked.skip), media_type="application/json")

    @routes.get(
        "/{name}/stream",
        response_class=StreamingResponse,
        responses={
            200: {
                "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
                "description": "one `Row` a line as they come, then one `Head`",
            },
            **ALWAYS,
            **errors(404, 422),
        },
    )
    async def stream(name: Id, asked: Annotated[Skipping, Query()]) -> Response:
        """The verdicts as they come, one JSON object a line; the last line says how it ended.

        A stream that ends without that line was cut off: go on with `skip`.
        """
        lines = service.judgement(name).lines(asked.skip)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    @routes.delete("/{name}", response_model=answers.Head, responses={**ALWAYS, **errors(404, 422)})
    async def cancel(name: Id) -> Response:
        """End what of it runs or waits. Its verdicts so far stay; one that is done stays done."""
        judgement = service.judgement(name)
        service.cancel(judgement)
        return answer(judgement.head())

    return routes


def _about(service: Service) -> APIRouter:
    routes = APIRouter(tags=["service"])

    @routes.get(
        "/v1/languages",
        response_model=answers.LanguageRows,
        responses=ALWAYS,
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    async def languages() -> Response:
        """Every language, whether its toolchain is here, and which one."""
        return answer({"languages": await asyncio.to_thread(language_rows)})

    @routes.get(
        "/healthz",
        response_model=answers.Health,
        responses={
            503: {"model": answers.Health, "description": "programs can't be isolated now"},
            **errors(421, 429),
        },
    )
    async def health() -> Response:
        """Whether programs can be judged, how they are isolated, and how much waits."""
        found = service.health()
        return answer(found, 200 if found["status"] == "ok" else 503)

    return routes


# -- errors ----------------------------------------------------------------------


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return error.response()


async def _bad_parameter(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    unknown = first["type"] == "extra_forbidden"
    message = "is no parameter of this" if unknown else str(first["msg"])
    return Refusal(422, message, field=str(first["loc"][-1])).response()


async def _no_such_page(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Refusal(error.status_code, error.detail, headers=error.headers).response()


async def _broken(_: Request, error: Exception) -> Response:
    """A mistake of ours: the log has it (starlette raises it again), the answer has no trace."""
    return Refusal(500, f"the service made a mistake: {type(error).__name__}").response()
