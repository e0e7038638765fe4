"""The settings of generate, judge and evaluate: one model each, fields in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from newtongue.recipes import Recipe
from newtongue.sandbox.ray import BATCH


class Exported(Recipe):
    """What every stage that holds completions can also write."""

    export: Path | None = Field(
        None, description="also write MultiPL-E's files here (.json.gz, .results.json.gz)"
    )


class Sampled(Exported):
    """What generate needs: a model, benchmarks, languages, and how to sample."""

    model: str | None = Field(
        None,
        description="a folder, owner/name or owner/name@revision; with --server its name there",
    )
    tokenizer: str | None = Field(
        None, description="where the tokenizer is, if not with the model or its base model"
    )
    server: str | None = Field(
        None, description="an OpenAI-compatible server, for example http://127.0.0.1:8000/v1"
    )
    chat: bool = Field(False, description="ask the server through its chat endpoint")
    concurrency: int = Field(8, ge=1, description="requests to the server at one time")
    benchmark: list[str] = Field(
        ["starter"], min_length=1, description="names or paths, files of prompts too"
    )
    language: list[str] = Field(["python"], min_length=1, description="keys or tags (lua, rs, ...)")
    n: int = Field(1, ge=1, description="completions of each problem; raising it samples the rest")
    temperature: float = Field(0.2, ge=0, description="0 is greedy")
    top_p: float = Field(0.95, gt=0, le=1)
    max_new_tokens: int = Field(512, ge=1)
    batch_size: int | Literal["auto"] = Field("auto", description="rows at a time")
    device: str | None = Field(None, description="cpu, cuda, cuda:1; by default what is there")
    threads: int | None = Field(None, ge=1, description="CPU threads of the model")
    dtype: str | None = Field(None, description="float32, float16, bfloat16; by default the best")
    trust_remote_code: bool = Field(
        False, description="run code that comes with the model: only if you have read it"
    )
    doctests: Literal["transform", "keep", "remove"] = "transform"
    words: Literal["reworded", "verbatim"] = "reworded"
    seed: int = 0
    limit: int | None = Field(None, ge=1, description="only the first problems of each benchmark")
    data: list[Path] = Field([], description="folders with benchmark files, before NEWTONGUE_DATA")


class GenerateRecipe(Sampled):
    """Completions of a model for benchmarks in languages."""

    stage: Literal["generate"] = "generate"


class Judging(Exported):
    """What judge needs: completions, whose tests, and the limits of a program."""

    completions: list[Path] = Field([], description="files or folders of completions")
    tests: Literal["theirs", "ours"] = Field(
        "theirs", description="the tests that a row brought, or always the benchmark's"
    )
    strict: bool = Field(
        False, description="programs say their answers, and are not told what is expected"
    )
    partial_credit: bool = Field(
        False, description="count the cases that hold; programs go on after one that does not"
    )
    reruns: int = Field(
        0, ge=0, description="run every program so often again, and say whose outcome changes"
    )
    workers: int | None = Field(None, ge=1, description="programs at one time; by default the CPUs")
    cpu_seconds: float = Field(15.0, gt=0, description="CPU limit of a program")
    memory_mb: int = Field(2048, ge=64, description="memory limit of a program")
    unsafe: bool = Field(False, description="run programs without isolation: never for strangers'")
    cache: bool = Field(False, description="an equal program that an earlier run ran is not run")
    engine: Literal["local", "ray"] = Field(
        "local", description="this machine, or every node of a Ray cluster; the same verdicts"
    )
    ray_address: str = Field(
        "auto", description="of the cluster's head; auto is the one here, else one is started"
    )
    ray_batch: int = Field(
        BATCH, ge=1, description="programs that a node is sent at once; fewer where they are slow"
    )


class JudgeRecipe(Judging):
    """Verdicts on completions."""

    stage: Literal["judge"] = "judge"
    benchmark: list[str] = Field([], description="whose the rows are that name no benchmark")
    language: list[str] = Field([], description="only rows in these languages")
    data: list[Path] = Field([], description="folders with benchmark files, before NEWTONGUE_DATA")
    limit: int | None = Field(None, ge=1, description="only the completions of the first problems")
    seed: int = 0


class EvaluateRecipe(Sampled, Judging):
    """generate (unless completions are given) + judge + scores."""

    stage: Literal["evaluate"] = "evaluate"
    k: list[int] = Field([], description="pass@k; by default those of 1, 10, 100 that n allows")
    csv: Path | None = Field(None, description="also write MultiPL-E's table here")
