"""translate: a benchmark's problems in other languages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newtongue.cli import call
from newtongue.cli.options import Data, Json, Limit, Out
from newtongue.core.errors import UsageError


def translate(
    benchmark: Annotated[str, typer.Argument(help="a benchmark, or NAME/ID for one problem")],
    to: Annotated[str, typer.Option("--to", help="languages, joined by commas")] = "python",
    show: Annotated[
        bool, typer.Option("--show", help="print one problem and judge its look-up stub")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help="of the files: newtongue, or multipl-e for its tools")
    ] = "newtongue",
    doctests: Annotated[
        str, typer.Option("--doctests", help="transform, keep or remove them")
    ] = "transform",
    words: Annotated[
        str, typer.Option("--words", help="reworded (list -> table), or verbatim")
    ] = "reworded",
    data: Data = None,
    limit: Limit = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Count and (with --out) write a benchmark's problems and tests in other languages.

    newtongue translate humaneval --to python,lua,java,rust --out prompts

    newtongue translate humaneval --to lua --out prompts --format multipl-e

    newtongue translate starter/7 --to rust --show
    """
    from newtongue import languages
    from newtongue.benchmarks.base import ENDINGS
    from newtongue.evaluate import translations

    keys = list(dict.fromkeys(languages.get(key).name for key in call.split([to])))
    if not keys:
        raise UsageError("name at least one language", field="--to")
    is_path = Path(benchmark).exists() or benchmark.endswith(ENDINGS)
    if show or ("/" in benchmark and not is_path):
        if out is not None:
            raise UsageError("one problem is shown, and nothing written", field="--out")
        shown = translations.show(benchmark, keys, data or [])
        lines = [line for one in shown for line in translations.shown_lines(one)]
        call.answer("translate", None, {"shown": shown}, as_json, lines)
        if any(one["outcome"] != "passed" for one in shown):
            raise typer.Exit(1)
        return
    done = translations.write(
        benchmark, keys, data or [], limit, out, translations.form(form, doctests, words)
    )
    call.answer("translate", None, {"translations": done}, as_json, translations.lines(done, out))
